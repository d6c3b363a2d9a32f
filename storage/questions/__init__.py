"""What people ask of a store: one function a question, one documented shape an answer.

Commands, Python and whoever draws a page ask here, so that all of them say the same in the same
words, which are those of the public views (`words.py`; `shapes.py` lists the answers). Drawing is
done elsewhere. Importing a question loads no DuckDB: whoever asks brings what answers (`Asked`).
"""
