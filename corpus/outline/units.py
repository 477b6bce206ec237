"""A source text in, its units out: each clause, introduction, preamble, closing line and piece of furniture with its span.

The outline says where clauses begin; this module says where they end, which markers are mere list items of a clause,
and what the stretches are that no marker heads. Every non-space character falls into exactly one unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from corpus.measure import MAIN_PART, Kind, Span
from corpus.outline.furniture import Part, Zones, find_zones
from corpus.outline.headings import Heading, counted, marked_lines, places_of, with_headings
from corpus.outline.markers import DECORATION, Marker, candidates
from corpus.outline.outline import Doubt, Gap, Node, Reading, gaps_of, is_heading, read_outline
from corpus.outline.rows import ROW, below_table, without_rows
from corpus.text.invisible import Visible
from corpus.text.lines import broken_off, lines_of, without_wraps
from corpus.text.normal import fold, without_markup

TITLE_LENGTH = 30
_LONGEST_NUMBER = 12  # characters before the words of a clause on its first line, which are as wide as it is with them
_WRAP = "\ue001"  # where a page broke a line, while a title is made
HEADING_LENGTH = 60
HEADING_ALONE = 14  # characters; a first sentence as short as 二、附则。 is a heading

# 本办法自印发之日起施行 / 特此通知 / 联系人: … : lines that end a document, not its last clause
_CLOSING = re.compile(
    r"(?:自|从)?(?:本|该)[\u4e00-\u9fff]{2,8}.{0,100}?(?:施行|实施|执行|有效|解释|为准|适用|支持对象|生效|废止|之日起)"
    r"|特此(?:通知|公告|函告|通告|批复|复函|函复)|此复|附[件表]\s?:|(?:抄送|主送|抄报|分送|出席|请假|缺席|列席|记录)\s?:"
    r"|\(?(?:解读|联系|咨询|监督|投诉|受理|反馈|承办|起草|业务咨询|意见反馈)[\u4e00-\u9fff]{0,4}(?:机关|单位|部门|电话|人|邮箱|方式|地址)"
    r"(?:[\u4e00-\u9fff]{0,3}电话)?\s?:|(?:业务|政策)?咨询\s?:|技术支持\s?:"
    r"|\((?:此件|本文|本件|联系人|意见反馈)[^()]{2,60}\)$|.{0,100}(?:同时废止|停止执行)。?$"
    r"|以上[\u4e00-\u9fff]{2,8}.{0,60}(?:施行|实施|执行|有效|解释)"
)
_DATE_LINE = re.compile(r"(?:\d{2,4}|[零一二三四五六七八九]{4})年.{1,3}月.{1,3}日$")
_SIGNATURE = re.compile(
    r"[\u4e00-\u9fff\s()、]{2,60}(?:政府|办公厅|室|会|组|局|厅|部|院|委|行|办|署|社|集团|中心|公司|大学|总队|支队|处)$"
)
# In a document that is one line: …。本政策自2024年1月1日起施行。甲市人民政府 2024年1月2日
_GLUED_CLOSING = re.compile(
    r"(?<=[。;)])\s*(?=(?:(?:本|该|以上)[\u4e00-\u9fff]{2,8}(?:自|由|从|的)?[^。]{0,80}?(?:施行|实施|执行|有效|解释|废止)[^。]{0,60}。\s*|特此(?:通知|公告|通告)。\s*){0,4}"
    r"(?:[\u4e00-\u9fff\s、]{4,60}(?:\d{4}|[零一二三四五六七八九]{4})年.{1,4}月.{1,4}日\s*(?:\([^()]{2,20}\))?)?\s*$)(?=\s*\S)"
)
_SIGNED_BEHIND = re.compile(
    r"(?<=。)(?P<gap>\s*)[\u4e00-\u9fff\s、]{4,60}(?:\d{4}|[零一二三四五六七八九]{4})年.{1,4}月.{1,4}日\s*(?:\([^()]{2,20}\))?\s*$"
)
_SENT_TO = re.compile(r"(?:抄送|主送|抄报|分送)\s?:|.{4,60}印发$")  # the lines of the printing office, below the date
_NOTE = re.compile(r"\((?:此件|本文|本件)[^()]{2,40}\)$")
_COVERING = re.compile(r"(?:现|特)?(?:将|予)?[^。]{0,80}?(?:印发(?:给)?你们|予以印发|现印发|印发执行|转发(?:给)?你们)")
# 2020年6月16日, 217年9月28日 (misprinted years happen), 二〇二〇年六月十六日, then perhaps (此件公开发布)
_SIGNED_DATE = re.compile(
    r"(?:\d{3,4}|[零一二三四五六七八九]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日"
    r"(?:\s*\(此件[^()]{2,12}\))?"
)
_MINOR = ("arp", "circled", "letter")  # styles in which lists are written more often than clauses
_LISTED = ("cn", "cnp", "ar", "arp", "ordinal")
# A sentence of its own, which neither goes on with the clause above it nor lists something
_STANDS_ALONE = re.compile(
    r"(?!前款|其中|该|此|具体|详见|注[:：]|同时|另外|[(（\[【]?[一二三四五六七八九十\d]{1,3}[)）、.．\]】]|[一二三四五六七八九十]是|[①-⑳])[^\n]*[。!?！？]$"
)
_LEADS_IN = re.compile(r"(?:现|特|提出|作出|制定)[^。]{0,50}(?:如下|以下)[^。]{0,12}[。:]$")
_OWN_SENTENCE = re.compile(r"(?:本(?:办法|条例|规定|细则|规则)|原?<|此前|以前).{4,200}[。;]$")
_ITEM_END = ";,、"
_AROUND = " >*\\\n"  # what Markdown leaves around a line
_MARKUP = re.compile(r"\*\*|__|^#+\s?")
# A row of a table is called by its first cell of words
_FIRST_WORDS = re.compile(r"[|\s]*(?P<name>[^|\n]*[\u4e00-\u9fff][^|\n]*?)\s*\|[^|\n]*\|")
# 2 | 法定代表人 | 申请人为…: behind the number of a row
_ROW_NAME = re.compile(r"\s*\|\s*(?P<name>[^|\n]*[\u4e00-\u9fff][^|\n]*?)\s*(?:\||$)")
_WITHIN = re.compile(r"[：:；;]|[，,](?!\s?[\d０-９]{3}(?![\d０-９]))")  # 1,200万元 is one figure


@dataclass(frozen=True, slots=True)
class Unit:
    """One stretch of the source with its kind, label, title and headings from the top."""

    kind: Kind
    part: str
    label: str
    title: str
    path: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Division:
    """The units of one source in order, and what of the reading is open to doubt."""

    units: tuple[Unit, ...]
    numbered: bool  # False where no numbering was found and paragraphs became the units
    doubts: tuple[Doubt, ...]  # places that could be read otherwise about as well
    gaps: tuple[Gap, ...]  # numbers that do not follow the one before


@dataclass(frozen=True, slots=True)
class _Clause:
    """A node of the outline with the stretch it heads, before its first child and before the next marker."""

    node: Node
    span: Span
    parent: int | None
    children: tuple[int, ...]


def divide(source: str, headings: Sequence[tuple[int, int]] = ()) -> Division:
    """Divide `source` into units that cover every non-space character exactly once.

    `headings` are the lines, counted from 0, that the format of the file says are headings, each with its level from 1.
    """
    seen = Visible.of(source)
    told = {bisect_left(seen.places, at) if seen.places else at: level for at, level in places_of(source, headings)}
    # Leftover HTML is nobody's words; at the ends of a unit it is furniture
    division = _divided(without_markup(seen.text), told)
    units = [replace(unit, span=seen.span(unit.span)) for unit in division.units]
    if not seen.places:
        return replace(division, units=tuple(_with_furniture(source, units)))
    doubts = tuple(replace(doubt, marker=_placed(doubt.marker, seen)) for doubt in division.doubts)
    gaps = tuple(replace(gap, marker=_placed(gap.marker, seen)) for gap in division.gaps)
    return Division(tuple(_with_furniture(source, units)), division.numbered, doubts, gaps)


def _placed(marker: Marker, seen: Visible) -> Marker:
    return replace(marker, start=seen.place(marker.start), end=seen.place(marker.end))


def _divided(source: str, headings: Mapping[int, int]) -> Division:
    """The units of a text without markup or anything that nobody sees; what none of them holds is not among them."""
    zones = find_zones(source)
    folded = fold(source)
    readings, alone = [], set()
    for part in zones.parts:
        reading, furniture = _read_part(source, folded, part, zones, headings)
        readings.append(reading)
        alone |= furniture
    zones = replace(zones, furniture=zones.furniture | alone)
    units: list[Unit] = []
    for part, reading in zip(zones.parts, readings, strict=True):
        units += _part_units(source, folded, part, reading, zones)
    doubts = tuple(doubt for reading in readings for doubt in reading.doubts)
    gaps = tuple(gap for reading in readings for gap in gaps_of(reading))
    numbered = bool(readings[0].nodes)
    return Division(tuple(units), numbered, doubts, gaps)


def _read_part(
    source: str, folded: str, part: Part, zones: Zones, headings: Mapping[int, int]
) -> tuple[Reading, set[Span]]:
    """The reading of one part, and the lines in it that hold nothing but a marker which numbers nothing."""
    lines = lines_of(source, part.span.start, part.span.end)
    blocked = sorted(
        [*(line for line in lines if line in zones.furniture)]
        + [listing for listing in (*zones.attachment_lists, *zones.contents) if part.span.contains(listing)]
    )
    found = candidates(source, part.span.start, part.span.end, folded, zones.wrapped)
    marked = list(_outside(marked_lines(source, folded, lines, headings), blocked))
    markers = with_headings(folded, part.span.end, marked, _questions_only(_outside(found, blocked)))
    markers = without_rows(source, part, markers)
    reading = read_outline([marker for marker in markers if marker.style != "ordinal"])
    if all(is_heading(node.marker) for node in reading.nodes):
        reading = read_outline(markers)
    # Such a line counts instalments or pages: furniture.
    taken = {node.marker.start for node in reading.nodes}
    ends = {marker.start: marker.end for marker in markers if marker.start not in taken and marker.style != "row"}
    return counted(reading), {line for line in lines if ends.get(line.start, -1) >= line.end}


def _questions_only(markers: Iterable[Marker]) -> list[Marker]:
    """In an interview the numbers inside the answers number nothing that a reader would cite."""
    found = list(markers)
    questions = [marker for marker in found if marker.style == "qa"]
    if len(questions) < 2:
        return [marker for marker in found if marker.style != "qa"]
    sections = [marker for marker in found if marker.start < questions[0].start and marker.at_line_start]
    styles = {"qa", *(marker.style for marker in sections if marker.rank < questions[0].rank)}
    return [marker for marker in found if marker.style in styles]


_Placed = TypeVar("_Placed", Marker, Heading)


def _outside(found: Sequence[_Placed], blocked: Sequence[Span]) -> Iterator[_Placed]:
    """What stands outside all `blocked` spans; both are in order, so one sweep does."""
    position = 0
    for each in found:
        start = each.start if isinstance(each, Marker) else each.span.start
        while position < len(blocked) and blocked[position].end <= start:
            position += 1
        if position == len(blocked) or start < blocked[position].start:
            yield each


def _part_units(source: str, folded: str, part: Part, reading: Reading, zones: Zones) -> list[Unit]:
    clauses = _clauses(source, folded, part, reading)
    head = Span(part.span.start, clauses[0].span.start if clauses else part.span.end)
    if not clauses and part.name != MAIN_PART:
        body = _trim(source, head, zones.furniture)
        return (
            [Unit("attachment", part.name, part.name, _annex_title(source, body), (part.name,), body)] if body else []
        )
    heading = () if part.name == MAIN_PART else (_part_heading(source, part, head),)
    units = list(_head_units(source, part, head, heading, zones, numbered=bool(clauses)))
    if not clauses:
        return units
    closing_from = _closing_start(source, clauses, zones)
    clauses[-1] = replace(clauses[-1], span=Span(clauses[-1].span.start, closing_from))
    tails = _tails(source, clauses, zones)
    if last_tail := tails.pop(len(clauses) - 1, None):  # below the last clause of all: the document's own last words
        closing_from = last_tail[0].start
        clauses[-1] = replace(clauses[-1], span=Span(clauses[-1].span.start, closing_from))
    for index, clause in enumerate(clauses):
        span = _trim(source, clause.span, zones.furniture)
        if span is None:
            continue
        chain = _chain(clauses, index)
        kind: Kind = "introduction" if clause.children else "measure"
        path = (*heading, *(_heading(source, clauses[step]) for step in chain))
        title = _title(source, clause)
        own = _trim(source, Span(span.start, tails[index][0].start), zones.furniture) if index in tails else None
        span = own or span
        units.append(Unit(kind, part.name, _label(part, [clauses[step] for step in chain]), title, path, span))
        units += _tail_units(source, part, tails.get(index, ()), [clauses[step] for step in chain[:-1]], path[:-1])
    tail = Span(closing_from, part.span.end)
    return units + list(_closing_units(source, part, tail, heading, zones))


def _clauses(source: str, folded: str, part: Part, reading: Reading) -> list[_Clause]:
    """The outline's nodes with their stretches, list items folded into the clause whose sentence they continue."""
    nodes = list(reading.nodes)
    starts = [_line_start(source, node.marker) for node in nodes] + [part.span.end]
    children: list[list[int]] = [[] for _ in nodes]
    for index, node in enumerate(nodes):
        if node.parent is not None:
            children[node.parent].append(index)
    absorbed: set[int] = set()
    for index in reversed(range(len(nodes))):
        minor = any(nodes[child].marker.style in _MINOR for child in children[index])
        headed = any(is_heading(nodes[child].marker) for child in children[index])
        if children[index] and not headed and _is_enumeration(folded, starts, children[index], children, minor=minor):
            absorbed.update(children[index])
            children[index] = []
    kept = [index for index in range(len(nodes)) if index not in absorbed and not _has(absorbed, nodes, index)]
    position = {index: place for place, index in enumerate(kept)}
    clauses = []
    for place, index in enumerate(kept):
        end = starts[kept[place + 1]] if place + 1 < len(kept) else part.span.end
        parent = nodes[index].parent
        clauses.append(
            _Clause(
                nodes[index],
                Span(starts[index], end),
                position[parent] if parent is not None else None,
                tuple(position[child] for child in children[index]),
            )
        )
    return clauses


