"""Sentences in, offers out: what is paid, with the condition before it and the caps, limits and times behind it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.computing.scheme import Cap, Offer, Per
from assistant.computing.stretch import (
    BEHIND,
    bands_in,
    base_of,
    beyond_of,
    cap_of,
    fractions_in,
    is_cap,
    is_cap_of_one,
    is_mark_in_row,
    is_next_in_row,
    limits_of,
    loose_units,
    marks_of,
    months_of,
    names_apart,
    pers_of,
)
from corpus.quantities.quantities import MONEY, UNIT, Quantity, Stretch, quantities
from corpus.text.normal import fold

_MARKER = re.compile(
    r"(?m)^[ \t]*(?:[*#>\-・\u2022\ufeff★☆◆■●▲◎※]+[ \t]*)?(?:[★☆◆■●▲◎※]|\[[一二三四五六七八九十]{1,3}\]|\(?[一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、是]|第[一二三四五六七八九十百零\d]{1,6}条(?:之[一二三四五])?|\(\d{1,2}\)|\d{1,2}[.﹒、](?!\d{1,2}(?:[%万亿元]|\.))|[⒈-⒛①-⑳]|#{1,4}|(?=\|))|(?m:^)[ \t]*[・\u2022][ \t]*"
)
_ONLY_BULLET = re.compile(r"[ \t]*[*>\-・\u2022]+[ \t]*")
NUMBER, WRAP, BULLET = "\x00", "\x01", "\x02"  # stand for a list number, a line broken by the page, and a bullet
_SENTENCE = re.compile(r"[。;\n]")
PART = re.compile(r"[,:|]")
_MARK_BEFORE = re.compile(
    r"(?:达到?了?|超过|不低于|不少于|满|不足|不满|低于|少于|高于|突破|大于|小于|占比?|至少|每增加|每增|每新增|增长)(?:为)?$"
)
_CHANGE_BEFORE = re.compile(r"(?P<how>上浮|再?提高|下浮|扣减|减少|加奖|加发|上调|增加)(?:比例)?$")
_STAGE = re.compile(
    r"第[一二三四五1-5]年|[先预首再]拨|拨付|兑现|兑付|发放|(?<!实际)支付(?=\d|[一二三四五六七八九])|(?<![实支应交缴自])付(?=[^款])|余下|首付|分[一二两三四五2-5]年|另一方"
)
PUNISHES = re.compile(r"罚款|处以|处[^,。]{0,12}(?:元|倍)以上|滞纳金|赔偿")
_SCALED = re.compile(
    r"(?:(?<!工资)(?<!租金)(?<!收费)(?<!缴费)标准(?!展位|箱|厂房|化|提高|上调)|额度|上表|前述|上述)[^,]{0,8}?(?:打|按|的)?[^,]{0,4}[折成%]|打[^,]{1,3}折"
)
_MEASURED = frozenset({"吨", "平方米", "立方米", "公里", "公斤", "瓦"})
_NAMED_BOUND = re.compile(
    r"以[上下内](?![的且并、及和或含给奖补按区范])[\u4e00-\u9fff]{2}"
)  # 100吨以下转炉: it tells a thing, not what is paid for
_PAYS = re.compile(r"按|补|奖|给予|资助|贴|返|减|抵|扶持|支持|提高到|费率|自[缴付担筹]|承担|负担|(?:财政|农户|个人)出")
_RUNG_BEHIND = re.compile(r"(?:的)?(?:奖励?|给予|补助?|补贴|奖补)(?=\d[\d.]*[万亿]?元)")  # 5000万美元奖50万元
_CHARGED = re.compile(r"(?:的标准)?(?:投保|参保|缴费|缴纳)")  # 按每床每年120元投保
_MOST_RATE = re.compile(r"(?<!费)率(?:不超过|最高|不高于|为?上限)$")
_STEP = re.compile(r"每(?:再|多)?增(?:加|长)")
REACH = 8  # sentences back to which a closing line (单个机构累计不超过…) speaks


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    start: int
    block: int
    about: str
    units: tuple[str, ...] = ()  # of the bands of its clause
    is_line: bool = False  # begins a line of its own that has no list number


@dataclass(slots=True)
class _Reading:
    """What has been read of one sentence so far."""

    offers: list[Offer] = field(default_factory=list)
    charges: list[Offer] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    pending_bounds: list[Stretch] = field(default_factory=list)
    pending_per: tuple[Per, ...] = ()
    pending_times: tuple[str, ...] = ()
    cases: list[tuple[str, Cap]] = field(default_factory=list)  # 国家级、省级分别最高100万元、50万元
    fresh: bool = True  # the next figure begins a new offer with the pending words as its condition


def readable(text: str) -> str:
    """`text` folded, character for character, with list numbers and lines broken by a page blanked."""
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", WRAP, fold(text).replace("∶", ":"))  # 1,200,000 is one figure
    folded = _MARKER.sub(
        lambda marker: (BULLET if _ONLY_BULLET.fullmatch(marker[0]) else NUMBER) * len(marker[0]), folded
    )
    if "|" in folded:
        return folded
    return re.sub(rf"(?<=[^。;:\n{NUMBER}{BULLET}|])\n(?=[^\n{NUMBER}{BULLET}| ])", WRAP, folded)


def squeeze(folded: str) -> tuple[str, list[int]]:
    """The text without blanks, and where each character stood."""
    kept = [(c, at) for at, c in enumerate(folded) if c not in " \x01\u3000\t*\r"]
    return "".join(c for c, _ in kept), [at for _, at in kept]


def sentences_of(words: str) -> list[Sentence]:
    """Sentences with the heading they stand under: the words from the list number to the first full stop."""
    found: list[Sentence] = []
    start, block, about, fresh = 0, 0, "", False
    units = loose_units(words)
    for match in [*_SENTENCE.finditer(words), None]:
        end = match.start() if match else len(words)
        text = words[start:end]
        if NUMBER in text or BULLET in text:
            block += 1
            about = "" if NUMBER in text else about  # the bullets of a list share its heading
        bare = text.replace(NUMBER, "").replace(BULLET, "")
        if bare.strip():
            shift = len(text) - len(text.lstrip(NUMBER + BULLET))
            is_line = fresh and bare == text
            shown = text[shift:].replace(NUMBER, " ").replace(BULLET, " ")
            found.append(Sentence(shown, start + shift, block, about, units, is_line))
            if not about or len(about) < 4:
                about = bare[:40]
            fresh = False
        fresh = fresh or (match is not None and match[0] == "\n")
        start = end + 1
    return found


def offers_in(sentence: Sentence, number: int) -> _Reading:
    reading = _Reading()
    if "|" in sentence.text and not is_prose_row(sentence.text):
        return reading  # a row of figures: they mean what its columns say
    text = without_commas_in_brackets(sentence.text)
    at = 0
    for piece in PART.split(text):
        _read_part(reading, sentence, number, piece, at)
        at += len(piece) + 1
    reading.offers = [each for offer in reading.offers for each in _by_case(offer, reading.cases)]
    return reading


def _by_case(offer: Offer, cases: Sequence[tuple[str, Cap]]) -> list[Offer]:
    """A share under the most of each case: 国家级、省级平台分别最高100万元、50万元, 不超过投资额的30%."""
    if offer.kind != "share" or offer.caps or not cases:
        return [offer]
    kept = [piece for piece in offer.condition.split(",") if not any(name in piece for name, _ in cases)]
    head, by, rest = offer.own.partition("按")
    own = f"{by}{rest}" if by and cases[-1][0] in head else offer.own
    return [replace(offer, own=own, condition=",".join([*kept, name]), caps=(cap,)) for name, cap in cases]


def is_prose_row(row: str) -> bool:
    """Whether the grant of a table row is told in one cell in words: 初创企业招用3人以下，每人2000元."""
    cells = [cell for cell in row.split("|") if cell.strip()]
    figures = sum(bool(re.fullmatch(r"[\d.%-]+(?:万?元)?|-", cell)) for cell in cells)
    return figures == 0 and any(
        len(cell) >= 10
        and re.search(
            r"(?:每|给予|奖励|补助|补贴|资助)[^|]*\d[^|]*元|按[^|%]{0,16}\d[\d.]*%[^|]{0,4}(?:补|奖|资|贴|给)", cell
        )
        for cell in cells
    )


def without_commas_in_brackets(text: str) -> str:
    return re.sub(r"\([^()]{0,80}\)", lambda found: re.sub(r"[,:]", "·", found[0]), text)


def _read_part(reading: _Reading, sentence: Sentence, number: int, part: str, at: int) -> None:
    """One stretch between commas: bounds, caps and limits are kept for the offer they belong to."""
    bounds = [
        b for b in bands_in(part, sentence.units) if not (b.unit in _MEASURED and _NAMED_BOUND.match(part[b.end - 2 :]))
    ]
    fractions = fractions_in(part)
    figures = sorted((*fractions, *(q for q in quantities(part) if q.unit in ("元", "%"))), key=lambda q: q.start)
    payable: list[Quantity] = []
    charged: list[Quantity] = []
    caps: list[Cap] = []
    beyond = beyond_of(part)
    if beyond is None and reading.pending:
        beyond = beyond_of(reading.pending[-1])
    last = 0
    row = _row_of_caps(part, figures)
    head = reading.offers[-1].own.partition("按")[0] if reading.offers else ""
    named = names_apart(part, ",".join(reading.pending), row) or names_apart(part, head, row)
    if named:
        reading.cases = [(name, cap_of(part, figure, figure.start)) for name, figure in zip(named, row, strict=True)]
    for figure in figures:
        if named and figure in row:
            last = figure.end
            continue
        before, after = part[last : figure.start], part[figure.end :]
        near = part[max(0, figure.start - 10) : figure.start]
        if figure in fractions:
            payable.append(figure)
            last = figure.end
            continue
        inside = any(b.start <= figure.start < b.end for b in bounds)
        is_most = is_cap(near, after) or (is_cap_of_one(near) and any(o.kind == "share" for o in reading.offers))
        if is_most or (figure.unit == "%" and _MOST_RATE.search(near)):
            if figure.unit == "元":
                caps.append(cap_of(part, figure, last))
            elif re.search(r"按不超过$|按最高$", near):
                payable.append(figure)
            elif _MOST_RATE.search(near):
                reading.offers = [
                    replace(o, most_rate=figure.value / 100) if o.sentence == number and o.kind == "share" else o
                    for o in reading.offers
                ]
        elif (
            inside
            or re.search(r"\(不?含$", near)  # 500万元(含500万元): the end of a band told again
            or (_MARK_BEFORE.search(near) and "费率" not in near)
            or re.match(r"(?:\(不?含\))?(?:及?以[上下内]|(?:之间)?的?部分)", after)
            or (figure.unit == "%" and (_CHANGE_BEFORE.search(near) or re.match(r"(?:以上|的,|的$)", after)))
            or (figure.unit == "%" and (_STAGE.search(part) or _SCALED.search(part)))
        ):
            pass
        elif figure.unit == "%" and (
            not _PAYS.search(part)
            or re.search(r"不得?[低少]于|应当|%$", before[-12:])
            or ("个" in part[figure.start : figure.end] and "贴息" not in part)
        ):
            pass  # a share that is only spoken of, or points of interest
        elif figure.unit == "元" and (
            re.search(r"保费(?:标准)?(?:为|每[亩头张床人只棵株台])?$", before[-8:]) or _CHARGED.match(after)
        ):
            charged.append(figure)  # of which somebody bears a part
        elif figure.unit == "元" and re.search(r"保额|保费|单价|均价|限价|指导价|基数|注册资本|面值", before[-8:]):
            pass  # what is insured, not what is paid out
        elif figure.unit == "元" and (_RUNG_BEHIND.match(after) or is_mark_in_row(part, figure)):
            if _RUNG_BEHIND.match(after):
                bounds.append(Stretch("元", figure.start, figure.end, low=figure.value, low_closed=True))
        else:
            payable.append(figure)
        last = figure.end
    most = {cap.yuan for cap in caps}  # 最高不超过100万元的奖励 bounds what is paid, not who is meant
    bounds = [b for b in bounds if not (b.unit == "元" and b.low is None and b.high in most)]
    bounds += [
        Stretch(q.unit, q.start, q.end, low=q.value, low_closed=True)
        for q in quantities(part)
        if q.unit in MONEY and q.unit != "元" and _RUNG_BEHIND.match(part, q.end)
    ]
    limits = limits_of(part)
    if payable:  # 每年不超过30天的短托，每天150元
        limits = (*limits, *(limit for each in reading.pending for limit in limits_of(each) if limit.unit == "天"))
    period = months_of(part)
    if charged:
        per, times = pers_of(part, charged[0].start)
        reading.charges += _offers_of(
            part, charged, sentence, number, at, ",".join(reading.pending), per or reading.pending_per, times
        )
    per, times = pers_of(part, payable[0].start if payable else len(part))
    if payable:
        condition = ",".join(reading.pending)
        made = _offers_of(
            part, payable, sentence, number, at, condition, per or reading.pending_per, times or reading.pending_times
        )
        marks = marks_of(part) or [m for each in reading.pending[-2:] for m in marks_of(each)]
        if marks and len(marks) == len(made):
            rungs = [
                replace(o, bounds=(mark,), caps=tuple(caps), ladder=-number - 1)
                for o, mark in zip(made, marks, strict=True)
            ]
            reading.offers += rungs
            reading.pending_bounds, reading.fresh = [], True
            return
        all_bounds = (*reading.pending_bounds, *bounds)
        for offer in made:
            reading.offers.append(
                replace(
                    offer,
                    bounds=_bounds_of(offer, all_bounds, sentence.units, len(made), reading.pending_bounds),
                    beyond=beyond if beyond is not None else offer.beyond,
                    caps=tuple(caps),
                    limits=limits,
                    months=period,
                )
            )
        reading.pending_bounds = []
        reading.fresh = True
        return
    if reading.offers and (caps or limits or period) and not (bounds and not caps and not period and not limits):
        reading.offers = [
            _under(offer, caps, limits, period)
            if offer.sentence == number and (not offer.caps or not caps or i == len(reading.offers) - 1)
            else offer
            for i, offer in enumerate(reading.offers)
        ]
        return
    if reading.fresh and reading.offers:
        reading.pending = []
        reading.pending_per, reading.pending_times = (), ()
        reading.fresh = False
    reading.pending.append(part)
    reading.pending_bounds += bounds
    if per or times:
        reading.pending_per, reading.pending_times = per or reading.pending_per, times or reading.pending_times


def _row_of_caps(part: str, figures: Sequence[Quantity]) -> list[Quantity]:
    """最高30万元、20万元: the figures of the first row of sums of which the first is a most; [] where there is none."""
    for at, first in enumerate(figures):
        if first.unit != "元" or not is_cap(part[max(0, first.start - 10) : first.start], ""):
            continue
        row = [first]
        for other in figures[at + 1 :]:
            if other.unit == "元" and is_next_in_row(part[row[-1].end : other.start]):
                row.append(other)
            else:
                break
        if len(row) > 1:
            return row
    return []


def _under(offer: Offer, caps: Sequence[Cap], limits: Sequence[Quantity], months: int | None) -> Offer:
    return replace(
        offer,
        caps=(*offer.caps, *caps),
        limits=(*offer.limits, *limits),
        months=offer.months or months,
    )


def _offers_of(
    part: str, payable: Sequence[Quantity], sentence: Sentence, number: int, at: int, condition: str,
    per: tuple[Per, ...], times: tuple[str, ...],
) -> list[Offer]:  # fmt: skip
    names = names_apart(part, condition, payable)
    offers: list[Offer] = []
    last = 0
    for index, figure in enumerate(payable):
        own = part[last : figure.start] if index else part[: figure.start]
        behind = BEHIND.match(part, figure.end)
        stop = behind.end() if behind else figure.end
        own_per, own_times = (per, times)
        if index:
            more, more_times = pers_of(own, len(own))
            own_per, own_times = more or per, more_times or times
        if behind:
            units = re.findall(rf"{UNIT}|月|年", behind["units"])
            own_per = tuple(
                Per(quantities(f"3{u}")[0].unit if quantities(f"3{u}") else u)
                for u in units
                if u not in ("月", "年", "个月")
            )
            own_times = tuple("月" if "月" in u else "年" for u in units if u in ("月", "年", "个月"))
            own_times = own_times or pers_of(part, figure.start)[1]  # 每月8元/平方米
        tail = part[stop:] if index + 1 == len(payable) else ""
        said = names[index] if names else f"{own}{part[figure.start : stop]}{tail}"
        offers.append(
            Offer(
                "share" if figure.unit == "%" else "sum",
                figure.value / 100 if figure.unit == "%" else figure.value,
                part[figure.start : figure.end],
                sentence.start + at + figure.start,
                sentence.start + at + stop,
                said,
                condition,
                "",
                sentence.about,
                own_per,
                own_times,
                base=base_of(own) if figure.unit == "%" else "",
                is_step=bool(_STEP.search(f"{condition if not index else ''},{own}"[-30:])),
                is_most=bool(re.search(r"不超过$|最高$", part[: figure.start])),
                sentence=number,
                block=sentence.block,
            )
        )
        last = stop
    return offers


def _bounds_of(
    offer: Offer, bounds: Sequence[Stretch], units: Sequence[str], made: int, pending: Sequence[Stretch]
) -> tuple[Stretch, ...]:
    """The bounds an offer stands under: those of its own words where the part holds several offers."""
    if made == 1:
        return tuple(bounds)
    return (*pending, *bands_in(offer.own, units))
