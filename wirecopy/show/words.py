"""How verdicts are put in words: "reuses text of", never more. Most reprints are licensed.

And how things are counted.
"""

MEANINGS = {
    "verbatim": "the same text, boilerplate aside",
    "edited": "a person cut, merged, reordered or added; the rest is mostly untouched",
    "spun": "words and phrases inside the sentences were swapped, as an automatic spinner does",
    "rewritten": "told in other words sentence by sentence, the same facts in the same order",
    "partial": "an excerpt, a roundup, quoted background",
    "same_story": "the same event, told independently: not a copy",
    "unrelated": "neither words nor facts of one are those of the other",
    "same_form": "market briefs, results, weather, obituaries. Not a copy",
}

SENTENCES = {
    "verbatim": "{copy} reuses the text of {source} verbatim",
    "edited": "{copy} reuses text of {source}, edited",
    "spun": "{copy} reuses text of {source}, spun",
    "rewritten": "{copy} reuses text of {source}, rewritten",
    "partial": "{copy} and {source} share a passage",
    "same_story": "{copy} and {source} report the same event independently",
    "unrelated": "{copy} and {source} have nothing to do with each other",
    "same_form": "{copy} and {source} are the same form filled with other facts",
}


def sentence(relation: str, copy: str, source: str) -> str:
    """One sentence on two articles.

    >>> sentence("partial", "b.txt", "a.txt")
    'b.txt and a.txt share a passage: an excerpt, a roundup, quoted background'
    """
    return f"{SENTENCES[relation].format(copy=copy, source=source)}: {MEANINGS[relation]}"


def counted(number: int, what: str) -> str:
    """So many of something that has its plural by an s.

    >>> counted(1, "copy group"), counted(0, "page"), counted(1200, "new article")
    ('1 copy group', '0 pages', '1200 new articles')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"
