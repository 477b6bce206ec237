"""Editions are found without comparing every title with every other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


TITLES = (
    "松塔县稳岗补贴管理办法",
    "松塔县稳岗补贴管理办法（试行）",
    "松塔县稳岗补贴管理办法（2021年修订）",
    "青石县人才引进办法",
)
shelves = st.lists(st.tuples(st.sampled_from(TITLES), st.none() | st.integers(0, 5)), max_size=9)


def day_of(number: int | None) -> date | None:
    return None if number is None else date(2020, 1, 1) + timedelta(days=number)


@given(shelves)
def test_the_first_in_the_register_of_those_issued_later_takes_the_place(shelf: list[tuple[str, int | None]]) -> None:
    documents = [
        Document(f"d{at}", title, f"{at}.txt", f"{at:064}", issued=day_of(day)) for at, (title, day) in enumerate(shelf)
    ]
    for one, linked in zip(documents, versions.linked(documents), strict=True):
        later = [
            other.id
            for other in documents
            if one.issued and other.issued and other.issued > one.issued and versions.are_editions(one, other)
        ]
        own = later[:1] if "年" not in one.title else []  # what has a year ends no other and is ended by none
        assert (linked.repealed.by_id if linked.repealed else None) == next(iter(own), None)


def test_days_are_not_compared_all_with_all() -> None:
    compared: list[object] = []

    class Day(date):
        def __lt__(self, other: date) -> bool:
            compared.append(other)
            return super().__lt__(other)

        def __gt__(self, other: date) -> bool:
            compared.append(other)
            return super().__gt__(other)

    count = 400
    days = [Day(2001, 1 + 7 * each % 12, 1 + 3 * each % 28) for each in range(count)]
    title = "松塔县稳岗补贴管理办法"
    versions.linked([Document(f"d{at}", title, f"{at}.txt", f"{at:064}", issued=day) for at, day in enumerate(days)])
    assert 0 < len(compared) < 40 * count


def test_what_is_linked_already_stays_the_same_object() -> None:
    days = [date(2001, 1, 1), date(2002, 1, 1)]
    documents = [Document(f"d{at}", TITLES[0], f"{at}.txt", f"{at:064}", issued=day) for at, day in enumerate(days)]
    linked = versions.linked(documents)
    assert linked[0].repealed is not None
    assert all(one is other for one, other in zip(versions.linked(linked), linked, strict=True))