def _tails(source: str, clauses: Sequence[_Clause], zones: Zones) -> dict[int, list[Span]]:
    """For a last clause the paragraphs below it that speak for all its siblings: each of them is one paragraph, or a row."""
    families: dict[int | None, list[int]] = {}
    for index, clause in enumerate(clauses):
        families.setdefault(clause.parent, []).append(index)
    found: dict[int, list[Span]] = {}
    for family in families.values():
        for index, following in zip(family, [*family[1:], None], strict=True):
            last = following is None or clauses[following].node.marker.style != ROW
            if clauses[index].node.marker.style == ROW and last:
                lines = lines_of(source, clauses[index].span.start, clauses[index].span.end)
                below = below_table(source, [line for line in lines if line not in zones.furniture])
                found |= {index: below} if below else {}
        markers = [clauses[index].node.marker for index in family]
        listed = [marker.style in _LISTED or marker.style.startswith("named") for marker in markers]
        if len(family) < 3 or not all(listed) or not all(marker.at_line_start for marker in markers):
            continue
        written = [_paragraphs(source, clauses[index].span, zones) for index in family]
        if any(clauses[index].children for index in family) or any(len(own) != 1 for own in written[:-1]):
            continue
        tail = written[-1][1:]
        if (
            tail
            and written[-1][0].of(source).strip(" *")[-1] in "。!！)）"
            and all(_STANDS_ALONE.match(line.of(source).strip()) for line in tail)
        ):
            found[family[-1]] = tail
    return found


