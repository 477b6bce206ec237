"""What the page of 我能享受什么 shows: choices from the corpus, a matched benefit as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import islice

from assistant.answering.match import Group, MatchedRow, MatchList
from assistant.library import Library
from assistant.proposing.evidence import without_level
from assistant.reading.query import understand
from assistant.reading.thresholds import figures
from assistant.showing.view import amount_words, cap_words, force_tag
from assistant.within import places_of
from corpus.errors import UsageError
from corpus.grants.recipients import PARTY
from corpus.measure import Document, Measure, Span, yuan_text
from corpus.text.normal import fold
from index.hit import Hit

MEASURES = "没有写明金额、可能用得上的措施"
LONGEST_KIND = 24  # characters: a longer recipient is a sentence, not a kind
BADGES: Mapping[Group, tuple[str, str]] = {
    "certain": ("已经对上", "valid"),
    "likely": ("还要确认", "related"),
    "possible": ("可能相关", "open"),
    "barred": ("不能享受", "open"),
    "later": ("还没有施行", "open"),
    "expired": ("已经过期", "open"),
}
_FIGURE = re.compile(r"^\s*(?P<name>[^\d=＝:：]+?)\s*[=＝:：]?\s*(?P<value>\d.*?)\s*$")


def regions(library: Library) -> tuple[str, ...]:
    """The places of the documents, each as its document calls it first."""
    return places_of(library.corpus)


def kinds(library: Library, region: str | None, most: int | None = None) -> tuple[str, ...]:
    """Whom the documents of `region` (None: all) grant something, in their own words, in document order; the first `most`."""
    known = library.offered.get(("kinds", region, most))
    if known is None:
        known = library.offered["kinds", region, most] = tuple(islice(_kinds(library, region), most))
    return known


def _kinds(library: Library, region: str | None) -> Iterator[str]:
    documents = library.catalogue.of_region(region) if region else ()
    granting = library.within(library.holdings.lookup.get("fact", "benefit"), documents)
    units = (library.corpus.units[row] for row in granting.tolist())
    met: set[str] = set()
    for name in (benefit.recipient for unit in units for benefit in unit.benefits):
        if name not in met and 0 < len(name) <= LONGEST_KIND and is_applicant(name):
            met.add(name)
            yield name


# Places and bodies that apply in their own name; a standard, a patent or a project has somebody who applies for it
_BODIES = "平台|中心|基地|园区|产业园|实验室|研究院|研究所|工作站|工作室|孵化器|加速器|众创空间|星创天地|载体|机构|示范区|街区|村|店|馆|社|户|站"
_APPLICANT = re.compile(rf"(?:{PARTY}|{_BODIES})(?:等|\([^()]*\)|（[^（）]*）)*$")


def is_applicant(name: str) -> bool:
    """Whether a recipient is a kind of applicant that somebody may say to be.

    >>> [is_applicant(name) for name in ("瞪羚企业", "国家标准", "异地研发平台", "发明专利", "博士")]
    [True, False, True, False, True]
    """
    return _APPLICANT.search(name) is not None


def read_figures(text: str) -> dict[str, str]:
    """Lines such as 出资 1800万元 as a name and a value each. Raises UsageError for a line that is neither.

    >>> read_figures("出资 1800万元\\n专利＝20件")
    {'出资': '1800万元', '专利': '20件'}
    """
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = _FIGURE.match(line)
        if match is None:
            raise UsageError(f"数字「{line}」看不懂，请一行写一项，先写名称再写数字，例如：出资 1800万元。")
        found[match["name"]] = match["value"]
    return found


STORY_LENGTH = 18  # characters; a shorter question tells nothing of the asker
_WE = re.compile(
    r"我们?(?:公司|单位|企业|厂|家|司|院|校|所|店|合作社|研究院)?|本(?:公司|企业|单位|人)|贵.{0,2}政策|\\b(?:we|our)\\b",
    re.IGNORECASE,
)
SHORTEST_KIND = 4  # characters; 企业 is said of everybody
LONGEST_NOUN = 10  # characters of what a figure is of


def is_story(question: str) -> bool:
    """Whether somebody tells of himself, so that all he may get can be looked up.

    >>> is_story("我们公司去年认定为高新技术企业，研发费用1200万元，能拿到什么支持？"), is_story("瞪羚企业奖励多少？")
    (True, False)
    """
    return len(question) >= STORY_LENGTH and _WE.search(question) is not None


@dataclass(frozen=True, slots=True)
class Filled:
    """The form of 我能享受什么 with what a story says: a place of the shelf, kinds, figures a line each."""

    region: str | None
    kinds: tuple[str, ...]
    figures: str


def filled(library: Library, story: str, most: int) -> Filled:
    """What of a story has a field of its own; the whole of it stays in the free words."""
    query = understand(story, library.catalogue, library.vocabulary)
    named = {document for name in query.names if name.is_region for document in name.documents}
    region = next((place for place in regions(library) if named & set(library.catalogue.of_region(place))), None)
    found = [*dict.fromkeys(said for kind in kinds(library, region) if (said := _kind_said(kind, story)))]
    longest = [kind for kind in found if not any(kind != other and kind in other for other in found)]
    lines = [
        f"{noun} {figure.source}"
        for figure in figures(story)
        if 1 < len(noun := re.sub(r"^(?:我们?|去年|今年|打算|准备|大概|约|有|了)+|(?:是|为|有|约|大概|大约|达到?|共|了)+$", "", figure.noun).strip()) <= LONGEST_NOUN
    ]  # fmt: skip
    return Filled(region, tuple(longest[:most]), "\n".join(lines))


def _kind_said(kind: str, story: str) -> str:
    """What of a kind somebody says to be: 高新技术企业 of 国家高新技术企业; empty where he says another.

    Which level is meant the list asks; the form only repeats what was said.
    """
    told = fold(story)
    words = (kind, without_level(kind))
    return next((each for each in words if len(each) >= SHORTEST_KIND and fold(each) in told), "")


def row_html(row: MatchedRow, document: Document) -> str:
    """One benefit: who, how much, what the words met, the working, what is still open, whether it is in force."""
    benefit = row.benefit
    words, look = BADGES[row.group]
    caps = cap_words(benefit)
    lines = [("条件", benefit.condition), ("上限", caps), ("对上", "、".join(row.matched))]
    lines += [("核对", check.words) for check in row.checks if check.met]
    if row.payment is not None and benefit.rate is not None:
        lines.append(("计算", f"{row.payment.working}，即{yuan_text(row.payment.yuan)}"))
    lines += [("不能享受", row.barred)]
    lines += [("待确认", each) for each in row.unknown]
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in lines if value)
    return (
        f'<div lang="zh-CN" class="pa-match"><p class="pa-whom">{escape(benefit.recipient or row.measure.title)}'
        f'<span class="pa-tag pa-tag-{look}">{words}</span>{force_tag(row, document)}</p>'
        f'<p class="pa-amount">{escape(amount_words(benefit))}</p><dl class="pa-reasons">{facts}</dl></div>'
    )


def measure_html(hit: Hit) -> str:
    """A measure without a sum: its heading and the sentence that fits."""
    unit = hit.measure
    words = unit.text[hit.sentence.start - unit.span.start : hit.sentence.end - unit.span.start]
    title = f'<p class="pa-whom">{escape(unit.title)}</p>'
    return f'<div lang="zh-CN" class="pa-match">{title}<p>「{escape(" ".join(words.split()))}」</p></div>'


def clause_at(found: MatchList, number: int) -> tuple[Measure, Span]:
    """The clause of the `number`-th line of the page, benefits before measures, with the words it is listed for."""
    if number < len(found.rows):
        row = found.rows[number]
        return row.measure, row.benefit.span
    hit = found.measures[number - len(found.rows)]
    return hit.measure, hit.sentence


def total_words(found: MatchList) -> str:
    """What the certain rows come to, or why there is no sum; empty where there is nothing to add."""
    if found.total is not None:
        return f"已经对上的各项合计：{yuan_text(found.total)}（一次性和各年度金额相加，未计待确认的项）。"
    return f"不合计：{found.no_total}。" if found.no_total else ""
