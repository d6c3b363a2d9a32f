"""URL keys -> ids: by what articles are known, in the store and outside it."""

import xxhash

ID_BITS = 53  # a float64 holds such integers exactly: JavaScript, jq, pandas
N_IDS = 1 << ID_BITS
FORMER_BITS = 63  # of ids up to format 5: the first of them are today's


def key_hash(url_key: str) -> str:
    """The 128-bit hash of a URL key, in hex: two XXH3 of 64 bits, the first of which gives the id.

    >>> len(key_hash("text:1"))
    32
    """
    text = url_key.encode()
    return xxhash.xxh3_64_hexdigest(text) + xxhash.xxh3_64_hexdigest(text, seed=1)


def first_id(known: str) -> int:
    """The id that the hash of a key gives it, where no other key has it."""
    return int(known, 16) >> (128 - ID_BITS)


def article_id(url_key: str) -> int:
    """The 53-bit id of an article: the beginning of its key's hash, where no other key has it.

    >>> article_id("http://harbor-ledger.example/a") == article_id("http://harbor-ledger.example/a")
    True
    >>> 0 <= article_id("text:1") < 2**53
    True
    """
    return first_id(key_hash(url_key))


def as_formerly(known: str) -> str:
    """As much of the hash of a key as an id of 63 bits held; the rest is 0.

    >>> as_formerly("f" * 32)
    'fffffffffffffffe0000000000000000'
    """
    rest = 128 - FORMER_BITS
    return f"{int(known, 16) >> rest << rest:032x}"


def of_former(number: int) -> int:
    """Today's id of an article that had an id of 63 bits.

    >>> of_former(2**63 - 1) == 2**53 - 1
    True
    """
    return number >> (FORMER_BITS - ID_BITS)
