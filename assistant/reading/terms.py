"""The words of a question that carry its topic, and how much of them a clause holds."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from assistant.reading.lexicon import says, variants, words_in
from corpus.invisible import Visible
from corpus.normal import fold
from index.tokens import jieba_words, word_classes

SHORT_WORD = 2
COMPOUND = 4  # characters: a compound that a clause may write apart
APART = 0.6  # what it then counts
_NUMBER = re.compile(r"^[\d.,%]+$")
# A function word inside a jieba word of the question says that it is an asking word too: 给多少, 有几个
_ASKING = re.compile(r"多少|哪|什么|几个|谁|怎|吗|呢|咋|啥|^[这那此该它]|^[能可补给领拿奖要想办有几钱申请得到会]+$")


@cache
def stopwords() -> frozenset[str]:
    """The words of stopwords.txt: questions and clauses share them whatever the topic."""
    text = resources.files("assistant.reading").joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question's topic a clause holds: the share by weight, and the terms it lacks."""

    share: float
    missing: tuple[str, ...]
    terms: int


@lru_cache(maxsize=10_000)  # one question asks for them of the same few texts again and again
def content_terms(topic: str) -> tuple[str, ...]:
    """The words of `topic` that carry it, folded, each once.

    >>> content_terms("瞪羚企业落户奖励多少")
    ('瞪羚', '落户', '瞪羚企业')
    """
    words = [word for word in jieba_words(topic) if len(word) > 1 or word.isascii()]
    # jieba glues a preposition to a word it does not know: 对瞪羚
    words = [word[1:] if len(word) > 2 and word[0] in "对给把向" else word for word in words]
    kept = [word for word in words if word not in stopwords() and not _NUMBER.match(word) and not _ASKING.search(word)]
    return tuple(dict.fromkeys([*kept, *_field_words(topic, words)]))


def _field_words(topic: str, words: Sequence[str]) -> list[str]:
    """Words of the lexicon that stand in the topic and that jieba does not know: between or around its `words`.

    A short one counts only outside of them: 评上市级 holds no 上市.
    """
    folded = fold(topic)
    between = folded
    for word in words:
        between = between.replace(word, "\n")
    held = {word for word in words_in(folded) if len(word) > SHORT_WORD} | {
        word for word in words_in(between) if len(word) <= SHORT_WORD
    }
    return sorted((word for word in held - stopwords() if not word.isascii()), key=folded.find)


@lru_cache(maxsize=10_000)
def whole_terms(topic: str) -> tuple[str, ...]:
    """The content terms that are no part of another one: 有效期, without 有效 and 效期."""
    terms = content_terms(topic)
    return tuple(term for term in terms if not any(term != other and term in other for other in terms))


def without_marks(text: str) -> tuple[str, list[int]]:
    """The folded text without quotation marks, brackets, white space and what nobody sees, and where each kept
    character stood."""
    seen = Visible.of(text)
    folded = fold(seen.text)
    kept = [place for place, character in enumerate(folded) if character not in "\"'<>[]() \n"]
    return "".join(folded[place] for place in kept), [seen.place(place) for place in kept] if seen.places else kept


_NO_TOPIC = frozenset("mrdcfqptuyzbaixwoehkgs")  # jieba's first letters: numbers, pronouns, adverbs, places, times …
_HALF_TOPIC = frozenset("vl")  # verbs and set phrases: 拆迁 is a topic, 掏腰包 is none


def _bears_topic(term: str) -> float:
    """How much a word that stands in no clause tells of the topic, 0 to 1: a noun that is missing is a topic missing."""
    classes = word_classes(term) - _NO_TOPIC
    return 1.0 if classes - _HALF_TOPIC else 0.4 if classes else 0.0


class TermWeights:
    """Inverse document frequencies of terms over the folded texts of all units, counted by containment."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._cache: dict[str, float] = {}

    def idf(self, term: str) -> float:
        """log((n + 1) / (df + 0.5)): a term that no unit holds weighs most."""
        if term not in self._cache:
            frequency = sum(1 for text in self._texts if says(text, term))
            said = _bears_topic(term) if not frequency else 1.0
            self._cache[term] = said * math.log((len(self._texts) + 1) / (frequency + 0.5))
        return self._cache[term]

    def lacks(self, term: str) -> bool:
        """Whether the term is a topic that no unit speaks of, and not a word of asking that we do not know."""
        return not self.known(term) and _bears_topic(term) == 1.0

    def known(self, term: str) -> bool:
        return any(says(text, term) for text in self._texts)


def written_apart(folded: str, word: str) -> bool:
    """Whether a text holds both halves of a compound: 国家标准 in 国家、行业及地方标准."""
    return len(word) >= COMPOUND and word[:2] in folded and word[2:] in folded


def coverage(terms: Sequence[str], text: str, weights: TermWeights) -> Coverage:
    """How much of `terms` the text (any case and width) holds, weighted by rarity; a synonym counts as the word."""
    folded = fold(text)
    total = found = 0.0
    missing = []
    for term in terms:
        weight = max(0.1, weights.idf(term))
        total += weight
        if says(folded, term):
            found += weight
        elif any(written_apart(folded, word) for word in variants(term)):
            found += APART * weight  # 国家标准 in 国家、行业及地方标准
        else:
            missing.append(term)
    return Coverage(found / total if total else 1.0, tuple(missing), len(terms))
