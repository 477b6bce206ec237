"""A text in, its tables out: heads of one line or more, rows, and each cell as a fact with its column's name and unit.

All readers write a table alike (`corpus/tables/cells.py`), and so does Markdown: one line a row, its cells parted by bars. So a
table is found in the text of a document, and all its spans are places in that text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.measure import Span
from corpus.text.lines import lines_of

_RULE = re.compile(r"\|?[\s:|-]*-{2,}[\s:|-]*\|?")  # |---|:--:| of Markdown
# 20, 1,000, 40-60, 8%, 12万元, 最高50万元, 5000元/月; a mark of a note may stand behind
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_MARK = r"(?:[*＊†※①-⑳]|\[\d{1,2}\]|注\d{1,2})?"
# 20, 40-60; 不超过110 too is a figure of its column's unit
_BARE = re.compile(
    rf"(?P<figure>(?:最高|最低|最多|最少|不超过|不高于|不低于|不少于|至多|至少|[≤≥])?\s?{_NUMBER}(?:\s?[-~—～至]{{1,2}}\s?{_NUMBER})?){_MARK}"
)
_SUM = re.compile(
    rf"(?:最高|不超过|一次性|奖励?|补助?|补贴|按|每\S{{1,5}}|≤){{0,3}}{_NUMBER}(?:\s?[-~—～至]{{1,2}}\s?{_NUMBER})?"
    rf"\s?(?:[%％‰]|[十百千万亿]*[美欧港]?元)(?:[/／每]\S{{1,6}})?(?:[（(](?!不?含)[^）)]{{1,12}}[)）]|封顶)?{_MARK}"
)
_UNIT = (
    r"(?:[十百千万亿]*(?:美|欧|港)?元|[%％‰]|分|[千万]?(?:吨|平方米|人|亩|个|家|件|辆|台|户|公里|千瓦|标箱|次|场))"
    r"(?:\s?[/／每·.]\s?[\u4e00-\u9fff]{1,4}){0,3}"
)
_TIME_UNIT = r"(?:年|个?月|工作日|[日天]|(?:学|课)?小?时|岁)"  # only where a head bears it: a caption's unit is of sums
_SIGNED_UNIT = r"[a-zA-Zμ]{1,3}/[a-zA-Z]{1,3}[²³23]?|℃|[kKM]?Wh?|dB|[kcm]m|m[²³]?|kg|t"  # mg/m³
_IN_HEAD = re.compile(
    rf"[（(\[]\s?(?:(?P<how>[^（()）]{{1,4}})[，,]\s?)?(?:单位\s?[:：]\s?)?(?P<unit>{_UNIT}|{_TIME_UNIT}|{_SIGNED_UNIT})\s?[)）\]]|[/／](?P<behind>[万亿]?元)$"
)
_IN_CAPTION = re.compile(rf"单位\s?[:：]?\s?(?P<unit>{_UNIT})|[（(](?P<closed>{_UNIT})[)）]\s?[:：。]?$")
# What a table's unit does not hold for, as 单位：万元 does not for the number of a row or a length of time
_COUNTED = re.compile(
    r"序号|编号|数量|个数|名额|人数|家数|年限|期限|时间|年度$|比例|占比|率$|得分|分值|面积|电话|编码|代码"
)
_NAMES = re.compile(
    r"(?:标准|内容|条件|措施|任务|单位|要求|说明|备注|金额|名称|对象|时限|范围|期限|电话|比例|上限|奖励|补助|补贴|部门|方式|额度)$"
)
_SUM_IN_TEXT = re.compile(r"\d\s?(?:[十百千万亿]*元|[%％])")
_AS_ABOVE = ("同上", "〃", "″", "同前")
_LONGEST_HEAD = 40  # characters of a column's name
_LONGEST_GROUP = 40  # characters of a heading within a table
_MOST_HEADS = 3  # lines
_CAPTION_LINES = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its names from the top joined by ·, and the unit of its figures, empty where none is told."""

    name: str
    unit: str = ""
    is_figure: bool = False  # most of its cells are figures
    is_number: bool = False  # it only numbers the rows
    heads: tuple[Span, ...] = ()  # where its names stand, from the top


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row, and where. A cell left empty below another holds the words of that one."""

    text: str
    span: Span
    value: str  # the text; of a bare figure with its column's unit, without the mark of a note: 15万元


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the head; `group` is the heading within the table that it stands under, `span` its line.

    A line whose cells list as many things as figures (国家级、省级 | 50、30) is that many rows.
    """

    cells: tuple[Cell, ...]
    span: Span
    number: int  # in the table, counted from 1
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table with everything in places of the text: `head` is where its headings stand, empty where it has none."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    span: Span
    head: Span
    caption: str = ""
    unit: str = ""

    def labels(self, row: Row) -> tuple[str, ...]:
        """What the row is about: the cells before its figures."""
        first = next((at for at, column in enumerate(self.columns) if column.is_figure), len(self.columns))
        named = (cell.text for at, cell in enumerate(row.cells[:first]) if not self.columns[at].is_number)
        return tuple(dict.fromkeys(words for words in (row.group, *named) if words))

    def remarks(self, row: Row) -> tuple[tuple[str, str], ...]:
        """What stands behind its figures in words, each with its column's name: 备注, 说明, 兑现方式."""
        first = next((at for at, column in enumerate(self.columns) if column.is_figure), len(self.columns))
        pairs = list(zip(self.columns, row.cells, strict=True))[first:]
        return tuple((column.name, cell.text) for column, cell in pairs if not column.is_figure and cell.text)

    def row_at(self, place: int) -> Row | None:
        """The row in whose line a place of the source stands."""
        return next((row for row in self.rows if row.span.start <= place < row.span.end), None)


