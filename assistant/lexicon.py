"""The field's synonyms, read once from lexicon.txt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
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
        rule = line.split("#")[0]
        words = tuple(fold(word).strip() for word in rule.split("="))
        if len(words) > 1 and "!=" not in rule:
            groups.append(tuple(word for word in words if word))
    return tuple(groups)


@cache
def _text() -> str:
    return resources.files("assistant").joinpath("lexicon.txt").read_text(encoding="utf-8")


@cache
def groups() -> Groups:
    return parse_groups(_text())


@cache
def _other_words() -> Mapping[str, tuple[str, ...]]:
    """For a word the longer ones that hold its characters and mean something else: 博士 != 博士后."""
    lines = (line.split("#")[0].split("!=") for line in _text().splitlines())
    return {fold(word).strip(): tuple(fold(other).strip() for other in rest) for word, *rest in lines if rest}


@cache
def lexicon_words() -> tuple[str, ...]:
    """Every Chinese word of the lexicon."""
    return tuple(dict.fromkeys(word for group in groups() for word in group if not word.isascii()))


def synonyms(folded: str) -> tuple[str, ...]:
    """Every other Chinese word of each group that `folded` holds a word of, in file order.

    English words are only recognised, never added: the documents hold none, and they would dilute the vector.
    """
    found: dict[str, None] = {}
    for group in groups():
        if any(word in folded and word in _without(folded, word) for word in group):
            found.update((word, None) for word in group if word not in folded and not word.isascii())
    return tuple(found)


def says(folded: str, term: str) -> bool:
    """Whether a folded text holds `term` or a word that means the same, and not only inside a word of other meaning.

    A 的 inside the word does not matter.

    >>> says("引进博士研究生", "博士"), says("博士后工作站", "博士")
    (True, False)
    """
    close = folded.replace("的", "")  # 高新技术的企业 is a 高新技术企业
    return any(word in close and word in _without(close, word) for word in variants(term))


def _without(folded: str, word: str) -> str:
    for other in _other_words().get(word, ()):
        folded = folded.replace(other, "\n")
    return folded


@lru_cache(maxsize=10_000)  # terms come from questions: no end of them
def variants(term: str) -> tuple[str, ...]:
    """`term` and the words that mean the same; only whole words count."""
    same = [word for group in groups() if term in group for word in group]
    return tuple(dict.fromkeys([term, *same]))
