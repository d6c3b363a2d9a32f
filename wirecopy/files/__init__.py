"""Rows out into files: one format a file, each safe to open whatever strangers wrote."""
