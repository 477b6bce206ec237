"""What 申报日历 shows: months of entries as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from itertools import groupby
from urllib.parse import quote, urlencode

from assistant.handing_on.deadlines import Dated, EventKind, days_words, state_words
from assistant.showing.view import clipped
from corpus.text.title_marks import titled

LOOKS: dict[EventKind, str] = {
    "申报期": "valid",
    "申报截止": "related",
    "完成期限": "open",
    "开始施行": "open",
    "到期失效": "expired",
}
LONGEST = 70  # characters of a clause
_LONGEST_TITLE = 28


def entries_html(entries: Iterable[Dated], as_of: date) -> str:
    """The entries by month of their last day, each with its kind, its days, how long there is, and its clause."""
    blocks = []
    for (year, month), group in groupby(entries, key=lambda entry: (entry.last.year, entry.last.month)):
        rows = "".join(_entry_html(entry, as_of) for entry in group)
        blocks.append(f'<p class="pa-month">{year}年{month}月</p><ul class="pa-line">{rows}</ul>')
    return f'<div lang="zh-CN" class="pa-calendar">{"".join(blocks)}</div>'


def _entry_html(entry: Dated, as_of: date) -> str:
    past = " pa-past" if entry.last < as_of else ""
    place = f"{escape(entry.place)} · " if entry.place else ""
    where = escape(f"{titled(clipped(entry.document.title, _LONGEST_TITLE))}{entry.label}")
    if entry.clause:
        where = f'<a class="pa-ref" href="find?clause={quote(entry.clause, safe="")}" target="_blank" rel="noopener">{where}</a>'
    return (
        f'<li class="pa-entry{past}"><span class="pa-tag pa-tag-{LOOKS[entry.kind]}">{entry.kind}</span>'
        f"<strong>{escape(days_words(entry))}</strong> <span class='pa-count'>{escape(state_words(entry, as_of))}</span>"
        f'<span class="pa-entry-words">{place}{escape(clipped(entry.words, LONGEST))} {where}</span></li>'
    )


def subscription(places: Iterable[str], kinds: Iterable[str]) -> str:
    """The address of the calendar file, relative to the server: calendar.ics?place=甲区."""
    asked = urlencode([*(("place", place) for place in places), *(("kind", kind) for kind in kinds)])
    return f"calendar.ics?{asked}" if asked else "calendar.ics"