Parts = tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    cells: Parts
    span: Span


def tables_of(text: str, start: int = 0) -> tuple[Table, ...]:
    """Every table of `text`, in order; `start` is where the text begins in its source, and all spans count from there.

    >>> [table] = tables_of("奖励如下（单位：万元）：\\n级别 | 首次 | 复核\\n国家级 | 50 | 20\\n省级 | 30 | 10")
    >>> [(table.labels(row), row.cells[2].value) for row in table.rows]
    [(('国家级',), '20万元'), (('省级',), '10万元')]
    """
    if "|" not in text:
        return ()
    return tuple(_found(text, start))


def _found(text: str, start: int) -> Iterator[Table]:
    lines = lines_of(text)
    at = 0
    while at < len(lines):
        run, rule, groups, end = _run(text, lines, at)
        table = (
            _table(text, lines[max(0, at - _CAPTION_LINES) : at], run, rule, groups, start) if len(run) > 1 else None
        )
        if table is not None:
            yield table
        at = max(end, at + 1)


def _run(text: str, lines: Sequence[Span], at: int) -> tuple[list[_Line], int | None, dict[int, str], int]:
    """The lines of a table from `at` on, after how many the rule of Markdown stands, the headings within, and the end."""
    run: list[_Line] = []
    rule: int | None = None
    groups: dict[int, str] = {}
    while at < len(lines):
        words = lines[at].of(text)
        if run and _RULE.fullmatch(words):
            rule = len(run) if rule is None else rule
        elif "|" in words:
            run.append(_Line(tuple(_cells(words, lines[at].start)), lines[at]))
        elif len(run) > 1 and at + 1 < len(lines) and _is_group(words, lines[at + 1].of(text), run[-1]):
            groups[len(run)] = words
        else:
            break
        at += 1
    return run, rule, groups, at


def _is_group(words: str, following: str, before: _Line) -> bool:
    """Whether a line without bars is a heading within the table: short, and the rows go on below with as many cells."""
    if len(words) > _LONGEST_GROUP or re.search(r"[。；;：:]", words) or "|" not in following:
        return False
    return len(list(_cells(following, 0))) == len(before.cells) and any(map(_is_figure, following.split("|")))


