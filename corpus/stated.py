"""Which values of a register entry stand in the document's own text, word for word or as its date: the rest is inferred."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.invisible import without_invisible
from corpus.measure import Document
from corpus.normal import fold
from corpus.times import parse_times

_FIELDS = ("title", "number", "issuing_body", "issued", "effective")


class Statements:
    """What a text states: its words without spaces and width, and its days."""

    def __init__(self, text: str) -> None:
        self._words = _close(text)
        self._days = {when.first for when in parse_times(without_invisible(text)) if when.first == when.last}

    def hold(self, value: str | date) -> bool:
        """
        >>> stated = Statements("甲政发〔2020〕3号 二、自2020年6月1日起施行。")
        >>> [stated.hold(value) for value in ("甲政发[2020]3号", "乙政发〔2020〕3号", date(2020, 6, 1), date(2021, 6, 1))]
        [True, False, True, False]
        """
        if isinstance(value, date):  # a range of days is one date to the parser, two to a reader
            return value in self._days or f"{value.year}年{value.month}月{value.day}日" in self._words
        return all(_close(part) in self._words for part in value.split("、"))  # 甲局、乙局: each on a line of its own

    def told(self, document: Document) -> Document:
        """`document` with `inferred` as this text has it: the fields with a value that does not stand here."""
        values = {field: getattr(document, field) for field in _FIELDS}
        inferred = {field for field, value in values.items() if value is not None and not self.hold(value)}
        if any(not self.hold(validity.until) for validity in document.validity):
            inferred.add("validity")
        return replace(document, inferred=frozenset(inferred))


def _close(text: str) -> str:
    return "".join(fold(without_invisible(text)).split())
