"""Comparing: two texts in, how they relate and why out."""
