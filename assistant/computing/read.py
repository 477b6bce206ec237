"""A clause in, its scheme out: offers of its sentences and of its tables, what changes them, how they are paid. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from assistant.computing.bearers import borne_in
from assistant.computing.changes import changes_of, paired_share, pays_difference, stages_of
from assistant.computing.closing import excepted, with_closing
from assistant.computing.ladders import with_ladders
from assistant.computing.prose import (
    BULLET,
    NUMBER,
    PUNISHES,
    Sentence,
    is_prose_row,
    offers_in,
    readable,
    sentences_of,
    squeeze,
)
from assistant.computing.rows import offers_of_table
from assistant.computing.scheme import Cap, Offer, Scheme
from assistant.computing.stretch import bands_in, caps_in
from corpus.measure import Span
from corpus.quantities.quantities import quantities, stretches
from corpus.tables.tables import tables_of
from corpus.text.normal import chinese_number

KEPT = 500  # clauses whose schemes are remembered: they do not hang on the question
EXTRA = re.compile(
    r"(?:另|再|额外|还)(?:外)?(?:一次性)?(?:给|奖|补|加|发|按|予|增)|(?<!累)(?:加|增)(?:奖|发|补|给|\d|[一二两三四五六七八九])|在此基础|基础上|追加|叠加(?!享受)|另(?:外)?\d|增加(?=\d|[一二两三四五六七八九十])"
)
_TIMES = re.compile(
    r"(?P<low>[一二两三四五六七八九十\d]+)倍(?:以上(?P<high>[一二两三四五六七八九十\d]+)倍以下)?[^,。;]{0,6}罚款"
)
_FINE = re.compile(
    r"处?(?:以)?(?P<range>[\d.零一二两三四五六七八九十百千万]+元?(?:以上|以下|至|-)[^,。;罚]{0,14}元(?:以[上下])?)的?罚款"
)


@lru_cache(maxsize=KEPT)
def read_scheme(text: str, before: str = "") -> Scheme:
    """What a clause pays, as far as a sum can be worked out from it; `before` holds the head of a table that it goes on."""
    words, places = squeeze(readable(text))
    tabled, lines, unread = _tabled(text, before)
    offers: list[Offer] = []
    stray: list[Cap] = []
    charges: list[Offer] = []
    sentences = sentences_of(words)
    for number, sentence in enumerate(sentences):
        if PUNISHES.search(sentence.text):
            offers += _fines(sentence, number)
            continue
        in_row = any(line.start <= places[sentence.start] < line.end for line in lines)
        if in_row and "|" in sentence.text and not is_prose_row(sentence.text):
            continue
        read = offers_in(sentence, number)
        if not read.offers:
            if in_row and "|" not in sentence.text:
                continue  # the rest of a cell: what it says is of its row
            stray += caps_in(sentence.text)
            if (rung := _other_cap(offers, sentence, number)) is not None:
                offers = rung
                continue
            offers = (
                excepted(offers, sentence)
                if sentence.text.startswith("其中")
                else with_closing(offers, sentence, number)
            )
        offers += [_marked(offer) for offer in (*read.offers, *borne_in(sentence, number))]
        charges += read.charges
    placed, charged = (
        [replace(o, start=places[o.start], end=places[o.end - 1] + 1) for o in each]
        for each in (_inherited(with_ladders(offers)), charges)
    )
    told = tuple(sentence.text for sentence in sentences)
    bare = words.replace(NUMBER, "").replace(BULLET, "")
    rows = [_closed(row, stray) for row in tabled]
    shares = {(offer.sentence, offer.own) for offer in placed if offer.kind == "share"}
    changes = tuple(c for c in changes_of(told) if not any(n == c.sentence and c.source in own for n, own in shares))
    return Scheme(
        (*placed, *rows), told, changes, stages_of(told), tuple(stray), paired_share(bare), pays_difference(bare), unread, tuple(charged)
    )  # fmt: skip


_BASELESS = re.compile(r"按照?$")  # 科技型企业按一半贴息: of what the others get a third of
_RAISED = re.compile(r"(?:(?:提高?|增加|上调|调整?)(?:至|到|为)|(?:资助|补助|补贴|奖励|支持)比例(?:为|是))$")


def _inherited(offers: Sequence[Offer]) -> list[Offer]:
    """每人每月1500元；留用率达到50%以上的提到2000元: counted by the same."""
    done: list[Offer] = []
    for offer in offers:
        if (
            done
            and not offer.per
            and not offer.times
            and _RAISED.search(offer.own.partition(offer.source)[0])
            and done[-1].kind == offer.kind
        ):
            lead = offer.lead or f"{done[-1].lead},{done[-1].condition},{done[-1].own}"
            own_base = (
                "" if _RAISED.search(offer.base) else offer.base
            )  # 农产品企业提高到80%: of what the others get a share of
            offer = replace(offer, per=done[-1].per, times=done[-1].times, base=own_base or done[-1].base, lead=lead)
        if done and offer.kind == "share" and not offer.base and _BASELESS.search(offer.own.partition(offer.source)[0]):
            before = done[-1]
            if before.kind == "share" and before.base and offer.sentence - before.sentence <= 1:
                offer = replace(
                    offer,
                    base=before.base,
                    lead=offer.lead or (before.base if offer.sentence == before.sentence else ""),
                )
        done.append(offer)
    return done


def _other_cap(offers: Sequence[Offer], sentence: Sentence, number: int) -> list[Offer] | None:
    """按设备投资的25%补助，最高300万元；日加氢1000公斤以上的，最高500万元: the same share under another cap from there on."""
    caps = [replace(cap, words=cap.words.rpartition(",")[2]) for cap in caps_in(sentence.text)]
    bounds = tuple(
        b
        for b in bands_in(sentence.text, sentence.units)
        if b.unit not in ("元", "%", "年", "月") and b.low is not None
    )
    last = offers[-1] if offers else None
    if (
        last is None
        or last.kind != "share"
        or not last.caps
        or len(caps) != 1
        or len(bounds) != 1
        or number - last.sentence > 1
    ):
        return None
    rest = tuple(cap for cap in last.caps if cap.yuan != last.caps[0].yuan)
    ladder = last.ladder or -number - 500
    low = replace(bounds[0], low=None, low_closed=None, high=bounds[0].low, high_closed=bounds[0].low_closed is False)
    own = tuple(b for b in last.bounds if b.unit == low.unit)
    below = (
        own
        if any(b.high is not None for b in own)
        else tuple(replace(b, high=low.high, high_closed=low.high_closed) for b in own) or (low,)
    )
    first = replace(last, bounds=(*(b for b in last.bounds if b.unit != low.unit), *below), ladder=ladder)
    other = replace(
        last, caps=(*caps, *rest), bounds=(*(b for b in last.bounds if b.unit != low.unit), *bounds),
        condition=f"{last.condition},{sentence.text}", sentence=number, ladder=ladder,
    )  # fmt: skip
    return [*offers[:-1], first, other]


def _marked(offer: Offer) -> Offer:
    head = f"{offer.condition.rpartition(',')[2]},{offer.own.partition(offer.source)[0]}"
    return replace(offer, is_extra=bool(EXTRA.search(f"{head}{offer.source}")))


def _tabled(text: str, before: str) -> tuple[list[Offer], list[Span], bool]:
    """The offers of the tables, the lines they stand in, and whether a table of figures was not read."""
    offers: list[Offer] = []
    unread = False
    lines: list[Span] = []
    cut = len(before)
    for number, table in enumerate(tables_of(f"{before}{text}")):
        made = [offer for offer in offers_of_table(table, number) if offer.start >= cut]
        if not made:
            unread |= any(column.is_figure for column in table.columns)
            continue
        for row in table.rows:
            if any(row.span.start <= offer.start < row.span.end for offer in made):
                lines.append(Span(max(0, row.span.start - cut), row.span.end - cut))
        offers += [replace(offer, start=offer.start - cut, end=offer.end - cut) for offer in made]
    return offers, lines, unread


def _closed(row: Offer, stray: Sequence[Cap]) -> Offer:
    """单家货代企业全年合计不超过400万元 below a table holds for its rows."""
    more = [cap for cap in stray if any(len(label) > 1 and label in cap.words for label in row.condition.split(","))]
    if not row.caps and len(stray) == 1 and not more:
        more = [replace(stray[0], is_doubtful=not re.search(r"单[家个户]|每[家户]|合计|累计|全年", stray[0].words))]
    return replace(row, caps=(*row.caps, *more))


def _multiple(written: str) -> Decimal:
    return Decimal(written) if written.isdecimal() else Decimal(chinese_number(written) or 0)


def _part_before(text: str, at: int) -> str:
    """The words of a fine's own condition: 货值金额不足一万元的，并处…; up to the half sentence before."""
    return re.split(r"[;。]", text[:at])[-1]


def _fines(sentence: Sentence, number: int) -> Iterator[Offer]:
    """处骗取金额一倍以上三倍以下罚款: a fine has a form of its own, and is never a grant."""
    text = sentence.text
    for match in _TIMES.finditer(text):
        last = match["high"] or match["low"]
        times = _multiple(last)
        base = re.search(r"(?:处以?|按)([\u4e00-\u9fff]{2,8}?)$", text[: match.start()])
        yield Offer(
            "fine", times, match[0], sentence.start + match.start(), sentence.start + match.end(), match[0], text[: match.start()],
            about=sentence.about, base=base[1] if base else "", bounds=stretches(_part_before(text, match.start())), sentence=number,
            block=sentence.block, least=_multiple(match["low"]) if match["high"] else None,
        )  # fmt: skip
    for match in _FINE.finditer(text):
        figures = [q for q in quantities(match["range"]) if q.unit == "元"]
        if figures:
            yield Offer(
                "fine", figures[-1].value, match[0], sentence.start + match.start(), sentence.start + match.end(), match[0],
                text[: match.start()], about=sentence.about, sentence=number, block=sentence.block, is_most=True,
            )  # fmt: skip
