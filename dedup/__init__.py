"""Finds copies: knows texts and ids only, no HTML, no files, no database."""
