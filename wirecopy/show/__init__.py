"""Answers for eyes and programs: rows, words, articles, differences, HTML."""
