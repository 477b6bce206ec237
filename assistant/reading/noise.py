"""Words that ask nothing: one character over and over, keys hit at random. Pure."""

from __future__ import annotations

import re

from corpus.text.normal import fold

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALONG_A_ROW = 4  # keys beside each other in a row of the keyboard: no word has so many
_REPEATED = re.compile(r"(\w)\1{2,}")
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz]{5,}")
_LETTERS = re.compile(r"[a-z]+")


def is_noise(words: str) -> bool:
    """Whether `words` ask nothing; names of places and documents are left out of them before.

    >>> is_noise("啊啊啊啊"), is_noise("asdfgh zxcv"), is_noise("哈哈哈哈哈？"), is_noise("补多少"), is_noise("SDPR 12345")
    (True, True, True, False, False)
    """
    said = re.sub(r"[\W_]+", " ", fold(words)).split()
    return bool(said) and all(map(_is_noise, said))


def _is_noise(word: str) -> bool:
    if _REPEATED.fullmatch(word):
        return True
    if not _LETTERS.fullmatch(word):
        return False
    runs = (row[at : at + _ALONG_A_ROW] for keys in _ROWS for row in (keys, keys[::-1]) for at in range(len(keys)))
    return any(len(run) == _ALONG_A_ROW and run in word for run in runs) or bool(_NO_VOWEL.search(word))
