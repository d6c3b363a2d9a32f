"""Candidates: the keys by which texts meet before they are compared."""