def _paragraphs(source: str, span: Span, zones: Zones) -> list[Span]:
    """The lines within `span`, furniture apart, each with those that only go on with it."""
    found: list[Span] = []
    for line in lines_of(source, span.start, span.end):
        if line in zones.furniture:
            continue
        if found and line.start in zones.wrapped:
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return found


def _tail_units(
    source: str, part: Part, tail: Sequence[Span], above: Sequence[_Clause], path: tuple[str, ...]
) -> Iterator[Unit]:
    prefix = _label(part, above) if above else "" if part.name == MAIN_PART else f"{part.name} "
    for number, line in enumerate(tail, start=1):
        name = f"末段{number}" if len(tail) > 1 else "末段"
        title = clause_title(source, line.start, line.end)
        yield Unit("paragraph", part.name, prefix + name, title, (*path, f"{name} {title}"), line)


def _has(absorbed: set[int], nodes: Sequence[Node], index: int) -> bool:
    parent = nodes[index].parent
    while parent is not None:
        if parent in absorbed:
            return True
        parent = nodes[parent].parent
    return False


def _is_enumeration(
    folded: str, starts: Sequence[int], items: Sequence[int], children: Sequence[Sequence[int]], *, minor: bool
) -> bool:
    """Whether the items only continue their parent's sentence: (一)…;(二)…;(三)…。 — cut apart they would say nothing."""
    if len(items) < 2 or any(children[item] for item in items):
        return False
    texts = [folded[starts[item] : starts[item + 1]].strip(" \n") for item in items]
    open_ended = sum(1 for text in texts[:-1] if text and text[-1] in _ITEM_END)
    opened = (
        folded[max(0, starts[items[0]] - 20) : starts[items[0]]].rstrip(" \n*")[-1:] if minor else ""
    )  # 需提供: ① … ;② … 。③ …
    least, longest = (0.5, 3) if opened == ":" else (0.7, 2)
    return open_ended >= least * (len(texts) - 1) and all(text.count("。") <= longest for text in texts[:-1])


