"""Runs that die, or find the disk full, at moments of every kind."""
