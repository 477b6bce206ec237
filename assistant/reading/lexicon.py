"""The field's synonyms, read once from lexicon.txt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Self

from corpus.text.normal import fold

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
    return resources.files("assistant.reading").joinpath("lexicon.txt").read_text(encoding="utf-8")


@cache
def groups() -> Groups:
    return parse_groups(_text())


@cache
def _other_words() -> Mapping[str, tuple[str, ...]]:
    """For a word the longer ones that hold its characters and mean something else: 博士 != 博士后."""
    lines = (line.split("#")[0].split("!=") for line in _text().splitlines())
    return {fold(word).strip(): tuple(fold(other).strip() for other in rest) for word, *rest in lines if rest}


@lru_cache(maxsize=10_000)
def synonyms(folded: str) -> tuple[str, ...]:
    """Every other Chinese word of each group that `folded` holds a word of, in file order.

    English words are only recognised, never added: the documents hold none, and they would dilute the vector.
    """
    held = [word for word in words_in(folded) if word in _without(folded, word)]
    meant = sorted({place for word in held for place in _places()[word]})
    same = (word for place in meant for word in groups()[place])
    return tuple(dict.fromkeys(word for word in same if word not in folded and not word.isascii()))


def words_in(folded: str) -> set[str]:
    """Every word of the lexicon that stands in `folded`: looked up by its first two characters, for there are thousands."""
    starts = _starts()
    return {
        word
        for at in range(len(folded))
        for word in (*starts.get(folded[at : at + 2], ()), *starts.get(folded[at], ()))
        if folded.startswith(word, at)
    }


def meanings_said(folded: str) -> tuple[str, ...]:
    """The first word of each group of which a folded text says a word (`says`), all found in one walk through the text.

    >>> "孵化器" in meanings_said("建设孵化器"), meanings_said("")
    (True, ())
    """
    close = folded.replace("的", "")
    heads = _heads()
    said = (word for word in words_in(close) if word in _without(close, word))
    return tuple(sorted({head for word in said for head in heads.get(word, ())}))


@cache
def _heads() -> Mapping[str, tuple[str, ...]]:
    """For each word the first words of the groups that are said where it stands."""
    found: dict[str, list[str]] = {}
    for head in dict.fromkeys(group[0] for group in groups()):
        for word in variants(head):
            found.setdefault(word, []).append(head)
    return {word: tuple(heads) for word, heads in found.items()}


@cache
def _starts() -> Mapping[str, tuple[str, ...]]:
    """The words by their first two characters; those of one character by that."""
    found: dict[str, list[str]] = {}
    for word in _places():
        found.setdefault(word[:2], []).append(word)
    return {start: tuple(words) for start, words in found.items()}


@cache
def _places() -> Mapping[str, tuple[int, ...]]:
    """For each word the places of its groups in the file."""
    found: dict[str, list[int]] = {}
    for place, group in enumerate(groups()):
        for word in group:
            found.setdefault(word, []).append(place)
    return {word: tuple(places) for word, places in found.items()}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text in which many words are looked for: as it is, and `close`, without any 的."""

    text: str
    close: str

    @classmethod
    def of(cls, text: str, *, folded: bool = False) -> Self:
        """Of a text as it is written, or of one that is `folded` already."""
        text = text if folded else fold(text)
        return cls(text, text.replace("的", ""))


def says(folded: str | Folded, term: str) -> bool:
    """Whether a folded text holds `term` or a word that means the same, and not only inside a word of other meaning.

    A 的 inside the word does not matter.

    >>> says("引进博士研究生", "博士"), says("博士后工作站", "博士")
    (True, False)
    """
    # 高新技术的企业 is a 高新技术企业
    close = folded.close if isinstance(folded, Folded) else folded.replace("的", "")
    return any(word in close and word in _without(close, word) for word in variants(term))


def other_words(word: str) -> tuple[str, ...]:
    """The longer words that hold `word` and mean something else."""
    return _other_words().get(word, ())


def _without(folded: str, word: str) -> str:
    for other in other_words(word):
        folded = folded.replace(other, "\n")
    return folded


@lru_cache(maxsize=10_000)  # terms come from questions: no end of them
def variants(term: str) -> tuple[str, ...]:
    """`term` and the words that mean the same; only whole words count."""
    same = [word for place in _places().get(term, ()) for word in groups()[place]]
    return tuple(dict.fromkeys([term, *same]))