def _line_start(source: str, marker: Marker) -> int:
    """Where the unit of a marker begins: with the decoration before it (**, #) when it opens its line."""
    if not marker.at_line_start:
        return marker.start
    start = marker.start
    while start and fold(source[start - 1]) in DECORATION:
        start -= 1
    while source[start].isspace():
        start += 1
    return start


def _chain(clauses: Sequence[_Clause], index: int) -> list[int]:
    chain = [index]
    while (parent := clauses[chain[-1]].parent) is not None:
        chain.append(parent)
    return chain[::-1]


def _heading(source: str, clause: _Clause) -> str:
    marker = clause.node.marker
    if is_heading(marker):
        return _title(source, clause)
    separator = (
        " " if marker.style in ("article", "chapter", "section", "volume") or marker.style.startswith("named") else ""
    )
    return f"{marker.text}{separator}{_title(source, clause)}"


def _title(source: str, clause: _Clause) -> str:
    marker = clause.node.marker
    if marker.style == ROW and (named := _ROW_NAME.match(source, marker.end, clause.span.end)):
        return named["name"].strip(" ：:；;。*")[:TITLE_LENGTH]
    return clause_title(source, clause.node.marker.end, clause.span.end, heads_others=bool(clause.children))


def _label(part: Part, chain: Sequence[_Clause]) -> str:
    """How a person cites it: markers from the top; a marker that names itself (第三条, 工作21) needs nothing above it."""
    markers = [clause.node.marker for clause in chain]
    for position in range(len(markers) - 1, -1, -1):
        style = markers[position].style
        if style in ("article", "qa") or style.startswith("named"):
            markers = markers[position:]
            break
    pieces = [marker.text for marker in markers]
    # 卡1 and its item 1. are no 卡11.
    text = "".join(
        f" {piece}" if at and pieces[at - 1][-1].isdigit() and piece[0].isdigit() else piece
        for at, piece in enumerate(pieces)
    )
    return text if part.name == MAIN_PART else f"{part.name} {text}"


