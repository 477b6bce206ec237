"""申报日历: every window, last day, start and end of validity of the documents in order of time, and as an iCalendar file. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args

from icalendar import Alarm, Calendar, Event, vRecur

from assistant.address import clause_address
from corpus.facts.due import Due, DueKind, due_of, round_of
from corpus.measure import Document, Measure
from corpus.text.title_marks import titled

EventKind = Literal["申报期", "申报截止", "完成期限", "开始施行", "到期失效"]
KINDS: tuple[EventKind, ...] = get_args(EventKind)
SOON = 60  # days
_KIND_OF: dict[DueKind, EventKind] = {"window": "申报期", "deadline": "申报截止", "task": "完成期限"}
_WARNED = timedelta(days=-7)  # before a last day
LONGEST = 200  # characters of the clause in a calendar's entry


@dataclass(frozen=True, slots=True)
class Dated:
    """One entry of the calendar. `first` is its first day, or its last where it is one day; `clause` is "" for a whole document.

    `yearly`: it comes back every year until `ends`; `first` and `last` are then its next time.
    """

    kind: EventKind
    first: date
    last: date
    place: str
    document: Document
    clause: str
    label: str
    words: str
    yearly: bool = False
    ends: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "yearly": self.yearly,
            "place": self.place,
            "document_id": self.document.id,
            "document_title": self.document.title,
            "label": self.label,
            "clause_id": self.clause or None,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Limit:
    """What a clause says is due, with where it stands; of no day."""

    due: Due
    document: Document
    clause: str
    label: str
    ends: date | None


@dataclass(frozen=True, slots=True)
class Dates:
    """All days that the documents state: reading the clauses for them is what takes time, and hangs on no day."""

    validity: tuple[Dated, ...]
    limits: tuple[Limit, ...]


def calendar_of(documents: Iterable[Document], units: Iterable[Measure], as_of: date) -> list[Dated]:
    """All entries in order of their last day. A yearly one whose document is over by then is left out."""
    return on_day(dates_of(documents, units), as_of)


def dates_of(documents: Iterable[Document], units: Iterable[Measure]) -> Dates:
    known = {document.id: document for document in documents}
    validity = tuple(entry for document in known.values() for entry in _of_document(document))
    limits = []
    for unit in units:
        if unit.kind == "boilerplate" or (document := known.get(unit.document_id)) is None:
            continue
        stated = document.validity_of(unit.part)
        ends = stated.until if stated else None
        dues = (due for due in due_of(unit, round_of(document)) if not _is_past(due, document))
        limits += [Limit(due, document, unit.id, unit.label, ends) for due in dues]
    return Dates(validity, tuple(limits))


def _is_past(due: Due, document: Document) -> bool:
    """Whether a day was over when the document was given: what had been reached or was so by then, not what is to be done."""
    return not due.yearly and document.issued is not None and due.last < document.issued


def on_day(dates: Dates, as_of: date) -> list[Dated]:
    """The entries as `as_of` has them: what comes back every year at its next time."""
    found = [*dates.validity, *(entry for limit in dates.limits if (entry := _dated(limit, as_of)) is not None)]
    return sorted(dict.fromkeys(found), key=lambda entry: (entry.last, entry.first, entry.document.id, entry.label))


def _of_document(document: Document) -> list[Dated]:
    place = document.regions[0] if document.regions else ""
    found = []
    for validity in document.validity:
        part = validity.part or ""
        words = f"{titled(document.title)}{part}有效期至 {validity.until}"
        found.append(Dated("到期失效", validity.until, validity.until, place, document, "", part, words))
    begins = {validity.since for validity in document.validity if validity.since} | ({document.effective} - {None})
    for day in sorted(day for day in begins if day is not None):
        found.append(Dated("开始施行", day, day, place, document, "", "", f"{titled(document.title)}自 {day} 起施行"))
    return found


def _dated(limit: Limit, as_of: date) -> Dated | None:
    due, document, ends = limit.due, limit.document, limit.ends
    place = document.regions[0] if document.regions else ""
    first, last = due.on(as_of)
    if due.yearly and ((ends is not None and last > ends) or document.is_repealed(as_of)):
        return None
    kind = _KIND_OF[due.kind]
    return Dated(kind, first or last, last, place, document, limit.clause, limit.label, due.words, due.yearly, ends)


def soon(entries: Iterable[Dated], as_of: date, days: int = SOON) -> list[Dated]:
    """What is open now or ends within so many days."""
    return [entry for entry in entries if as_of <= entry.last <= as_of + timedelta(days=days)]


def state_words(entry: Dated, as_of: date) -> str:
    """还有 12 天 / 正在受理，还有 3 天 / 12 天后开始 / 已过."""
    left = (entry.last - as_of).days
    if left < 0:
        return "已过"
    if entry.first > as_of:
        return f"{(entry.first - as_of).days} 天后开始" if entry.kind == "申报期" else f"还有 {left} 天"
    if entry.kind == "申报期":
        return f"正在受理，还有 {left} 天" if left else "今天截止"
    return f"还有 {left} 天" if left else "今天"


def days_words(entry: Dated) -> str:
    days = f"{entry.first} 至 {entry.last}" if entry.first != entry.last else f"{entry.last}"
    return f"{days}（每年）" if entry.yearly else days


def ics_bytes(entries: Sequence[Dated], as_of: date, name: str = "政策申报日历") -> bytes:
    """The entries as an iCalendar file (RFC 5545) to subscribe to: whole days, a last day with a reminder a week before."""
    made = Calendar()
    made.add("prodid", "-//policy-assistant//calendar//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, as_of))
    return bytes(made.to_ical())


def _event(entry: Dated, as_of: date) -> Event:
    event = Event()
    key = "|".join(
        (
            entry.document.id,
            entry.kind,
            entry.clause,
            entry.label,
            entry.words[:40],
            "" if entry.yearly else str(entry.last),
        )
    )
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:24]}@policy-assistant")
    event.add("dtstamp", datetime.combine(as_of, time()))
    event.add("dtstart", entry.first)
    event.add("dtend", min(entry.last, date.max - timedelta(days=1)) + timedelta(days=1))
    place = f"{entry.place} " if entry.place else ""
    event.add("summary", f"【{entry.kind}】{place}{entry.document.title}")
    event.add("description", f"{entry.words[:LONGEST]}\n依据：{titled(entry.document.title)}{entry.label}")
    if entry.clause:
        event.add("url", clause_address(entry.clause))
    event.add("categories", [entry.kind])
    event.add("transp", "TRANSPARENT")
    if entry.yearly:
        event.add("rrule", vRecur({"freq": "yearly", **({"until": entry.ends} if entry.ends else {})}))
    if entry.kind in ("申报截止", "申报期", "到期失效"):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{entry.kind}：{entry.document.title}")
        alarm.add("trigger", _WARNED)
        event.add_component(alarm)
    return event
