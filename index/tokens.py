"""Text to the words that keyword search counts. The same function runs over clauses and over questions."""

from __future__ import annotations

import contextlib
import logging
import marshal
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add
from pathlib import Path
from typing import Any, Protocol, Self

from corpus.errors import ModelUnavailable
from corpus.text.invisible import without_invisible
from corpus.text.normal import CHINESE_NUMERALS, chinese_number, fold
from index import made_folder
from index.cache import cache_folder

TOKEN_SCHEME = "han-1-2-gram + jieba-search>=3 + numerals, 1"  # part of the index's recipe: change both together

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:%|[a-z]+)?|[a-z][a-z0-9]*")
_RUN = re.compile(rf"(?P<word>{_WORD.pattern})|(?P<han>[{_HAN}]+)")
_HAN_WORD = re.compile(rf"[{_HAN}]+")
_APART = "\0"  # between texts that are cut together; no text holds it
_NO_HAN = re.compile(rf"[^{_HAN}{_APART}]+")
# 二十万, 三年: a numeral of two characters or one that counts something; a lone 一 mostly counts nothing (一批, 一方面)
_NUMERAL = re.compile(rf"[{CHINESE_NUMERALS}]{{2,}}|[{CHINESE_NUMERALS}](?=[年月日个条项家户次倍万亿元名人])")


TAGGED_KEPT = 10_000  # words whose parts of speech are remembered
_DICTIONARY = "jieba.cache"


class _Segmenter(Protocol):
    total: int
    FREQ: dict[str, int]

    def cut_for_search(self, sentence: str) -> Iterable[str]: ...
    def cut(self, sentence: str) -> Iterable[str]: ...
    def check_initialized(self) -> None: ...


def tokenize(text: str) -> list[str]:
    """All tokens of `text`, in no particular order, a token as often as it occurs. Empty text gives none.

    Characters and bigrams carry the recall (no dictionary knows the next policy's terms), jieba adds the words of
    three characters and more that bigrams blur, and Chinese numerals are counted as Arabic ones too, so that 三年
    meets 3年. Words of one or two characters that jieba finds are bigrams already and are not counted twice.
    """
    longer = [word for word in jieba_words(text) if len(word) > 2 and _HAN_WORD.fullmatch(word)]
    return char_ngrams(text) + longer + numerals(text)


def char_ngrams(text: str) -> list[str]:
    """Single Chinese characters and bigrams; a run of Latin letters or a number is one token.

    >>> char_ngrams("奖励５％，2025年5G")
    ['奖', '励', '奖励', '5%', '2025', '年', '5g']
    """
    tokens: list[str] = []
    for match in _RUN.finditer(_folded(text)):
        run = match[0]
        if match["word"]:
            tokens.append(run)
        else:
            tokens.extend(run)
            tokens.extend(map(add, run, run[1:]))
    return tokens


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What `char_ngrams` cuts a text into, asked token by token: whoever asks for a few need not have all of them made.

    >>> [token in Held.of("奖励５％，2025年5G") for token in ("奖励", "励年", "5%", "5", "励5")]
    [True, False, True, False, False]
    """

    han: str  # the runs of Chinese characters, a line break between them
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        return cls.each([text])[0]

    @classmethod
    def each(cls, texts: Sequence[str]) -> tuple[Self, ...]:
        """Of each of some texts, which are folded in one go.

        >>> [(held.han, sorted(held.words)) for held in Held.each(["奖励5%", "", "5G基站"])]
        [('奖励\\n', ['5%']), ('', []), ('\\n基站', ['5g'])]
        """
        if not texts:
            return ()
        folded = _folded(_APART.join(text.replace(_APART, " ") for text in texts))
        runs = _NO_HAN.sub("\n", folded)
        return tuple(
            cls(han, frozenset(_WORD.findall(own)))
            for han, own in zip(runs.split(_APART), folded.split(_APART), strict=True)
        )

    def __contains__(self, token: object) -> bool:
        return isinstance(token, str) and (token in self.words or (token in self.han and "\n" not in token))

    def weight(self, weights: Mapping[str, float]) -> float:
        """What those of some tokens weigh together that it holds; added in their order."""
        total, han, words = 0.0, self.han, self.words
        for token, weight in weights.items():
            if token in han or token in words:
                total += weight
        return total


def jieba_words(text: str) -> list[str]:
    """Words as jieba's search mode cuts them: long words, and the shorter ones inside them. Punctuation is dropped."""
    return [word for word in _segmenter().cut_for_search(_folded(text)) if _RUN.match(word)]


