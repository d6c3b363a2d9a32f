"""What publishers write, in all languages: phrases, patterns, and how wordings are compared."""
