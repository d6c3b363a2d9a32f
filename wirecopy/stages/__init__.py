"""Stages: each reads from the store, calls a pure function, writes to the store."""
