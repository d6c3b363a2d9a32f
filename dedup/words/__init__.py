"""Words: what a word and a sentence is, how common a word is, what language a text is in."""
