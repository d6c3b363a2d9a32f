"""Compiled loops (numba): what `features`, `events`, `align` and `prepared` say, bit for bit.

Nothing imports them but `counted.py`, and that only where `dedup.fast` is on.
"""
