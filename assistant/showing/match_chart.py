"""The matched amounts by kind: bars that are a table of the same numbers, and the table that an export takes along.

Only where adding is right: where `match` itself gives a total (assistant/answering/match.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from assistant.answering.match import MatchedRow, MatchList
from assistant.handing_on.sheet import Table
from corpus.measure import yuan_text

TITLE = "金额构成"
CAPTION = "已经对上的各项金额"


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind of benefit with what its rows come to."""

    name: str
    yuan: Decimal
    rows: int


def bars(found: MatchList) -> tuple[Bar, ...]:
    """The certain rows by form (奖励, 补助 …), the largest sum first; by recipient where all are of one form.

    Empty where there is no total, and where there is but one bar to draw.
    """
    if found.total is None:
        return ()
    certain = [row for row in found.rows if row.group == "certain"]
    for name_of in (_form, _recipient):
        grouped = _grouped(certain, name_of)
        if len(grouped) > 1:
            return grouped
    return ()


def bars_html(given: Sequence[Bar]) -> str:
    """The bars as rows of a table: whoever cannot see a bar reads its number."""
    longest = max(bar.yuan for bar in given)
    rows = "".join(
        f'<tr><th scope="row">{escape(bar.name)}</th><td>{bar.rows} 项</td><td>{escape(yuan_text(bar.yuan))}</td>'
        f'<td><div class="pa-bar" style="width: {100 * bar.yuan / longest:.1f}%"></div></td></tr>'
        for bar in given
    )
    return f'<table lang="zh-CN" class="pa-bars"><caption>{CAPTION}</caption><tbody>{rows}</tbody></table>'


def bars_table(given: Sequence[Bar]) -> Table:
    """The same numbers for an exported file, which Excel also draws."""
    return Table(
        TITLE, ("支持方式或对象", "金额（元）", "项数"), tuple((b.name, b.yuan, str(b.rows)) for b in given), chart=True
    )


def _form(row: MatchedRow) -> str:
    return row.benefit.form


def _recipient(row: MatchedRow) -> str:
    return row.benefit.recipient or row.measure.title


def _grouped(rows: Sequence[MatchedRow], name_of: Callable[[MatchedRow], str]) -> tuple[Bar, ...]:
    members: dict[str, list[Decimal]] = {}
    for row in rows:
        if row.payment is not None:
            members.setdefault(name_of(row), []).append(row.payment.yuan)
    made = [Bar(name, sum(sums, Decimal(0)), len(sums)) for name, sums in members.items()]
    return tuple(sorted(made, key=lambda bar: -bar.yuan))
