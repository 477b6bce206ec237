"""The field's synonyms, read once from lexicon.txt."""

from __future__ import annotations

from functools import cache
from importlib import resources

from corpus.normal import fold

Groups = tuple[tuple[str, ...], ...]


def parse_groups(text: str) -> Groups:
    """Groups of words with one meaning, folded, in file order.

    >>> parse_groups("高企 = 高新技术企业  # short form")
    (('高企', '高新技术企业'),)
    """
    groups = []
    for line in text.splitlines():
        words = tuple(fold(word).strip() for word in line.split("#")[0].split("="))
        if len(words) > 1:
            groups.append(tuple(word for word in words if word))
    return tuple(groups)


@cache
def groups() -> Groups:
    return parse_groups(resources.files("assistant").joinpath("lexicon.txt").read_text(encoding="utf-8"))


def synonyms(folded: str) -> tuple[str, ...]:
    """Every other Chinese word of each group that `folded` holds a word of, in file order.

    English words are only recognised, never added: the documents hold none, and they would dilute the vector.
    """
    found: dict[str, None] = {}
    for group in groups():
        if any(word in folded for word in group):
            found.update((word, None) for word in group if word not in folded and not word.isascii())
    return tuple(found)


def variants(term: str) -> tuple[str, ...]:
    """`term` and the words that mean the same; only whole words count."""
    same = [word for group in groups() if term in group for word in group]
    return tuple(dict.fromkeys([term, *same]))