def word_rarity(text: str) -> list[tuple[str, float]]:
    """The words of `text`, each once, with how rare it is in Chinese: the logarithm of one in so many words.

    >>> [(word, round(rarity)) for word, rarity in word_rarity("可以公证")]
    [('可以', 7), ('公证', 12)]
    """
    segmenter = _segmenter()
    words = dict.fromkeys(word for word in segmenter.cut(_folded(text)) if _RUN.match(word))
    total = segmenter.total or 1
    return [(word, math.log(total / max(1, segmenter.FREQ.get(word) or 1))) for word in words]


@lru_cache(maxsize=TAGGED_KEPT)  # a word that the dictionary lacks takes milliseconds
def word_classes(word: str) -> frozenset[str]:
    """The parts of speech in `word` by jieba's tags (first letter: n noun, v verb, m number, r pronoun, d adverb …).

    >>> sorted(word_classes("几百块")), sorted(word_classes("养猪场"))
    (['m'], ['n'])
    """
    return frozenset(str(pair.flag)[0] for pair in _tagger().cut(fold(word)))


def is_known(word: str) -> bool:
    """Whether a dictionary has the word: what is only cut out of a sentence by chance (能租, 人到) is none.

    >>> is_known("养猪场"), is_known("能租")
    (True, False)
    """
    segmenter = _segmenter()
    segmenter.check_initialized()
    return bool(segmenter.FREQ.get(fold(word)))


_AROUND = 8  # characters on either side of a place that tell which word stands across it


def is_within_word(text: str, place: int) -> bool:
    """Whether a word of the dictionary stands across `place` of a text: 给予|申 goes on, 申|请 does not end there.

    >>> is_within_word("可以向县工信局申请", 8), is_within_word("可以向县工信局申请", 7)
    (True, False)
    """
    start = max(0, place - _AROUND)
    for word in _segmenter().cut(text[start : place + _AROUND]):
        end = start + len(word)
        if start < place < end:
            return bool(_HAN_WORD.fullmatch(word)) and is_known(word)
        start = end
    return False


@cache
def _tagger() -> Any:
    from jieba import posseg  # here: its table of tags takes about 0.4 s, and only unknown words are tagged

    tagger = posseg.dt  # it has read the table already; one of our own would read and keep it once more
    tagger.tokenizer = _segmenter()
    return tagger


def numerals(text: str) -> list[str]:
    """The values of the Chinese numerals in `text`, as Arabic digits.

    >>> numerals("连续三年给予二十万元，一批企业")
    ['3', '20']
    """
    values = (chinese_number(match[0]) for match in _NUMERAL.finditer(_folded(text)))
    return [str(value) for value in values if value is not None]


def _folded(text: str) -> str:
    return fold(without_invisible(text))


@cache
def _segmenter() -> _Segmenter:
    """Our own jieba tokenizer, made on first use: its dictionary takes about 0.7 s to load and 1.5 s to build.

    Its cache goes to our folder, not to the shared temporary one, where anybody on the machine could leave a file
    for us to load, and is checked like all our caches: one flipped bit would count other words than the index did.
    Where it cannot be written the dictionary is only built anew each time.
    """
    import jieba  # here, because most commands never count words

    jieba.setLogLevel(logging.CRITICAL)  # its "cannot write my cache" is an error with a traceback; it is none to us

    def tokenizer(folder: Path) -> Any:
        made = jieba.Tokenizer()
        made.tmp_dir, made.cache_file = str(folder), _DICTIONARY
        return made

    def make(folder: Path) -> Sequence[str]:
        tokenizer(folder).initialize()
        return (_DICTIONARY,)

    folder = cache_folder() / f"jieba-{jieba.__version__}-{marshal.version}"
    version = {"jieba": jieba.__version__, "marshal": marshal.version}
    with contextlib.suppress(OSError, ModelUnavailable):  # then nothing is cached
        made_folder.ensure(folder, version, make, "分词词表", verify=True)
    segmenter: _Segmenter = tokenizer(folder)
    return segmenter