def clause_title(source: str, start: int, end: int, *, heads_others: bool = False) -> str:
    """The heading in `source[start:end]`: the first line or sentence, or, where that is no heading, its first clause.

    Lines that a page broke off are one.
    """
    text = _MARKUP.sub("", _unwrapped(source, start, min(end, start + 400))).strip()
    line, _, below = text.partition("\n")
    if row := _FIRST_WORDS.match(line):  # a row of a table: 2 | 社区嵌入式托育点 | 新建14个
        return row["name"].strip(" ：:；;。*")[:TITLE_LENGTH]
    sentence = re.split(r"[。！？?!]", line, maxsplit=1)[0]
    more = heads_others or bool(below.strip()) or bool(line[len(sentence) :].strip("。！？?! "))
    title = sentence.strip(" ：:；;*|｜")
    limit = HEADING_LENGTH if sentence == line and (heads_others or below.strip()) else TITLE_LENGTH
    if len(title) > limit or not more:
        title = _WITHIN.split(title, maxsplit=1)[0][:TITLE_LENGTH]
    return title.strip()


def _unwrapped(source: str, start: int, end: int) -> str:
    """`source[start:end]` without the line breaks that a page made within a sentence."""
    if "\n" not in source[start:end]:
        return source[start:end]
    above = source.rfind("\n", 0, start) + 1
    if start - above > _LONGEST_NUMBER:  # a clause amid a line of others
        above = start
    joined = without_wraps(source[above:end])
    if (wrap := broken_off(source[above:end], source[max(0, above - 300) : end + 300])) is not None:
        joined = joined[: wrap.start] + " " + joined[wrap.end :]
    marked = "".join(
        _WRAP if sign != now and sign == "\n" else now for sign, now in zip(source[above:end], joined, strict=True)
    )[start - above :]
    return re.sub(
        rf"(?<=[A-Za-z])\s*{_WRAP}\s*(?=[A-Za-z])",
        " ",
        re.sub(rf"(?<![A-Za-z])\s*{_WRAP}\s*|\s*{_WRAP}\s*(?![A-Za-z])", "", marked),
    )


