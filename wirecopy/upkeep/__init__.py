"""Keeping a store in order: what is erased, what needs a person, what is broken."""
