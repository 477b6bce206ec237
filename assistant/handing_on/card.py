"""办事卡: what somebody needs who applies for a measure, each line in the document's own words or said to be missing. Pure.

A line is looked for in the clause, then in what stands beside it in its section, then in the rules of the whole document;
where several clauses of a document give the same kind of line, none of another section is taken for this one. What a
sentence must be to give a line is in card_lines.py. A line out of another clause names it wherever the card is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from assistant.handing_on.card_lines import general_terms, is_step, is_time_to_apply, papers, places, time_stated
from assistant.proposing.contacts import phones
from assistant.saying.wording import Words
from corpus.facts.due import due_of
from corpus.facts.requirements import requirements
from corpus.measure import Document, Measure
from corpus.tables.row_words import in_words
from corpus.text.normal import fold, without_markup
from corpus.text.title_marks import titled
from index.sentences import split_sentences

UNSTATED = "文件未写明"
LONGEST = 400  # characters of one line of a card
LONGEST_HEAD = 14  # characters of a heading; a longer one is the first sentence of its clause
MOST_GENERAL = 2  # clauses of a whole document that may give one kind of line
MOST_PHONES = 4
MOST_LISTED = 8  # telephone numbers of one clause that lists them


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: its words, empty where the document states none, and the label of the clause they stand in."""

    name: str
    words: str
    source: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether the document says it: not where only whom to ask for it is known."""
        return bool(self.words) and not self.words.startswith(UNSTATED)


@dataclass(frozen=True, slots=True)
class Card:
    """A measure as somebody takes it along: a title, where it is for, and the ten lines in their order."""

    title: str
    place: str
    clause: str
    as_of: date
    lines: tuple[Line, ...]

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)


@dataclass(frozen=True, slots=True)
class _Field:
    """How a kind of line is headed: as a label before a colon, or as the heading of a clause."""

    name: str
    labels: re.Pattern[str]


_FIELDS = (
    _Field("对象", re.compile(r"(?:支持|申报|申请|适用|奖励|补贴|补助|扶持|服务|资助|奖补|发放|受益)对象|适用范围|支持范围")),
    _Field("条件", re.compile(r"(?:申报|支持|申请|认定|享受|办理|受理|奖励|补贴|准入|基本|资格|申领)条件|申报要求|申请要求")),
    _Field("标准", re.compile(r"(?:补贴|奖励|支持|扶持|补助|资助|奖补|发放|支付)(?:标准|额度|金额|内容|方式)")),
    _Field("材料", re.compile(r"(?:申报|申请|所需|提交|提供|办理|需要|应交|申领|受理|报送|兑现)(?:的)?(?:资料|材料|要件)|材料清单|需提供|需要提供")),
    _Field("流程", re.compile(r"(?:办理|申报|申请|审核|审批|兑现|认定|拨付|受理|申领|发放)(?:流程|程序|步骤|方式|途径|办法|渠道)|怎么办|如何办理")),
    _Field("时间", re.compile(r"(?:申报|受理|办理|申请|办结|申领|报名|兑现)(?:的)?(?:时间|时限|期限|日期)")),
    _Field("地点", re.compile(r"(?:受理|办理|申报|申请|提交|收件|经办)(?:的)?(?:地点|单位|部门|窗口|机构|地址|入口)|办公地址")),
)  # fmt: skip
# What a clause of another section must speak of: papers are also shown for a school or a bus
_ABOUT_APPLYING = re.compile(r"申报|申请|申领|受理|兑现|奖补|奖励|补贴|补助|资助|资金|免申即享")
# A chapter so headed is about all measures, also where a sum stands in it
_OF_ALL = re.compile(r"申报|申请|申领|受理|审核|拨付|兑现|管理|监督|程序|附则|保障")
_BARS = re.compile(r"\||\*\*|[:\-]{3,}")
# What numbers a clause stands before its first words, and says nothing of them
_NUMBER = re.compile(r"^(?:第[一二三四五六七八九十百\d]{1,5}条|[(（]?[一二三四五六七八九十\d]{1,3}[)）.、．])\s*")
_OF_ROW = "\ue000"  # behind what a row is of, until the line is made: a colon would make it the next label
# Behind the mark no further line is looked into: each begins with a mark of its own, and blank ones would be read n² times
_LABELLED = re.compile(
    r"(?:^|[\n|。；;])[^\S\n]*(?:[-*·•]\s*)?(?:(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.、．]|第[一二三四五六七八九十百\d]{1,5}条)\s*)?\**(?P<label>[\u4e00-\u9fff]{2,10})\**\s*[:：|]\**\s*"
)


def card_of(unit: Measure, document: Document, units: Sequence[Measure], as_of: date, validity: str) -> Card:
    """The card of `unit`. `units` are all units of its document, `validity` in words what the register knows of it."""
    lines = [_line(field, unit, units) for field in _FIELDS]
    lines.append(_phones(unit, units))
    number = f"（{document.number}）" if document.number else ""
    lines.append(Line("依据", f"{titled(document.title)}{number}{unit.label}", unit.label))
    lines.append(Line("有效期", validity))
    at = next(place for place, line in enumerate(lines) if line.name == "地点")
    if not lines[at].words and (whom := _in_charge(unit)):
        lines[at] = Line("地点", f"{UNSTATED}（{whom}）", unit.label)
    title = _plain(unit.title) or unit.label or document.title
    return Card(title, document.regions[0] if document.regions else "", unit.id, as_of, tuple(lines))


def where_and_when(unit: Measure, units: Sequence[Measure]) -> tuple[Line, ...]:
    """Of the card of `unit` only 时间, 地点 and 电话: a fraction of the work of a whole card."""
    fields = (field for field in _FIELDS if field.name in ("时间", "地点"))
    return (*(_line(field, unit, units) for field in fields), _phones(unit, units))


def can_be_applied_for(unit: Measure) -> bool:
    """Whether a card of the clause is of use: it grants something, or says how to ask for it."""
    return bool(unit.benefits) or bool(re.search(r"申报|申请|申领|补贴|奖励|补助|资助", unit.text))


def _in_charge(unit: Measure) -> str:
    """Whom a clause makes answer for it, with its own word for that: no place, but where to ask for one."""
    roles = (("牵头单位", unit.lead_units), ("责任单位", unit.responsible_units), ("实施单位", unit.implementing_units))
    return next((f"{role}：{'、'.join(names)}" for role, names in roles if names), "")


def _line(field: _Field, unit: Measure, units: Sequence[Measure]) -> Line:
    own = _own_facts(field.name, unit)
    if field.name == "条件":
        return _with_general_terms(own, unit, units)
    if own:
        return Line(field.name, _clipped(own), unit.label)
    for scope, general in ((_near(unit, units), False), (_general(unit, units), True)):
        found = [
            (other, words)
            for other in scope
            if (words := _said(field, other, units))
            and (not general or field.name != "材料" or _ABOUT_APPLYING.search(other.text))
        ]
        if found and (not general or len(found) <= MOST_GENERAL):
            words = "；".join(dict.fromkeys(words for _, words in found[:MOST_GENERAL]))
            return Line(
                field.name, _clipped(words), "、".join(dict.fromkeys(other.label for other, _ in found[:MOST_GENERAL]))
            )
    return Line(field.name, "")


def _with_general_terms(own: str, unit: Measure, units: Sequence[Measure]) -> Line:
    """The conditions of the clause, then what the document asks of everybody who applies."""
    field = next(field for field in _FIELDS if field.name == "条件")
    own = own or _said(field, unit, units)
    found = [
        (other, words)
        for other in {each.id: each for each in (*_near(unit, units), *_general(unit, units))}.values()
        if other.id != unit.id and (words := _said(field, other, units))
    ]
    found = found if len({other.id for other, _ in found}) == 1 else []  # two lists of terms: which of them is not said
    rows = ([own] if own else []) + [f"{other.label}：{words}" if own else words for other, words in found]
    labels = ([unit.label] if own else []) + [other.label for other, _ in found]
    return Line("条件", _clipped("；".join(rows)), "、".join(dict.fromkeys(labels)))


def _own_facts(name: str, unit: Measure) -> str:
    """What the parsed clause knows: recipients, conditions, sums, limits of time."""
    words = Words()
    match name:
        case "对象":
            return "、".join(dict.fromkeys(each.recipient for each in unit.benefits if each.recipient))
        case "条件":
            several = len({each.recipient for each in unit.benefits}) > 1
            rows = dict.fromkeys(
                (f"{each.recipient}：" if several and each.recipient else "") + each.condition
                for each in unit.benefits
                if each.condition and each.condition not in each.recipient
            )
            known = "".join(fold("".join(rows)).split())
            rows |= dict.fromkeys(
                each
                for each in requirements(without_markup(unit.text))
                if "".join(fold(each).split()).rpartition(":")[2] not in known
            )
            return "；".join(rows)
        case "标准":
            several = len(unit.benefits) > 1
            return "；".join(
                dict.fromkeys(words.benefit(each) if several else words.figure(each) for each in unit.benefits)
            )
        case "时间":
            return _times(unit)
    return ""


def _near(unit: Measure, units: Sequence[Measure]) -> Iterator[Measure]:
    """The clause, then what stands under it or beside it in its section."""
    yield unit
    for other in units:
        if other.id == unit.id or other.part != unit.part or other.kind == "boilerplate":
            continue
        under = other.path[: len(unit.path)] == unit.path
        beside = len(unit.path) > 1 and other.path[:-1] == unit.path[:-1] and not other.benefits
        if under or beside:
            yield other


def _general(unit: Measure, units: Sequence[Measure]) -> Iterator[Measure]:
    """What holds for the whole document: clauses that grant nothing, and stand in no section of another measure."""
    granting = {other.path[:depth] for other in units if other.benefits for depth in range(1, len(other.path))}
    for other in units:
        section = other.path[:-1]
        if other.id == unit.id or other.benefits or other.kind in ("boilerplate", "preamble"):
            continue
        of_a_measure = section in granting and not _OF_ALL.search(section[-1])
        if (not of_a_measure or unit.path[: len(section)] == section) and not _is_card(other):
            yield other


def _is_card(unit: Measure) -> bool:
    """Whether a clause is a measure of its own, with what it gives or for whom after a label."""
    return any(labelled(unit.text, field.labels) for field in _FIELDS if field.name in ("对象", "标准"))


def _with_rows(unit: Measure, units: Sequence[Measure]) -> str:
    """The text of a clause; of one that ends with the head of a table, the rows with it, which are clauses of their own."""
    if unit.kind != "introduction" or "|" not in unit.text.rstrip().rpartition("\n")[2]:
        return unit.text
    rows = (
        other.text for other in units if len(other.path) > len(unit.path) and other.path[: len(unit.path)] == unit.path
    )
    return "\n".join([unit.text, *rows])


def _said(field: _Field, unit: Measure, units: Sequence[Measure]) -> str:
    """What a clause says of the field: after its label, under its heading, else the sentences that state it."""
    if field.name == "时间" and (times := _times(unit)):
        return times
    text = in_words(without_markup(_with_rows(unit, units)), headed_only=True, colon=_OF_ROW)
    if words := labelled(text, field.labels):
        return _of_label(field.name, words)
    sentences = [span.of(text) for span in split_sentences(text)]
    match field.name:
        case "流程":
            found = [_plain(each).rstrip("。；;") for each in sentences if is_step(each)]
        case "地点":
            found = [place for each in sentences for place in places(each)]
        case "材料":
            found = [_plain(papers(text, each)) for each in sentences]
        case "时间":
            found = [_plain(time_stated(each)) for each in sentences]
        case "条件":
            found = [_plain(general_terms(text))]
        case _:
            found = []
    words = "；".join(dict.fromkeys(each for each in found if each))
    return words or _under_heading(field, unit, text)


def _of_label(name: str, words: str) -> str:
    """What of the words after a label belongs to it: a place and a time to the end of their sentence, papers to the first step."""
    if name in ("地点", "时间"):
        return words.split("。")[0]
    if name != "材料":
        return words
    kept = []
    for span in split_sentences(words):
        if is_step(span.of(words)):
            break
        kept.append(span.of(words))
    return "".join(kept).strip(" 。")


def _under_heading(field: _Field, unit: Measure, text: str) -> str:
    """All of a clause whose heading names the field; a heading with nothing below it says nothing."""
    title = fold(unit.title)
    if unit.kind == "introduction" or len(title) > LONGEST_HEAD or not field.labels.search(title):
        return ""
    at = text.find(unit.title)
    body = _plain(text[at + len(unit.title) :] if at >= 0 else text).strip(" 。.：:")
    return "" if field.name == "地点" or len(body) < 4 else body


def _times(unit: Measure) -> str:
    """The limits of a clause, each with the words from comma to comma around it."""
    found = []
    for due in due_of(unit):
        if due.kind != "task":
            start, end = due.span.start - unit.span.start, due.span.end - unit.span.start
            first = max(unit.text.rfind(mark, 0, start) for mark in "，,。；;|\n") + 1
            ends = [at for mark in "，,。；;|\n" if (at := unit.text.find(mark, end)) >= 0]
            words = _plain(unit.text[first : min(ends, default=len(unit.text))])
            words = _NUMBER.sub("", words) if first == 0 else words
            found += [words] if is_time_to_apply(words) else []
    return "；".join(dict.fromkeys(found))


def labelled(text: str, labels: re.Pattern[str]) -> str:
    """The words after a label at the beginning of a line or a sentence, up to the next label.

    >>> labelled("申报材料：申请表、营业执照。\\n受理地点：政务大厅3号窗口", re.compile("受理地点"))
    '政务大厅3号窗口'
    """
    heads = list(_LABELLED.finditer(text))
    for at, head in enumerate(heads):
        if labels.fullmatch(fold(head["label"])):
            end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
            return _plain(without_markup(text[head.end() : end])).strip("|｜ ")
    return ""


def _phones(unit: Measure, units: Sequence[Measure]) -> Line:
    """Telephone numbers of the clause, else of what stands beside it or holds for the document where that gives few."""
    own = list(phones(unit.text))
    if own:
        return Line("电话", "；".join(own[:MOST_LISTED]), unit.label)
    scope = [*_near(unit, units), *_general(unit, units), *(other for other in units if other.kind == "preamble")]
    found = {number: other.label for other in scope for number in phones(other.text)}
    if 0 < len(found) <= (MOST_PHONES if len(set(found.values())) > 1 else MOST_LISTED):
        return Line("电话", "；".join(found), "、".join(dict.fromkeys(label for label in found.values() if label)))
    return Line("电话", "")


def _plain(text: str) -> str:
    """One line, the rows of a table told in words."""
    if "|" in text:
        text = in_words(text)
    return " ".join(_BARS.sub(" ", text).split()).replace("； ", "；").replace(_OF_ROW, "：").strip("； ")


def _clipped(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


# ---------------------------------------------------------------- the card as words and as HTML


def card_text(card: Card) -> str:
    """The card as it reads well in a chat group: one line a fact, with its clause where that is another one; plain text."""
    head = f"【办事卡】{f'{card.place} · ' if card.place else ''}{_plain(card.title)}"
    own = card.line("依据").source
    lines = [
        f"{line.name}：{_plain(line.words) or UNSTATED}"
        + (f"（{line.source}）" if line.words and line.source and line.source != own else "")
        for line in card.lines
    ]
    return "\n".join([head, *lines, f"（按 {card.as_of} 判断；以文件原文和主管部门答复为准）"])


def card_html(card: Card) -> str:
    """The card to look at and to print; every word escaped."""
    rows = "".join(_row_html(line) for line in card.lines)
    place = f'<span class="pa-where-for">{escape(card.place)}</span> · ' if card.place else ""
    return (
        f'<div lang="zh-CN" class="pa-card"><p class="pa-card-title">{place}{escape(card.title)}</p>'
        f'<dl class="pa-reasons">{rows}</dl>'
        f'<p class="pa-note">按 {card.as_of} 判断；以文件原文和主管部门答复为准。</p></div>'
    )


def _row_html(line: Line) -> str:
    source = f' <span class="pa-count">{escape(line.source)}</span>' if line.source and line.name != "依据" else ""
    value = escape(line.words) if line.words else f'<span class="pa-unstated">{UNSTATED}</span>'
    return f"<dt>{escape(line.name)}</dt><dd>{value}{source}</dd>"