def _annex_title(source: str, span: Span) -> str:
    lines = lines_of(source, span.start, span.end)
    words = [_MARKUP.sub("", line.of(source)).strip() for line in lines[:3]] or [""]  # an annex may be its number alone
    first = re.sub(r"^附[件表录]\s?[\d一二三四五六七八九十]*\s?[:：]?\s?", "", words[0])
    return (first or (words[1] if len(words) > 1 else ""))[:HEADING_LENGTH]


def _part_heading(source: str, part: Part, head: Span) -> str:
    return f"{part.name} {_annex_title(source, head)}".strip()


def _trim(source: str, span: Span, furniture: Collection[Span]) -> Span | None:
    """`span` without white space and furniture at its ends; None where nothing is left."""
    lines = [line for line in lines_of(source, span.start, span.end) if line not in furniture]
    return Span(lines[0].start, lines[-1].end) if lines else None


def _head_units(
    source: str, part: Part, head: Span, heading: tuple[str, ...], zones: Zones, *, numbered: bool
) -> Iterator[Unit]:
    """What stands before the first clause: covering letter, purpose; paragraphs where the text goes on or has no numbers."""
    prefix = "" if part.name == MAIN_PART else f"{part.name} "
    lines = _paragraphs(source, head, zones)
    continued = [span.start for span in zones.continued if head.contains(span)]
    paragraphs_from = continued[-1] if continued else head.end
    if not numbered:
        prose = [line.start for line in lines if re.search(r"[。；;]", line.of(source))]
        if len(prose) > 2 and _LEADS_IN.search(fold(next(line for line in lines if line.start == prose[0]).of(source))):
            prose = prose[1:]  # 经市政府同意,现将有关事项通告如下。
        paragraphs_from = min(paragraphs_from, prose[0] if prose else head.end)
    opening = [line for line in lines if line.start < paragraphs_from]
    for label, group in _letter_and_purpose(source, opening):
        title = label if label == "印发通知" else clause_title(source, group[0].start, group[-1].end) or label
        yield Unit("preamble", part.name, prefix + label, title, (*heading, label), Span(group[0].start, group[-1].end))
    body = [line for line in lines if line.start >= paragraphs_from]
    closing_from = len(body)
    while not numbered and closing_from and _closes(fold(body[closing_from - 1].of(source))):
        closing_from -= 1
    for number, line in enumerate(body[:closing_from], start=1):
        label = f"{prefix}第{number}段"
        title = clause_title(source, line.start, line.end)
        yield Unit("paragraph", part.name, label, title, (*heading, f"第{number}段 {title}"), line)
    if closing_from < len(body):
        yield from _closing_units(source, part, Span(body[closing_from].start, head.end), heading, zones)