def _cells(words: str, start: int) -> Iterator[tuple[str, Span]]:
    """The cells of a line with their places. A bar that opens the line is a border if one closes it, else an empty cell."""
    low, high = 0, len(words)
    if words.startswith("|") and words.endswith("|") and len(words) > 1:
        low, high = 1, len(words) - 1
    for part in re.finditer(r"[^|]*(?:\||$)", words[low:high]):
        inside = part[0].removesuffix("|")
        if part.start() == high - low and not part[0] and not words[low:high].endswith("|"):
            return
        lead = len(inside) - len(inside.lstrip())
        text = inside.strip()
        place = start + low + part.start() + (lead if text else 0)
        yield text.replace("<br>", " ").replace("**", ""), Span(place, place + len(text))


def _table(
    text: str, above: Sequence[Span], run: Sequence[_Line], rule: int | None, groups: dict[int, str], start: int
) -> Table | None:
    width = max(len(line.cells) for line in run)
    lines = [_wide(line, width) for line in run]
    heads = _heads([[words for words, _ in line.cells] for line in lines], rule)
    body = lines[heads:]
    if width < 2 or not body:
        return None
    caption = "".join(f"{span.of(text)}\n" for span in above).strip()
    unit = _caption_unit(caption)
    columns = tuple(_columns([line.cells for line in lines[:heads]], body, width, unit, start))
    rows = tuple(_rows(body, columns, {at - heads: words for at, words in groups.items()}, start))
    whole = Span(lines[0].span.start + start, lines[-1].span.end + start)
    head = Span(whole.start, lines[heads - 1].span.end + start) if heads else Span(whole.start, whole.start)
    return Table(columns, rows, whole, head, caption, unit)


def _wide(line: _Line, width: int) -> _Line:
    missing = tuple(("", Span(line.span.end, line.span.end)) for _ in range(width - len(line.cells)))
    return _Line(line.cells + missing, line.span)


# ---------------------------------------------------------------- the head


def _heads(rows: Sequence[Sequence[str]], rule: int | None) -> int:
    """How many lines are headings."""
    count = rule if rule is not None else int(_is_head(rows))
    while 0 < count < min(_MOST_HEADS, len(rows) - 1) and _goes_on(rows[count - 1], rows[count]):
        count += 1
    return count


def _is_head(rows: Sequence[Sequence[str]]) -> bool:
    first = rows[0]
    told = [words for words in first if words]
    if not told or any(
        words[-1] in ":：" or _is_figure(words) or _SUM_IN_TEXT.search(_IN_HEAD.sub("", words)) for words in told
    ):
        return False
    if any(len(words) > _LONGEST_HEAD for words in told):
        return False
    if len(first) == 2:  # 支持对象 | … : names before what they name, and no head
        return any(_is_figure(row[1]) for row in rows[1:]) or _NAMES.search(_IN_HEAD.sub("", first[1])) is not None
    return True


