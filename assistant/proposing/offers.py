"""What a clause pays, read for reckoning: each sum, sum per unit or share with its words, bounds, caps and times. Pure.

This is no reader of rows: it reads only as much as a sum can be worked out from, and keeps the words that tell one
offer from the next, so that a question can choose among them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from corpus.normal import fold
from corpus.quantities import MONEY, UNIT, Quantity, Stretch, quantities, stretches

Kind = Literal["sum", "share"]

_MARKER = re.compile(
    r"(?m)^[ \t]*(?:[*#>\-・\u2022\ufeff★☆◆■●▲◎※]+[ \t]*)?(?:[★☆◆■●▲◎※]|\[[一二三四五六七八九十]{1,3}\]|\(?[一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、是]|第[一二三四五六七八九十百零]{1,6}条(?:之[一二三四五])?|\(\d{1,2}\)|\d{1,2}[.﹒、](?!\d{1,2}(?:[%万亿元]|\.))|[⒈-⒛①-⑳]|#{1,4}|(?=\|))|(?m:^)[ \t]*[・\u2022][ \t]*"
)
_ONLY_BULLET = re.compile(r"[ \t]*[*>\-・\u2022]+[ \t]*")
NUMBER, WRAP, BULLET = "\x00", "\x01", "\x02"  # stand for a list number, a line broken by the page, and a bullet
_SENTENCE = re.compile(r"[。;\n]")
_PART = re.compile(r"[,:|]")
# Words right before a figure that make it the most that is paid, a mark to be reached, or a change of another figure
_CAP_BEFORE = re.compile(
    r"(?:最高|不超过|不得超过|不超|封顶|上限|最多|限额|至多)(?:限额)?(?:为|是|不超过|给予|奖励|补助|补贴|资助|补|奖|支持)?$"
)
_CAP_AFTER = re.compile(r"(?:封顶|为限|以内|为上限)")
_MARK_BEFORE = re.compile(
    r"(?:达到?了?|超过|不低于|不少于|满|不足|不满|低于|少于|高于|突破|大于|小于|占比?|至少|每增加|每增|每新增|增长)(?:为)?$"
)
_CHANGE_BEFORE = re.compile(r"(?P<how>上浮|再?提高|下浮|扣减|减少|加奖|加发|上调|增加)(?:比例)?$")
_STAGE = re.compile(r"第[一二三四五1-5]年|拨付|兑现|兑付|发放|付(?=[^款])|余下|首付|分[一二两三四五2-5]年|另一方")
_PUNISHES = re.compile(r"罚款|处以|处[^,。]{0,12}(?:元|倍)以上|滞纳金|赔偿")
_PER = re.compile(
    rf"每(?!年|月|季|天|日|次性)(?:新|招用|吸纳|引进|接入|招收|新增|新招用|完成|服务|培训|建成|开设|输送|超过|增加|承办|举办|一)*"
    rf"(?P<number>\d{{1,5}}万?|一)?(?P<unit>(?:{UNIT})|[\u4e00-\u9fff])(?P<noun>[\u4e00-\u9fff]{{0,8}}?)(?:\([^()]*\))?"
    r"(?=每|再|另|按|给|奖|补|资|\d|[零一二两三四五六七八九十百千]+(?:万|元|点)|一次性|增|计|不|最|$)"
)
_PER_TIME = re.compile(r"每(?:个)?(?P<unit>月|年|学年|年度)|按(?P<by>月|年)(?=发|给|补)|(?:一|每)?年(?=\d[\d.]*万?元$)")
_BEHIND = re.compile(rf"[/每](?P<units>(?:{UNIT}|个月|月|年|人)(?:[./每](?:{UNIT}|月|年|人))*)")
_BEYOND = re.compile(
    r"(?:超过|超出|高于)(?P<figure>[^,。;]{1,14})(?:以外|以上)?的?部分|超出(?:的)?部分|(?:从)?第(?P<nth>\d{1,4}|[一二三四五六七八九十]+)(?:人|件|个|项|场|家|台|名)起"
)
_PERIOD = re.compile(
    r"(?:最长|期限|累计不超过|不超过|最多|连续|最多补|最长补|连补|补贴期|不多于)(?:为|不超过|补贴|资助|补)?(?P<count>\d{1,3}|[一二两三四五六]|十二|二十四|三十六)(?P<unit>个月|年)"
)
_LIMIT = re.compile(r"(?:最多|不超过|限补?|按|不多于|至多)(?:支持|补助|补贴|补|奖励|按)?$")
_NUMBER_WORDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十二": 12, "二十四": 24, "三十六": 36}
_SCALED = re.compile(
    r"(?:标准(?!展位|箱|厂房|化)|额度|上表|前述|上述)[^,]{0,8}?(?:打|按|的)?[^,]{0,4}[折成%]|打[^,]{1,3}折"
)
_MEASURED = frozenset({"吨", "平方米", "立方米", "公里", "公斤", "瓦"})
_NAMED_BOUND = re.compile(
    r"以[上下内](?![的且并、及和或含给奖补按区范])[\u4e00-\u9fff]{2}"
)  # 100吨以下转炉: it tells a thing, not what is paid for
_PAYS = re.compile(r"按|补|奖|给予|资助|贴|返|减|抵|扶持|支持|提高到")
_RUNG_BEHIND = re.compile(r"(?:的)?(?:奖励?|给予|补助?|补贴|奖补)(?=\d[\d.]*[万亿]?元)")  # 5000万美元奖50万元
_ROW_OF_MARKS = re.compile(
    r"(?:首次)?(?:达到?|超过|突破|满)(?P<row>[\d.]+[万亿]?(?:美元|元)?(?:、[\d.]+[万亿]?(?:美元|元)?)+)"
)
_FOR_ALL = re.compile(r"单[家个户]|每[家户]|合计|累计|全年|年度|总")
_STEP = re.compile(r"每(?:再|多)?增(?:加|长)")
_APART = re.compile(r"分别(?:按|按照|给予|奖励|补助|补贴|资助|再?奖|为|给)*")


REACH = 8  # sentences back to which a closing line (单个机构累计不超过…) speaks
SAID_BEFORE, UNKNOWN = (
    Decimal(-1),
    Decimal(-2),
)  # 超出部分: beyond the bound before it; 每超过1人: beyond what is not read


@dataclass(frozen=True, slots=True)
class Per:
    """What a sum is counted per: Per("人", 1), Per("美元", 1000000), Per("个", 1, "展位")."""

    unit: str
    size: Decimal = Decimal(1)
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that is paid, with the words before it (每家企业每年). `is_doubtful` where it may be another rung's."""

    yuan: Decimal
    source: str
    words: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One figure that is paid. `own` are its words, `condition` those before it in the sentence, `about` the heading.

    `times` are the units of time it is counted per (月, 年); `beyond` the count from which it is paid only on the rest.
    """

    kind: Kind
    value: Decimal
    source: str
    start: int
    end: int
    own: str
    condition: str = ""
    lead: str = ""  # the condition of the first rung of the ladder it is one rung of
    about: str = ""
    per: tuple[Per, ...] = ()
    times: tuple[str, ...] = ()
    base: str = ""
    caps: tuple[Cap, ...] = ()
    limits: tuple[Quantity, ...] = ()
    months: int | None = None
    bounds: tuple[Stretch, ...] = ()
    beyond: Decimal | None = None
    is_most: bool = False
    is_step: bool = False  # 每增加500万元增奖4万元: paid again for each step beyond the bound of the offer before
    sentence: int = 0
    block: int = 0
    ladder: int = 0  # which scale it is a rung of; 0 none

    @property
    def words(self) -> str:
        return f"{self.about},{self.lead},{self.condition},{self.own}"


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    block: int
    about: str
    is_line: bool = False  # begins a line of its own that has no list number


@dataclass(slots=True)
class _Reading:
    """What has been read of one sentence so far."""

    offers: list[Offer] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    pending_bounds: list[Stretch] = field(default_factory=list)
    pending_per: tuple[Per, ...] = ()
    pending_times: tuple[str, ...] = ()
    fresh: bool = True  # the next figure begins a new offer with the pending words as its condition


def readable(text: str) -> str:
    """`text` folded, character for character, with list numbers and lines broken by a page blanked."""
    folded = _MARKER.sub(
        lambda marker: (BULLET if _ONLY_BULLET.fullmatch(marker[0]) else NUMBER) * len(marker[0]), fold(text)
    )
    if "|" in folded:
        return folded
    return re.sub(rf"(?<=[^。;:\n{NUMBER}{BULLET}|])\n(?=[^\n{NUMBER}{BULLET}| ])", WRAP, folded)


def squeeze(folded: str) -> tuple[str, list[int]]:
    """The text without blanks, and where each character stood."""
    kept = [(c, at) for at, c in enumerate(folded) if c not in " \x01\u3000\t*\r"]
    return "".join(c for c, _ in kept), [at for _, at in kept]


@dataclass(frozen=True, slots=True)
class Read:
    """A clause read: its offers in order with their spans in its text, the words they were read from, and what is open.

    `stray` are sums named as the most of something that is not clear; `has_rows` tells of a table of figures.
    """

    offers: tuple[Offer, ...]
    words: str
    stray: tuple[Cap, ...] = ()
    has_rows: bool = False


def read_offers(text: str) -> Read:
    """What a clause pays, as far as a sum can be worked out from it."""
    words, places = squeeze(readable(text))
    offers: list[Offer] = []
    stray: list[Cap] = []
    has_rows = False
    for number, sentence in enumerate(_sentences(words)):
        has_rows |= "|" in sentence.text and not _is_prose_row(sentence.text) and bool(re.search(r"\d", sentence.text))
        if _PUNISHES.search(sentence.text):
            continue
        read = _read(sentence, number)
        if not read.offers:
            stray += _caps_in(sentence.text)
            offers = (
                _excepted(offers, sentence)
                if sentence.text.startswith("其中")
                else _with_closing(offers, sentence, number)
            )
        offers += read.offers
    offers = _ladders(offers)
    rows = [
        replace(
            row,
            caps=(
                *row.caps,
                *(cap for cap in stray if any(label and label in cap.words for label in row.condition.split(","))),
            ),
        )
        for row in row_offers(words, len(offers))
    ]
    offers += rows
    has_rows = has_rows and not rows
    placed = [replace(o, start=places[o.start], end=places[o.end - 1] + 1) for o in offers]
    return Read(tuple(placed), words, tuple(stray), has_rows)


def _ladders(offers: Sequence[Offer]) -> list[Offer]:
    """Rungs (…的补15%；…的补12%，最高180万元) share the condition of the first and the cap of the last."""
    done: list[Offer] = []
    for offer in offers:
        before = done[-1] if done else None
        if before is not None and not offer.ladder and not before.ladder < 0 and _are_rungs(before, offer):
            lead = before.lead or before.condition or before.own
            done[-1] = before = replace(before, ladder=before.ladder or len(done))
            offer = replace(
                offer,
                lead="" if offer.condition.startswith(lead) else lead,
                base=offer.base or before.base,
                ladder=before.ladder,
            )
        done.append(offer)
    for at in range(len(done) - 2, -1, -1):
        if done[at].ladder and done[at].ladder == done[at + 1].ladder and not done[at].caps:
            caps = (
                replace(cap, is_doubtful=cap.is_doubtful or not _FOR_ALL.search(cap.words)) for cap in done[at + 1].caps
            )
            done[at] = replace(done[at], caps=tuple(caps))
    return done


def _are_rungs(one: Offer, other: Offer) -> bool:
    """Whether the second goes on with the scale of the first: the same unit, and no thing that the first does not name."""
    units = {bound.unit for bound in one.bounds} & {bound.unit for bound in other.bounds}
    if not units or other.sentence - one.sentence > 1 or one.kind != other.kind or one.per != other.per:
        return False
    if other.sentence == one.sentence and other.condition == one.condition and other.bounds == one.bounds:
        return False
    before = f"{one.lead},{one.condition},{one.own}"
    named = re.sub(r"[^\u4e00-\u9fff]", " ", f"{other.condition},{other.own}")
    named = re.sub(
        r"以上|以下|以内|超过|不满|不足|不超过|至|到|含|[零一二两三四五六七八九十百千万亿]+|元|的|按|给予|一次性|奖励|补助|补贴|资助|奖|补|每|人|届|标准|美|平方米|亩|家|个|台|套|最高|首次|达到",
        " ",
        named,
    )
    return all(word in before for word in re.findall(r"[\u4e00-\u9fff]{2}", named))


def _sentences(words: str) -> list[_Sentence]:
    """Sentences with the heading they stand under: the words from the list number to the first full stop."""
    found: list[_Sentence] = []
    start, block, about, fresh = 0, 0, "", False
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
            found.append(_Sentence(shown, start + shift, block, about, is_line))
            if not about or len(about) < 4:
                about = bare[:40]
            fresh = False
        fresh = fresh or (match is not None and match[0] == "\n")
        start = end + 1
    return found


def _read(sentence: _Sentence, number: int) -> _Reading:
    reading = _Reading()
    if "|" in sentence.text and not _is_prose_row(sentence.text):
        return reading  # a row of figures: they mean what its columns say
    text = _without_commas_in_brackets(sentence.text)
    at = 0
    for piece in _PART.split(text):
        _read_part(reading, sentence, number, piece, at)
        at += len(piece) + 1
    return reading


def _is_prose_row(row: str) -> bool:
    """Whether the grant of a table row is told in one cell in words: 初创企业招用3人以下，每人2000元."""
    cells = [cell for cell in row.split("|") if cell.strip()]
    figures = sum(bool(re.fullmatch(r"[\d.%-]+(?:万?元)?|-", cell)) for cell in cells)
    return figures == 0 and any(
        len(cell) >= 10 and re.search(r"(?:每|给予|奖励|补助|补贴|资助)[^|]*\d[^|]*元", cell) for cell in cells
    )


def _without_commas_in_brackets(text: str) -> str:
    return re.sub(r"\([^()]{0,80}\)", lambda found: re.sub(r"[,:]", "·", found[0]), text)


def _read_part(reading: _Reading, sentence: _Sentence, number: int, part: str, at: int) -> None:
    """One stretch between commas: bounds, caps and limits are kept for the offer they belong to."""
    bounds = [b for b in stretches(part) if not (b.unit in _MEASURED and _NAMED_BOUND.match(part[b.end - 2 :]))]
    figures = [q for q in quantities(part) if q.unit in ("元", "%")]
    payable: list[Quantity] = []
    caps: list[Cap] = []
    beyond = _beyond(part)
    if beyond is None and reading.pending:
        beyond = _beyond(reading.pending[-1])
    last = 0
    for figure in figures:
        before, after = part[last : figure.start], part[figure.end :]
        near = part[max(0, figure.start - 10) : figure.start]
        inside = any(b.start <= figure.start < b.end for b in bounds)
        if _is_cap(near, after):
            if figure.unit == "元":
                caps.append(Cap(figure.value, part[figure.start : figure.end], before))
            elif re.search(r"按不超过$|按最高$", near):
                payable.append(figure)
        elif (
            inside
            or _MARK_BEFORE.search(near)
            or re.match(r"(?:\(含\))?(?:以[上下内]|的部分)", after)
            or (figure.unit == "%" and (_CHANGE_BEFORE.search(near) or re.match(r"(?:以上|的,|的$)", after)))
            or (figure.unit == "%" and (_STAGE.search(part) or _SCALED.search(part)))
        ):
            pass
        elif figure.unit == "%" and (
            not _PAYS.search(part)
            or re.search(r"不得?[低少]于|应当|%$", before[-12:])
            or "个" in part[figure.start : figure.end]
        ):
            pass  # a share that is only spoken of, or points of interest
        elif figure.unit == "元" and re.search(r"保额|保费|单价|均价|限价|指导价|基数|注册资本|面值", before[-8:]):
            pass  # what is insured or charged, not what is paid out
        elif figure.unit == "元" and (_RUNG_BEHIND.match(after) or _is_mark_in_row(part, figures, figure)):
            if _RUNG_BEHIND.match(after):
                bounds.append(Stretch("元", figure.start, figure.end, low=figure.value, low_closed=True))
        else:
            payable.append(figure)
        last = figure.end
    bounds += [
        Stretch(q.unit, q.start, q.end, low=q.value, low_closed=True)
        for q in quantities(part)
        if q.unit in MONEY and q.unit != "元" and _RUNG_BEHIND.match(part, q.end)
    ]
    limits = _limits(part)
    period = _months(part)
    per, times = _pers(part, payable[0].start if payable else len(part))
    if payable:
        condition = ",".join(reading.pending)
        made = _offers_of(
            part, payable, sentence, number, at, condition, per or reading.pending_per, times or reading.pending_times
        )
        marks = _marks(part) or [m for each in reading.pending[-2:] for m in _marks(each)]
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
                    bounds=_bounds_of(offer, all_bounds, part, len(made), reading.pending_bounds, at),
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


def _is_mark_in_row(part: str, figures: Sequence[Quantity], figure: Quantity) -> bool:
    """首次突破5亿元、10亿元、30亿元: each is a mark, not only the first."""
    return any(row.start() <= figure.start < row.end() for row in _ROW_OF_MARKS.finditer(part))


def _marks(part: str) -> list[Stretch]:
    """The marks of such a row, each from its figure up."""
    row = _ROW_OF_MARKS.search(part)
    if row is None:
        return []
    unit = "美元" if "美元" in row["row"] else "元"
    open_ = bool(re.search(r"超过|突破", row[0]))
    found = quantities(row["row"] if row["row"].endswith("元") else f"{row['row']}{unit}")
    return [Stretch(unit, row.start(), row.end(), low=q.value, low_closed=not open_) for q in found if q.is_money]


def _under(offer: Offer, caps: Sequence[Cap], limits: Sequence[Quantity], months: int | None) -> Offer:
    return replace(
        offer,
        caps=(*offer.caps, *caps) if not offer.caps else offer.caps,
        limits=(*offer.limits, *limits),
        months=offer.months or months,
    )


def _is_cap(near: str, after: str) -> bool:
    if re.search(r"按不超过$|按最高$", near):
        return True
    if re.match(r"(?:\(含\))?的(?:,|$|[^部])", after) and re.search(r"不超过$", near):
        return False
    return bool(_CAP_BEFORE.search(near) or _CAP_AFTER.match(after))


def _beyond(part: str) -> Decimal | None:
    """From which count on it is paid: 超过5万立方米的部分 5 万, 第11件起 10; SAID_BEFORE where the part says only 超出部分."""
    if re.search(r"每超过|每高于", part):
        return UNKNOWN
    match = _BEYOND.search(part)
    if match is None:
        return None
    if match["nth"]:
        nth = quantities(f"{match['nth']}人")
        return nth[0].value - 1 if nth else None
    if match["figure"]:
        named = quantities(match["figure"])
        return named[0].value if named else None
    return SAID_BEFORE


def _pers(part: str, end: int) -> tuple[tuple[Per, ...], tuple[str, ...]]:
    """What the part counts by, before its first figure: 每人每月, 每平方米, 每100万美元."""
    before = part[:end]
    pers: list[Per] = []
    for match in _PER.finditer(before):
        words = match["unit"]
        size = quantities(f"{match['number']}{words}") if match["number"] and match["number"] != "一" else ()
        known = quantities(f"3{words}")
        unit = known[0].unit if known and known[0].unit else words
        factor = size[0].value if size else (known[0].value / 3 if known and known[0].unit else Decimal(1))
        if words in ("生", "学"):
            unit = "人"
        pers.append(Per(unit, factor, match["noun"]))
    times = tuple(
        dict.fromkeys("月" if "月" in (m["unit"] or m["by"] or "") else "年" for m in _PER_TIME.finditer(before))
    )
    return tuple(pers), times


def _offers_of(
    part: str, payable: Sequence[Quantity], sentence: _Sentence, number: int, at: int, condition: str,
    per: tuple[Per, ...], times: tuple[str, ...],
) -> list[Offer]:  # fmt: skip
    names = _names_apart(part, condition, payable)
    offers: list[Offer] = []
    last = 0
    for index, figure in enumerate(payable):
        own = part[last : figure.start] if index else part[: figure.start]
        behind = _BEHIND.match(part, figure.end)
        stop = behind.end() if behind else figure.end
        own_per, own_times = (per, times)
        if index:
            more, more_times = _pers(own, len(own))
            own_per, own_times = more or per, more_times or times
        if behind:
            units = re.findall(rf"{UNIT}|月|年", behind["units"])
            own_per = tuple(
                Per(quantities(f"3{u}")[0].unit if quantities(f"3{u}") else u)
                for u in units
                if u not in ("月", "年", "个月")
            )
            own_times = tuple("月" if "月" in u else "年" for u in units if u in ("月", "年", "个月"))
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
                base=_base(own, condition) if figure.unit == "%" else "",
                is_step=bool(_STEP.search(f"{condition if not index else ''},{own}"[-30:])),
                is_most=bool(re.search(r"不超过$|最高$", part[: figure.start])),
                sentence=number,
                block=sentence.block,
            )
        )
        last = stop
    return offers


def _names_apart(part: str, condition: str, payable: Sequence[Quantity]) -> list[str]:
    """甲、乙、丙…分别x、y、z: the names in order; [] where there are not as many names as figures."""
    if len(payable) < 2:
        return []
    cut = _APART.search(part[: payable[0].start])
    head = part[: cut.start()] if cut else condition.split(",")[-1]
    between = [part[a.end : b.start] for a, b in itertools.pairwise(payable)]
    if any(not re.fullmatch(r"[、和及]|以及", gap) for gap in between):
        return []
    named = [
        f"{condition},{head}".split(",")[-2:][::-1],
        [each.rpartition("的")[2] for each in (head, condition.rpartition(",")[2])],
    ]
    for stretch, joint in ((s, j) for group in named for s in group for j in ("、", "、|和|或者?|以及|及")):
        items = re.split(joint, stretch)
        if len(items) == len(payable):
            last = items[-1]
            if len(items) > 2 and len(items[1]) <= 2 < len(items[0]):
                items[0] = items[0][-len(items[1]) :]  # 引进一、二、三类人才: what is shared stands at the end
            short = [
                item + last[len(item) :] if len(item) <= 2 and len(last) > len(item) else item for item in items[:-1]
            ]
            return [*short, last]
    return []


def _base(own: str, condition: str) -> str:
    """What a share is taken of: the words before it, or the condition where it says only 按8%."""
    own = re.sub(r"(?:给予)?(?:补贴|补助|奖励|资助|返还|抵扣)$", "", own)
    base = re.sub(r"^.*(?:按照|按|根据|依照|以|补助?|奖励|资助|给予)(?=[^按]*$)", "", own)
    base = re.sub(r"(?:的|给予|予以|不超过|最高|为|标准|比例)+$", "", base)
    base = re.sub(r"\([^()]*\)", "", base)
    return base.strip()


def _bounds_of(
    offer: Offer, bounds: Sequence[Stretch], part: str, made: int, pending: Sequence[Stretch], at: int
) -> tuple[Stretch, ...]:
    """The bounds an offer stands under: those of its own words where the part holds several offers."""
    if made == 1:
        return tuple(bounds)
    return (*pending, *stretches(offer.own))


def _limits(part: str) -> tuple[Quantity, ...]:
    """最多补10人, 一年内不超过6个产品, 单户不超过300平方米: the most units that are counted."""
    return tuple(
        q
        for q in quantities(part)
        if q.unit not in MONEY and q.unit not in ("%", "", "月", "年", "岁", "天")
        and _LIMIT.search(part[max(0, q.start - 8) : q.start])
        and not re.match(r"的(?!$)", part[q.end + len(q.noun) :])
    )  # fmt: skip


def _months(part: str) -> int | None:
    match = _PERIOD.search(part)
    if match is None:
        return None
    count = int(match["count"]) if match["count"].isdecimal() else _NUMBER_WORDS[match["count"]]
    return count * (12 if match["unit"] == "年" else 1)


def _with_closing(offers: Sequence[Offer], sentence: _Sentence, number: int) -> list[Offer]:
    """单家企业年度最高260万元。 closes what stands before it in its block, a line of its own all that stands before it."""
    caps: list[Cap] = []
    limits: tuple[Quantity, ...] = ()
    months: int | None = None
    for part in _PART.split(_without_commas_in_brackets(sentence.text)):
        found = [
            Cap(figure.value, part[figure.start : figure.end], part[: figure.start])
            for figure in quantities(part)
            if figure.unit == "元" and _is_cap(part[max(0, figure.start - 10) : figure.start], part[figure.end :])
        ]
        more, period = _limits(part), _months(part)
        if not (found or more or period) or re.match(r"参加|对|新|已", part):
            break
        if part.startswith("其中"):  # 其中大专毕业生、技师不超过24个月
            offers = [
                replace(o, months=period) if period and _alike(part[2:], o.condition or o.own) else o for o in offers
            ]
            break
        caps, limits, months = [*caps, *found], (*limits, *more), months or period
    meant = [o.block == sentence.block or (sentence.is_line and number - o.sentence <= REACH) for o in offers]
    return [
        replace(o, caps=(*o.caps, *caps), limits=(*o.limits, *limits), months=o.months or months) if here else o
        for o, here in zip(offers, meant, strict=True)
    ]


def row_offers(words: str, number: int) -> list[Offer]:
    """The offers of a table whose columns say their units: a band or a name in a row, shares, sums and caps in columns."""
    lines: list[tuple[int, list[str]]] = []
    at = 0
    for line in words.split("\n"):
        if "|" in line and not re.fullmatch(r"[|\-: \x00]+", line):
            cells = line.replace(NUMBER, "").replace(BULLET, "")
            cells = cells[1:-1] if cells.startswith("|") and cells.endswith("|") else cells
            lines.append((at, cells.split("|")))
        at += len(line) + 1
    first = next((n for n, (_, cells) in enumerate(lines) if any(_FIGURE_CELL.fullmatch(cell) for cell in cells)), 0)
    if not 1 <= first <= 2 or len(lines) - first < 2:
        return []
    body = lines[first:]
    width = len(body[0][1])
    heads = _heads([cells for _, cells in lines[:first]], width)
    if heads is None or any(len(cells) != width for _, cells in body):
        return []
    return _offers_of_rows(heads, body, words, number)


def _heads(head: Sequence[Sequence[str]], width: int) -> list[str] | None:
    """One name a column, of one or two lines of headings; None where it is not clear which names stand over which column."""
    if len(head) == 1:
        return list(head[0]) if len(head[0]) == width else None
    upper, lower = head
    if len(upper) == len(lower) == width and all(name.strip() for name in upper):
        # What reaches over columns or lines stands in each of them
        return [name if name == below else f"{name}{below}" for name, below in zip(upper, lower, strict=True)]
    if len(lower) == width:  # 比例 | 年度上限 under 补助, blank under what reaches over both lines
        found: list[str] = []
        at = -1
        for place, name in enumerate(lower):
            if name.strip() == "" or at < 0 or place == 0 or lower[place - 1].strip() == "":
                at += 1
            found.append(f"{upper[min(at, len(upper) - 1)]}{name}")
        return found
    wide = [n for n, name in enumerate(upper) if "(" not in name]
    if len(upper) - 1 + len(lower) != width or len(wide) != 1:
        return None
    return [*upper[: wide[0]], *(f"{upper[wide[0]]}{name}" for name in lower), *upper[wide[0] + 1 :]]


def _offers_of_rows(
    heads: Sequence[str], body: Sequence[tuple[int, list[str]]], words: str, number: int
) -> list[Offer]:
    capped = [n for n, head in enumerate(heads) if re.search(r"上限|封顶|限额|最高", head)]
    paid = [
        n
        for n, head in enumerate(heads)
        if n not in capped and re.search(r"比例|标准|奖励|补助|补贴|金额|资金|元/", head)
    ]
    offers: list[Offer] = []
    before = [""] * len(heads)
    for at, cells in body:
        end = at + len("|".join(cells))
        cells = [cell if cell.strip() else above for cell, above in zip(cells, before, strict=True)]
        before = cells
        labels = [cell for n, cell in enumerate(cells) if n not in capped and n not in paid]
        bounds: list[Stretch] = []
        for n, cell in enumerate(cells):
            if n not in capped and n not in paid:
                bounds += _cell_bounds(cell, heads[n])
        caps = [value for n in capped[:1] if (value := _cell_value(cells[n], heads[n])) is not None]
        if len(capped) > 1 or (capped and not caps and cells[capped[0]].strip() not in ("-", "无", "/")):
            continue
        for n in paid:
            value = _cell_value(cells[n], heads[n])
            if value is None:
                continue
            per, times = _cell_per(heads[n], labels)
            offers.append(
                Offer(
                    "share" if value[1] == "%" else "sum", value[0] / 100 if value[1] == "%" else value[0], value[2], at, end,
                    re.sub(r"\([^()]*\)", "", heads[n]), ",".join(labels), per=per, times=times,
                    base=re.sub(r"\([^()]*\)|年度|单笔", "", next((h for m, h in enumerate(heads) if m not in paid and _cell_bounds(cells[m], h)), "")) if value[1] == "%" else "",
                    caps=tuple(Cap(c[0], c[2], heads[capped[0]]) for c in caps), bounds=tuple(bounds), sentence=number + 1000, block=-1, ladder=-1000 - n,
                )
            )  # fmt: skip
    return offers


def _unit_of(head: str) -> str:
    inside = re.search(r"\(([^()]*)\)$", head)
    return inside[1] if inside else ""


def _cell_bounds(cell: str, head: str) -> list[Stretch]:
    """500(含)-2000 under 设备投资额(万元), 200≤X<1000."""
    unit = _unit_of(head)
    scale = re.search(r"[十百千]?万|亿", unit)
    written = re.sub(r"\d[\d.]*(?![\d.万亿%])", lambda n: f"{n[0]}{unit}" if unit else n[0], cell)
    math = re.fullmatch(r"(?:(?P<low>[\d.]+)(?P<left>[≤<]))?x(?:(?P<right>[≤<≥>])(?P<high>[\d.]+))?", cell)
    if math:
        named = [quantities(f"{math[part]}{unit}") if math[part] else () for part in ("low", "high")]
        low, high = (q[0] if q else None for q in named)
        if math["right"] in ("≥", ">"):
            low, high = high, None
        q = low or high
        if q is None or not q.unit:
            return []
        low_closed = (math["left"] or math["right"]) in ("≤", "≥") if low else None
        return [
            Stretch(
                q.unit,
                0,
                1,
                low.value if low else None,
                high.value if high else None,
                low_closed,
                math["right"] == "≤" if high else None,
            )
        ]
    return list(stretches(written)) if scale or unit or re.search(r"元|%|人|平方米|亩|家|个", cell) else []


def _cell_value(cell: str, head: str) -> tuple[Decimal, str, str] | None:
    """The one figure of a cell with its unit, and its words: 8% or 8 under 比例(%), 12000 under 标准(元)."""
    unit = _unit_of(head)
    written = cell if not re.fullmatch(r"[\d.]+", cell) else f"{cell}{re.split('[/·.]', unit)[0].split(',')[-1]}"
    found = [q for q in quantities(written) if q.unit in ("元", "%")]
    if len(found) != 1 or not re.fullmatch(
        r"(?:设备投资额的|按|奖励?|补助?|一次性)*[\d.]+(?:[万亿]?元|%)(?:/[\u4e00-\u9fff]+)?", written
    ):
        return None
    return found[0].value, found[0].unit, written


def _cell_per(head: str, labels: Sequence[str]) -> tuple[tuple[Per, ...], tuple[str, ...]]:
    """What a column counts by: 元/人.月 in its heading, or 张 in a column of units."""
    unit = _unit_of(head)
    named = re.split(r"[/]", unit, maxsplit=1)[1:] or [
        label for label in labels if re.fullmatch(rf"(?:{UNIT})(?:[./]月)?(?:,.*)?", label)
    ]
    units = re.split(r"[./]", named[0].split(",")[0]) if named else []
    times = tuple(each for each in units if each in ("月", "年")) + (("月",) if "每月" in unit else ())
    return tuple(
        Per(quantities(f"3{each}")[0].unit) for each in units if each not in ("月", "年") and quantities(f"3{each}")
    ), times


_FIGURE_CELL = re.compile(r"[\d.]+(?:%|万?元)?")


def _caps_in(words: str) -> list[Cap]:
    return [
        Cap(figure.value, words[figure.start : figure.end], words[: figure.start][-20:])
        for figure in quantities(words)
        if figure.unit == "元" and _is_cap(words[max(0, figure.start - 10) : figure.start], words[figure.end :])
    ]


def _excepted(offers: Sequence[Offer], sentence: _Sentence) -> list[Offer]:
    """其中大专毕业生、技师不超过24个月; after the sentence with the rule for all."""
    period = _months(sentence.text)
    return [
        replace(o, months=period) if period and _alike(sentence.text[2:], o.condition or o.own) else o for o in offers
    ]


def _alike(words: str, other: str) -> bool:
    """Whether two texts begin with the same name: 大专毕业生、技师不超过… and 大专毕业生、技师."""
    return len(other) >= 2 and words[:4] == other[:4]
