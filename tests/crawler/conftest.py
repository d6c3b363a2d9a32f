"""Stores begin as copies here: how they are made is tried in tests/storage."""

from tests.new_stores import _copied  # noqa: F401 (a fixture)