def _goes_on(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a line of headings has another one below it, whose names part what reaches over several columns."""
    reaches = any(a == b or (a and not b) for a, b in itertools.pairwise(above))
    return reaches and row[0] in ("", above[0]) and not any(map(_is_figure, row)) and list(row) != list(above)


def _columns(
    heads: Sequence[Parts], body: Sequence[_Line], width: int, table_unit: str, start: int
) -> Iterator[Column]:
    filled = [_filled_right(head) if at < len(heads) - 1 else list(head) for at, head in enumerate(heads)]
    for at in range(width):
        named = {words: span for head in reversed(filled) for words, span in [head[at]] if words}
        names = list(reversed(named))
        own = [unit for words in names if (unit := _head_unit(words))]
        name = "·".join(shown for words in names if (shown := _without_unit(words)))
        cells = [line.cells[at][0] for line in body if line.cells[at][0]]
        bare = any(_BARE.fullmatch(words) for words in cells)
        unit = own[-1] if own else table_unit if bare and not _COUNTED.search(name.split("·")[-1]) else ""
        figures = sum(map(_is_figure, cells))
        is_number = re.search(r"序\s?号|编\s?号", name) is not None
        places = tuple(Span(named[words].start + start, named[words].end + start) for words in names)
        is_figure = at > 0 and 2 * figures >= len(cells) > 0 and not is_number
        yield Column(name, unit, is_figure, is_number, places)


def _filled_right(head: Parts) -> list[tuple[str, Span]]:
    """A heading that is left empty belongs to the one before it: 奖励标准 | | 备注."""
    found: list[tuple[str, Span]] = []
    for words, span in head:
        found.append((words, span) if words or not found else found[-1])
    return found


def _head_unit(words: str) -> str:
    found = _IN_HEAD.search(words)
    return (found["unit"] or found["behind"]) if found else ""


def _without_unit(words: str) -> str:
    """租房（元） is 租房, but 租房（每月，元） says more than a unit."""
    return _IN_HEAD.sub(lambda found: found[0] if found["how"] else "", words).strip()


def _caption_unit(caption: str) -> str:
    for line in reversed(caption.splitlines()):
        found = _IN_CAPTION.search(line.strip("：: 。"))
        if found:
            return str(found["unit"] or found["closed"])
    return ""


# ---------------------------------------------------------------- the rows


def _is_figure(words: str) -> bool:
    words = words.strip()
    return _BARE.fullmatch(words) is not None or _SUM.fullmatch(words) is not None


def _rows(body: Sequence[_Line], columns: Sequence[Column], groups: dict[int, str], start: int) -> Iterator[Row]:
    group = ""
    before: tuple[tuple[str, Span], ...] = ()
    number = 0
    for at, line in enumerate(body):
        group = groups.get(at, group)
        cells = _carried(line.cells, before, columns)
        before = cells
        if not any(words for words, _ in cells):
            continue
        for parts in _apart(cells):
            number += 1
            made = tuple(
                Cell(words, Span(span.start + start, span.end + start), _value(words, column.unit))
                for (words, span), column in zip(parts, columns, strict=True)
            )
            yield Row(made, Span(line.span.start + start, line.span.end + start), number, group)


def _carried(cells: Parts, above: Parts, columns: Sequence[Column]) -> Parts:
    """A row whose first cells are empty goes on under those of the row above."""
    found = [above[at] if above and words in _AS_ABOVE else (words, span) for at, (words, span) in enumerate(cells)]
    for at, (words, _) in enumerate(cells):
        if columns[at].is_number:
            continue
        if words or not above or columns[at].is_figure:
            break
        found[at] = above[at]
    return tuple(found) if any(words for words, _ in cells) else cells


def _apart(cells: Parts) -> Iterator[Parts]:
    """国家级、省级 | 50、30 as two rows; any other row as it is."""
    lists = [_listed(words, span) for words, span in cells]
    figures = {len(parts) for parts in lists if all(_is_figure(words) for words, _ in parts)}
    count = next((n for n in figures if n > 1 and sum(len(parts) == n for parts in lists) > 1), 0)
    if not count:
        yield cells
        return
    for at in range(count):
        yield tuple(parts[at] if len(parts) == count else cell for parts, cell in zip(lists, cells, strict=True))


def _listed(words: str, span: Span) -> list[tuple[str, Span]]:
    found = []
    for part in re.finditer(r"[^、；;]+", words):
        text = part[0].strip()
        low = span.start + part.start() + len(part[0]) - len(part[0].lstrip())
        found.append((text, Span(low, low + len(text))))
    return found or [(words, span)]


def _value(words: str, unit: str) -> str:
    found = _BARE.fullmatch(words)
    return f"{found['figure']}{unit}" if found and unit else words
