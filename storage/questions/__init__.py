"""What people ask of a store: one function a question, one documented shape an answer.

Commands and Python ask here, and so will the web view. All of them then say the same, in the words
of the public views: `words.py` has the words, `shapes.py` the answers. Nothing is formatted here.
Importing a question loads no DuckDB: the caller hands in a reader or a store (`Asked`).
"""
