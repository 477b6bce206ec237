"""Editions are found without comparing every title with every other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corpus import versions
from corpus.measure import Document


def test_each_title_is_read_a_few_times_however_many_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    fold = versions.fold

    def counted(text: str) -> str:
        read.append(text)
        return fold(text)

    monkeypatch.setattr(versions, "fold", counted)
    days = [date(2001, 1, 1) + timedelta(days=each) for each in range(100)]
    title = "松塔县稳岗补贴管理办法"
    documents = [Document(f"d{at}", title, f"{at}.txt", f"{at:064}", issued=day) for at, day in enumerate(days)]
    found = versions.linked(documents)
    assert len(read) <= 8 * len(documents)
    assert [each.repealed.by_id if each.repealed else None for each in found] == [
        *(f"d{at + 1}" for at in range(99)),
        None,
    ]