def _letter_and_purpose(source: str, lines: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """Split the opening into a covering letter (up to its signed date) and the document's own first words."""
    if not lines:
        return
    opening = Span(lines[0].start, lines[-1].end)
    folded = fold(opening.of(source))
    covering = _COVERING.search(folded)
    # The title of the thing printed may itself say 关于印发…的通知; only a letter says that it is sent to somebody.
    dates = [match for match in _SIGNED_DATE.finditer(folded) if covering and match.start() > covering.end()]
    cut = opening.start + dates[0].end() if dates else opening.start
    letter, purpose = Span(opening.start, cut), Span(cut, opening.end)
    after = folded[cut - opening.start :].lstrip()
    note = re.match(r"\(此件[^()]{2,12}\)", after)
    if dates and note:
        cut = opening.end - len(after) + note.end()
        letter, purpose = Span(opening.start, cut), Span(cut, opening.end)
    for label, span in (("印发通知", letter), ("引言", purpose)):
        pieces = [Span(max(line.start, span.start), min(line.end, span.end)) for line in lines if line.overlaps(span)]
        pieces = [piece for piece in pieces if piece.of(source).strip()]
        if pieces:
            first = pieces[0].start + len(pieces[0].of(source)) - len(pieces[0].of(source).lstrip())
            # Furniture between two lines of the opening parts them: no unit may hold it.
            groups = list(_contiguous(source, [Span(first, pieces[0].end), *pieces[1:]]))
            for number, group in enumerate(groups, start=1):
                headline = number < len(groups) and not re.search(
                    r"[。；;]", Span(group[0].start, group[-1].end).of(source)
                )
                yield "标题" if headline else label, group


def _contiguous(source: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of lines with nothing but white space between them."""
    group: list[Span] = []
    for line in lines:
        if group and source[group[-1].end : line.start].strip():
            yield group
            group = []
        group.append(line)
    if group:
        yield group


_FOOTNOTE = re.compile(
    r"注\d{1,3}:"
)  # as the readers write them below the text: of the document, and of no clause in it


def _closes(line: str) -> bool:
    words = line.replace(" ", "").strip(_AROUND)
    return bool(_CLOSING.match(words) or _DATE_LINE.match(words) or (_SIGNATURE.match(words) and len(words) <= 40))


def _closing_start(source: str, clauses: Sequence[_Clause], zones: Zones) -> int:
    """Where the closing lines begin in the stretch of the last clause; its end where there are none."""
    last = clauses[-1].span
    lines = _paragraphs(source, last, zones)
    body = lines[1:]
    if not lines:
        return last.end
    heading_only = not re.search(r"[。；;，,]", Span(last.start, lines[0].end).of(source))
    marker = clauses[-1].node.marker
    # 第四条 本办法自…施行。 may go on in a second paragraph
    articles = marker.style == "article" and _CLOSING.match(fold(source[marker.end : lines[0].end]).strip()) is not None
    for position, line in enumerate(body):
        if heading_only and position == 0:
            continue  # 三、附则 and below it its one sentence: that is the clause
        if _holding(zones.attachment_lists, line.start):
            return line.start
        words = fold(line.of(source)).strip(_AROUND)
        if all(_FOOTNOTE.match(fold(later.of(source)).strip(_AROUND)) for later in body[position:]):
            return line.start
        if articles and _OWN_SENTENCE.match(words):
            continue  # 第四条 has a second paragraph, which speaks of 本办法 too
        signed = _SIGNATURE.match(words) and not _CLOSING.match(words)
        if signed and any(not _closes(fold(later.of(source))) for later in body[position + 1 :]):
            continue  # a department's name amid the clause, not a signature
        if _closes(words):
            return line.start
    if len(lines) > 1 or heading_only:
        return last.end
    glued = _GLUED_CLOSING.search(fold(lines[0].of(source)))
    # 二、附则。本政策自发布之日起施行。 — a heading alone is no clause: its sentence is
    return lines[0].start + glued.start() if glued and glued.start() > HEADING_ALONE else last.end


def _holding(spans: Sequence[Span], position: int) -> Span | None:
    """The one of `spans` (in order, apart) that holds `position`."""
    place = bisect_right(spans, position, key=lambda span: span.start) - 1
    return spans[place] if place >= 0 and position < spans[place].end else None


def _closing_units(source: str, part: Part, tail: Span, heading: tuple[str, ...], zones: Zones) -> Iterator[Unit]:
    prefix = "" if part.name == MAIN_PART else f"{part.name} "
    groups: list[Span] = []
    signing = signed = False
    for line in _parted(source, _paragraphs(source, tail, zones)):
        listing = _holding(zones.attachment_lists, line.start)
        words = fold(line.of(source)).strip(_AROUND)
        dated = bool(_DATE_LINE.match(words))
        signature = bool(
            dated or (signing and _NOTE.match(words)) or (_SIGNATURE.match(words) and not _CLOSING.match(words))
        )
        apart = bool(groups) and bool(source[groups[-1].end : line.start].strip())  # furniture between them
        if groups and not apart and ((listing and groups[-1].start >= listing.start) or (signature and signing)):
            groups[-1] = Span(groups[-1].start, line.end)
        elif (
            not signed
            or _FOOTNOTE.match(words)
            or ((listing or signature or _closes(words)) and not _SENT_TO.match(words))
        ):
            groups.append(line)
        else:
            continue  # below the date of signature a site goes on with words of its own
        signing = signature
        signed = signed or (dated and signature)
    for number, span in enumerate(groups, start=1):
        label = f"{prefix}结尾{number}"
        yield Unit(
            "closing", part.name, label, clause_title(source, span.start, span.end), (*heading, f"结尾{number}"), span
        )


def _parted(source: str, lines: Iterable[Span]) -> Iterator[Span]:
    """The lines, a signature that runs on behind the last sentence of its line apart."""
    for line in lines:
        behind = _SIGNED_BEHIND.search(fold(line.of(source)))
        if behind:
            yield Span(line.start, line.start + behind.start())
            yield Span(line.start + behind.end("gap"), line.end)
        else:
            yield line


def _with_furniture(source: str, units: Sequence[Unit]) -> Iterator[Unit]:
    """All units in order, with every stretch that none of them holds as boilerplate between them."""
    position = 0
    ordered = sorted(units, key=lambda unit: unit.span)
    for unit in [*ordered, None]:
        end = unit.span.start if unit else len(source)
        gap = source[position:end]
        if gap.strip():
            start = position + len(gap) - len(gap.lstrip())
            yield Unit("boilerplate", MAIN_PART, "", "", (), Span(start, start + len(gap.strip())))
        if unit:
            yield unit
            position = unit.span.end
