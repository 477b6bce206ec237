"""A parsed document in, what a careful reader should look at out: gaps, repeats, doubtful readings, text left over."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus.formats.extract import LeftOut
from corpus.formats.read import SourceText
from corpus.identity.identity import Identity
from corpus.identity.several import policies_in
from corpus.measure import Document, Measure
from corpus.outline.units import Division
from corpus.places.places import holds_everywhere
from corpus.register import same_numbers
from corpus.text.normal import fold
from corpus.text.title_marks import titled

LONG = 2500  # characters; a measure longer than this, and far longer than the others, hides clauses
FAR_LONGER = 8
SHORT = 4  # characters after its marker; less says nothing
LEFT_OVER = 120  # characters of a sentence that ended up as page furniture
_LineOf = Callable[[int], int]
SAME = 24  # characters; shorter texts may well stand twice


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. A `problem` may mean that the document was read wrongly; the others are for information."""

    line: int  # counted from 1; 0 where it is about the whole document
    words: str
    problem: bool = True
    kind: str = "其他"  # in a word, for a list of many files


def check_document(source: SourceText, division: Division, units: Sequence[Measure]) -> tuple[Finding, ...]:
    """Everything worth a look in one document, in order of line."""
    line_of = _line_numbers(source.text)
    found = [
        *_numbering(line_of, division),
        *_doubts(source.text, line_of, division),
        *_rivals(line_of, units),
        *_repeats(line_of, units),
        *_sizes(line_of, units),
        *_left_over(line_of, units),
        *(Finding(0, f"{left.where}：没有收入正文（{left.why}）：{left.words[:40]}", "文字层" in left.why, _kind_of(left))
          for left in source.left_out),
    ]  # fmt: skip
    found += _inner(source.text, line_of)
    if _is_shell(source.text):
        found.append(
            Finding(
                0, "这像是网站的出错页或空壳，没有政策正文；请在浏览器里打开原网页，另存后再登记。", kind="不像政策"
            )
        )
    if not division.numbered:
        found.append(Finding(0, "没有找到编号，按自然段划分。", False, "没有编号"))
    return tuple(sorted(found, key=lambda finding: finding.line))


_ON_EVERY_PAGE = re.compile(r"页码|页眉|页脚|每页|页面|续表重复|程序指令|注释标记")


def _kind_of(left: LeftOut) -> str:
    """What stands on every page is nothing to look at in thousands of files."""
    return "页面附加文字" if _ON_EVERY_PAGE.search(left.why) else "未收入的文字"


def same_number_findings(documents: Sequence[Document], document: Document) -> tuple[Finding, ...]:
    """Two documents of one number: instalments of one, or the same twice, which only a person can tell."""
    return tuple(
        Finding(
            0,
            f"文号 {document.number} 与 {other.id}{titled(other.title)}相同，请核对是否为同一份文件。",
            False,
            "文号相同",
        )
        for other in same_numbers(documents, document)
    )


def unknown_findings(document: Document) -> tuple[Finding, ...]:
    """What a reader asks of a document and its text does not say: somebody has to look it up.

    Such a value is left empty, never filled with a guess; a title alone cannot be empty, so there the file's name stands.
    """
    found = []
    if "title" in document.inferred and document.title in Path(document.source_file).stem:
        words = f"文中没有找到标题，暂用文件名「{document.title}」，请核对后填写。"
        found.append(Finding(0, words, False, "没有标题"))
    if missing := missing_fields(document):
        words = f"文中没有找到{'、'.join(missing)}，请核对；知道的请填写。"
        found.append(Finding(0, words, False, "、".join(f"没有{field}" for field in missing)))
    return tuple(found)


def identity_findings(name: str, identity: Identity) -> tuple[Finding, ...]:
    """The same of a file that is not registered; the name of the file, which registering would take, is no title."""
    return unknown_findings(
        Document(
            "",
            identity.title or Path(name).stem,
            name,
            "",
            inferred=frozenset() if identity.title else frozenset({"title"}),
            number=identity.number,
            issuing_body=identity.issuing_body,
            issued=identity.issued,
            regions=identity.regions,
        )
    )


def missing_fields(document: Document) -> list[str]:
    """What a reader asks of a document first and nobody found, by the names that people have for it."""
    values = {
        "文号": document.number, "发文机关": document.issuing_body, "发布日期": document.issued,
        "地区": document.regions or holds_everywhere(document),
    }  # fmt: skip
    return [name for name, value in values.items() if not value]


def _inner(text: str, line_of: _LineOf) -> Iterator[Finding]:
    """Several policies in one file, each with its own title, number or day: better registered apart."""
    inner = policies_in(text)
    if inner:
        names = "、".join(titled(one.title) for one in inner[:3]) + ("等" if len(inner) > 3 else "")
        words = f"这份文件里像有 {len(inner)} 份政策：{names}。用 policy corpus add 登记时会分开。"
        yield Finding(line_of(inner[1].span.start), words, False, "几份政策")


