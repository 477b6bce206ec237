"""The lines of a table that a chat model draws: a head says nothing, a row is read with the head's words. Pure."""

from __future__ import annotations

import re

from assistant.writing.sentences import MARKER, ROW, Sentence

_RULE = re.compile(r"[\s|:\-]+")
_IN_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")  # 急需工种（上浮30%）
_FIGURES = re.compile(
    r"(?:每\S{1,4}|最高|不超过)?\d[\d.,，—~-]*[十百千]?[万亿]?(?:元|%|％|个百分点)?(?:[/／]\S{1,4})?"
)  # 40平方米的月租 is a name
_UNIT = re.compile(r"[（(](?:单位[:：])?([十百千]?[万亿]?元(?:[/／]\S{1,4})?|[%％])[）)]")
_BARE = re.compile(r"[\d.,，—~-]+")


def is_row(line: str) -> bool:
    return line.count("|") >= ROW


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


class Tables:
    """The lines of an answer, one after the other: `read` gives the words of each that are to be checked."""

    def __init__(self) -> None:
        self._head: list[str] | None = None

    def sentence(self, sentence: Sentence) -> Sentence | None:
        """What is to be checked of a sentence; None of a head or a rule."""
        said = self.read(sentence.text)
        return None if not said else Sentence(said, sentence.markers, is_row=is_row(sentence.text))

    def read(self, line: str) -> str:
        """The line itself; a row of a table as its cells behind the names of their columns; nothing of a head or a rule.

        >>> tables = Tables()
        >>> [tables.read(line) for line in ("| 级别 | 奖励 |", "|---|---|", "| 国家级 | 50万元[1] |", "另有补贴[1]。")]
        ['', '', '级别国家级，奖励50万元[1]', '另有补贴[1]。']
        """
        if not is_row(line):
            self._head = None
            return line
        if _RULE.fullmatch(line):
            return ""
        cells = cells_of(line)
        if self._head is None:
            self._head = cells
            if not MARKER.search(line) and not any(
                _FIGURES.fullmatch(_IN_BRACKETS.sub("", cell)) for cell in cells[1:]
            ):
                return ""
            self._head = []
        names = self._head if len(self._head) == len(cells) else [""] * len(cells)
        pairs = zip(names, cells, strict=True)
        return "，".join(_told(name, cell) for name, cell in pairs if MARKER.sub("", cell).strip(" -—/"))


def _told(name: str, cell: str) -> str:
    """The name of the column and the cell; a bare figure with the unit that the name gives."""
    unit = _UNIT.search(name)
    if unit and _BARE.fullmatch(MARKER.sub("", cell).strip()):
        return f"{name[: unit.start()]}{MARKER.sub('', cell).strip()}{unit[1]}"
    return name + cell
