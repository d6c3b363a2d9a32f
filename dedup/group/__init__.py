"""Grouping: pairs in, reprint classes, copy groups, sources and stories out."""