_SHELL = re.compile(
    r"页面(?:不存在|已(?:被)?删除|找不到|无法访问)|(?:访问|请求)的(?:页面|内容)|自动跳转|页面(?:出错|错误)|开启.{0,4}javascript|(?:正在)?加载中|not found|出错了|访问受限|403 forbidden"
)
_SHELL_LENGTH = 400  # characters; a policy is longer, and a longer page has other text


def _is_shell(text: str) -> bool:
    return len(text) < _SHELL_LENGTH and _SHELL.search(fold(text)) is not None


def _line_numbers(text: str) -> Callable[[int], int]:
    """The number of the line, counted from 1, that a position of `text` stands on."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda position: bisect_left(ends, position) + 1


def _numbering(line_of: _LineOf, division: Division) -> Iterator[Finding]:
    for gap in division.gaps:
        marker = gap.marker
        line = line_of(marker.start)
        if gap.after == 0:
            yield Finding(
                line, f"编号从「{marker.text}」开始，前面的编号不在这份文件里（可能是连载或节选）。", False, "编号"
            )
        elif marker.number == gap.after:
            yield Finding(line, f"编号「{marker.text}」重复，可能是原文笔误。", kind="编号")
        else:
            yield Finding(line, f"编号「{marker.text}」接在 {gap.after} 之后，中间缺号或是原文笔误。", kind="编号")


def _doubts(text: str, line_of: _LineOf, division: Division) -> Iterator[Finding]:
    for doubt in division.doubts:
        marker = doubt.marker
        around = " ".join(text[max(0, marker.start - 12) : marker.end + 16].split())
        read = "读作一条的编号，也可能不是" if doubt.taken else "没有当作编号，也可能是"
        yield Finding(
            line_of(marker.start),
            f"「{marker.text}」{read}（两种读法相差 {doubt.lead:.1f} 分）：…{around}…",
            kind="两种读法",
        )


def _rivals(line_of: _LineOf, units: Sequence[Measure]) -> Iterator[Finding]:
    """Benefits that another reading takes differently, about as well."""
    for unit in units:
        for benefit in unit.benefits:
            if not benefit.rival:
                continue
            figure = next(
                (one for one in (benefit.amount, benefit.rate, *benefit.schedule, *benefit.rate_schedule) if one), None
            )
            words = figure.source if figure else benefit.form
            whom = benefit.recipient or "（未写明）"
            yield Finding(
                line_of(benefit.span.start),
                f"「{words}」读作给「{whom}」的，两种读法：{benefit.rival}。",
                False,
                "两种读法",
            )


def _repeats(line_of: _LineOf, units: Sequence[Measure]) -> Iterator[Finding]:
    measures = [unit for unit in units if unit.kind == "measure"]
    labels = Counter(unit.label for unit in measures)
    seen: dict[str, Measure] = {}
    for unit in measures:
        if labels[unit.label] > 1 and unit.id.endswith(f"~{labels[unit.label]}"):
            yield Finding(line_of(unit.span.start), f"编号「{unit.label}」出现 {labels[unit.label]} 次。", kind="编号")
        words = re.sub(r"\s", "", fold(unit.text))
        if len(words) >= SAME and words in seen:
            yield Finding(
                line_of(unit.span.start), f"「{unit.label}」与「{seen[words].label}」文字完全相同。", kind="重复"
            )
        seen.setdefault(words, unit)


def _sizes(line_of: _LineOf, units: Sequence[Measure]) -> Iterator[Finding]:
    measures = [unit for unit in units if unit.kind == "measure"]
    usual = median(len(unit.text) for unit in measures) if measures else 0
    for unit in measures:
        if len(unit.text) > max(LONG, FAR_LONGER * usual):
            yield Finding(
                line_of(unit.span.start),
                f"「{unit.label}」长 {len(unit.text)} 字，里面可能还有没认出的条款。",
                kind="过长",
            )
        marker = unit.path[-1][: len(unit.path[-1]) - len(unit.title)].strip() if unit.path else ""
        words = re.sub(r"[\s*#]", "", unit.text)
        if len(words) - len(re.sub(r"\s", "", marker)) < SHORT:
            yield Finding(line_of(unit.span.start), f"「{unit.label}」几乎没有内容：{words[:20]}", kind="过短")


def _left_over(line_of: _LineOf, units: Sequence[Measure]) -> Iterator[Finding]:
    for unit in units:
        if unit.kind != "boilerplate":
            continue
        words = re.sub(r"<[^<>]*>|&\w+;|\s", "", unit.text)
        sentences = words.count("。")
        if len(words) > LEFT_OVER and sentences > 1:
            line = line_of(unit.span.start)
            yield Finding(
                line, f"{len(words)} 字没有归入任何条款，当作页面附加文字：{words[:24]}…", False, "未收入的文字"
            )
