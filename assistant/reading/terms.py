"""The words of a question that carry its topic, and how much of them a clause holds."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from assistant.reading.lexicon import Folded, other_words, says, variants, words_in
from corpus.text.invisible import Visible
from corpus.text.normal import fold
from index.occurrences import Occurring
from index.tokens import is_known, jieba_words, word_classes

SHORT_WORD = 2
COMPOUND = 4  # characters: a compound that a clause may write apart
APART = 0.6  # what it then counts
COUNTED = 50_000  # terms whose frequency is remembered
_NUMBER = re.compile(r"^[\d.,%]+$")
# A function word inside a jieba word of the question says that it is an asking word too: 给多少, 有几个, 几多
_ASKING = re.compile(r"多少|哪|什么|几个|谁|怎|吗|呢|咋|啥|^[这那此该它几]|^[能可补给领拿奖要想办有几钱申请得到会]+$")


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
    >>> content_terms("狗牌丢了要几块钱")
    ('狗牌',)
    """
    words = [word for word in jieba_words(topic) if len(word) > 1 or word.isascii()]
    # jieba glues a preposition to a word it does not know: 对瞪羚
    words = [word[1:] if len(word) > 2 and word[0] in "对给把向" else word for word in words]
    asking = [word for word in words if _ASKING.search(word)]
    kept = [word for word in words if word not in stopwords() and not _NUMBER.match(word)]
    kept = [word for word in kept if not any(word in whole for whole in asking)]  # nor is 块钱 one in 几块钱
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
    found = (word for word in held - stopwords() if not word.isascii())
    return sorted(found, key=lambda word: (folded.find(word), word))  # of two at one place always the same first


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


@lru_cache(maxsize=10_000)
def _bears_topic(term: str) -> float:
    """How much a word that stands in no clause tells of the topic, 0 to 1: a noun that is missing is a topic missing."""
    classes = word_classes(term) - _NO_TOPIC
    return 1.0 if classes - _HALF_TOPIC else 0.4 if classes else 0.0


@lru_cache(maxsize=10_000)
def is_noun(term: str) -> bool:
    """Whether a term names something: 护理假, 电竞, not 怎么领."""
    return len(term) > 1 and bool(word_classes(term) & frozenset("njl"))


class TermWeights:
    """Inverse document frequencies of terms over the texts of all units, counted by containment, without reading them.

    `texts` are folded and without 的 (assistant/reading/tables.py: said_text); `units` of them count, the others are empty.
    """

    def __init__(self, texts: Occurring, units: int) -> None:
        self._texts, self._units = texts, units
        self._counted: dict[str, int] = {}

    def frequency(self, term: str) -> int:
        """How many units say the term, or a word that means the same (`says`)."""
        known = self._counted.get(term)
        if known is None:
            if len(self._counted) >= COUNTED:
                self._counted.clear()
            known = self._counted[term] = len(self.saying(term))
        return known

    def saying(self, term: str) -> NDArray[np.int64]:
        """The rows of the units that say the term, rising."""
        found = [self._texts.texts_of(self._outside(word)) for word in variants(term)]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))

    def _outside(self, word: str) -> NDArray[np.int64]:
        """Where a word stands, but for inside a word of other meaning: 博士, not in 博士后."""
        places = self._texts.places(word)
        for other in other_words(word):
            if len(places):
                taken = self._texts.places(other)
                before = np.searchsorted(taken, places + len(word)) - 1  # the last that begins before the word ends
                over = (before >= 0) & (taken[np.maximum(before, 0)] + len(other) > places) if len(taken) else None
                places = places if over is None else places[~over]
        return places

    def idf(self, term: str) -> float:
        """log((n + 1) / (df + 0.5)): a term that no unit holds weighs most."""
        frequency = self.frequency(term)
        said = _bears_topic(term) if not frequency else 1.0
        return said * math.log((self._units + 1) / (frequency + 0.5))

    def lacks(self, term: str) -> bool:
        """Whether the term is a topic that no unit speaks of, and a word that a reader would recognise."""
        return not self.known(term) and _bears_topic(term) == 1.0 and (term.isascii() or is_known(term))

    def known(self, term: str) -> bool:
        return self.frequency(term) > 0


def written_apart(folded: Container[str], word: str) -> bool:
    """Whether a text holds both halves of a compound: 国家标准 in 国家、行业及地方标准."""
    return len(word) >= COMPOUND and word[:2] in folded and word[2:] in folded


def coverage(terms: Sequence[str], text: str | Folded, weights: TermWeights) -> Coverage:
    """How much of `terms` the text (any case and width) holds, weighted by rarity; a synonym counts as the word."""
    folded = text if isinstance(text, Folded) else Folded.of(text)
    total = found = 0.0
    missing = []
    for term in terms:
        weight = max(0.1, weights.idf(term))
        total += weight
        if says(folded, term):
            found += weight
        elif any(written_apart(folded.text, word) for word in variants(term)):
            found += APART * weight  # 国家标准 in 国家、行业及地方标准
        else:
            missing.append(term)
    return Coverage(found / total if total else 1.0, tuple(missing), len(terms))


_CLAUSE_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]{1,7}[条章节款项]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,3}[)）、.．](?!\d)|[①-⑳])"
)


def without_number(words: str) -> str:
    """Words of a clause as they are held against others: folded, without white space and without the number before them.

    >>> without_number("第三条 对企业奖励5万元。") == without_number("（二）对企业奖励５万元。")
    True
    """
    bare = "".join(fold(words).split())
    return _CLAUSE_NUMBER.sub("", bare, count=1) if _CLAUSE_NUMBER.match(bare) else bare
