"""Text in, money, percentages and dates out, each with the words it came from.

Only yuan counts: 美元, 欧元, 港元 have no fixed worth in yuan, and 单元, 元件, 元宇宙 are not money. A figure that is
vague in the text (数十万元, 30余万元) is no amount: there is no number to keep.
Every pattern is bounded, so that a document in one single line is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from corpus.measure import Amount, Rate, Span
from corpus.text.normal import chinese_number, fold, without_markup
from corpus.text.plain import plain

# 30, 1.5, 5,000: looked for only where a number begins, so that a long row of digits is read once
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,15})(?:\.\d{1,6})?"
# 三千五百万, 一点五亿; not 数十万, 几百万: those name no number
_CHINESE = r"(?<![零一二两三四五六七八九十百千万亿点几数\d])[零一二两三四五六七八九十百千][零一二两三四五六七八九十百千万亿点]{0,14}"
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "百亿": 10_000_000_000,
    "千亿": 100_000_000_000,
    "万亿": 1_000_000_000_000,
}
_SCALE = "[十百千]万|[百千万]亿|[百千万亿]"
# 元 that begins or ends another word: 2元件, 三元锂电池, 元宇宙, 元年
_NOT_YUAN = "素|件|旦|宵|老|宇|化|锂|年|月|组|论|结构|材料|电池|体系|正极|乙丙|醇|酸"
# 壹佰万元, 贰拾伍万圆整: numerals as contracts write them; 大陆, 队伍 are words, so they count only right before 元
_FORMAL = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,15}\s?[元圆]")
_PLAIN_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
# 30万元, 1.5 亿元, 1亿5000万元, 三千五百万元, 5,000元
_MONEY = re.compile(
    rf"(?:(?:(?P<hundred_millions>(?<![\d.])\d{{1,6}})\s?亿\s?)?(?P<number>{_ARABIC})\s?(?P<scale>{_SCALE})?"
    rf"|(?P<chinese>{_CHINESE}))\s?元(?!{_NOT_YUAN})"
)
# 50-100万元, 5000至20000元, 100万、50万、20万元: a figure before another borrows the unit it lacks
_BORROWS = re.compile(rf"(?P<number>{_ARABIC})\s?(?P<scale>{_SCALE})?\s?(?P<separator>[-~、/至到和或及]|-{{2,10}})\s?$")
_BORROWING_REACH = 32
# 3、50万元 at the start of a line, 第3、50万元: the number of a clause or an annex, not a sum
_NUMBERS_SOMETHING = re.compile(r"(?:^|[\n。;；:第件表])\s*\(?$")
# 20万, 三千万, 300元: how people write money in a question; not 20万平方米, 3万吨
_LOOSE_MONEY = re.compile(
    rf"(?:(?P<number>{_ARABIC})\s?(?P<scale>{_SCALE})|(?P<chinese>{_CHINESE}(?<=[万亿])))\s?(?:元|块钱?)?"
    r"(?!\s?(?:平方|多?亩|多?[吨人次件只头株册家户台套辆度]|公里|千瓦|立方|美|欧|港|日元))"
)
# 5%, 0.5 %, 3‰, 百分之五, 百分之零点五, 千分之三, 三分之一
_PERCENT = re.compile(
    r"(?P<number>(?<![\d.])\d{1,9}(?:\.\d{1,6})?)\s?(?P<sign>[%‰])"
    r"|(?P<part>[二三四五六七八九十百千万])分之(?P<chinese>\d{1,9}(?:\.\d{1,6})?|[零一二两三四五六七八九十百点]{1,8})"
)
# 5-20%, 30、20、10%
_BORROWS_PERCENT = re.compile(
    r"(?P<number>(?<![\d.])\d{1,9}(?:\.\d{1,6})?)\s?(?P<separator>[-~、/至到和或及]|-{2,10})\s?$"
)
# 2025年12月31日, 2025-12-31, 2025.12.31, 二〇二五年十二月三十一日
_DATE = re.compile(
    r"(?<!\d)(?P<year>\d{4}|[零一二三四五六七八九]{4})\s?[年./-]\s?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s?"
    r"[月./-]\s?(?P<day>\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})\s?日?"
)


def find_money(folded: str) -> list[tuple[int, int, Decimal]]:
    """Where `folded` (half width) names sums of money, in order, and how many yuan each is."""
    found: list[tuple[int, int, Decimal]] = []
    folded = without_formal_numerals(folded)
    for match in _MONEY.finditer(folded):
        value = _yuan(match)
        if value is None:
            continue
        lenders: list[tuple[int, int, Decimal]] = [(match.start(), match.end(), value)]
        borrower = _borrower(_BORROWS, folded, match.start())
        while borrower:
            number, scale, start, end = borrower
            lenders.append((start, end, _integral(number * _SCALES[scale or match["scale"] or ""])))
            borrower = _borrower(_BORROWS, folded, start)
        found += reversed(lenders)
    return found


def without_formal_numerals(folded: str) -> str:
    """壹佰万元 as 一百万元, character for character."""
    return _FORMAL.sub(lambda numeral: numeral[0].translate(_PLAIN_NUMERALS), folded)


def find_rates(folded: str) -> list[tuple[int, int, Decimal]]:
    """Where `folded` names percentages, in order, and the share each is: 5% is 0.05."""
    found: list[tuple[int, int, Decimal]] = []
    for match in _PERCENT.finditer(folded):
        number = Decimal(match["number"]) if match["number"] else _chinese_decimal(match["chinese"])
        if number is None:
            continue
        whole = {"‰": 1000, "%": 100}.get(match["sign"]) or chinese_number(match["part"]) or _SCALES[match["part"]]
        group = [(match.start(), match.end(), number / whole)]
        borrower = _borrower(_BORROWS_PERCENT, folded, match.start()) if match["number"] else None
        while borrower:
            borrowed, _, start, end = borrower
            group.append((start, end, borrowed / whole))
            borrower = _borrower(_BORROWS_PERCENT, folded, start)
        found += reversed(group)
    return found


def _borrower(pattern: re.Pattern[str], folded: str, end: int) -> tuple[Decimal, str | None, int, int] | None:
    """The bare number that ends right before the figure at `end` and shares its unit: (number, own scale, start, end)."""
    window = max(0, end - _BORROWING_REACH)
    match = pattern.search(folded[window:end])
    if match is None or (window and match.start() == 0):
        return None
    if match["separator"] == "、" and _NUMBERS_SOMETHING.search(
        folded[max(0, window + match.start() - 4) : window + match.start()]
    ):
        return None
    groups = match.groupdict()
    stop = match.end("scale") if groups.get("scale") else match.end("number")
    return (
        Decimal(match["number"].replace(",", "")),
        groups.get("scale"),
        window + match.start(),
        window + stop,
    )


def _yuan(match: re.Match[str]) -> Decimal | None:
    if match["chinese"]:
        return _chinese_decimal(match["chinese"])
    value = Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"] or ""]
    if match.groupdict().get("hundred_millions"):
        value += Decimal(match["hundred_millions"]) * _SCALES["亿"]
    return _integral(value)


def _chinese_decimal(numeral: str) -> Decimal | None:
    """三千五百万 is 35000000, 一点五亿 150000000, 零点五 0.5; None where it is no numeral."""
    if numeral.isascii():
        return Decimal(numeral)
    whole, point, rest = numeral.partition("点")
    if not point:
        value = chinese_number(numeral)
        return None if value is None else Decimal(value)
    digits = rest.rstrip("十百千万亿")
    scale = _SCALES.get(rest[len(digits) :])
    before, after = chinese_number(whole), "".join(str(chinese_number(digit) or 0) for digit in digits)
    if before is None or scale is None or not after:
        return None
    return _integral(Decimal(f"{before}.{after}") * scale)


def _integral(value: Decimal) -> Decimal:
    """150000000.0 as 150000000: one sum has one form."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def parse_amounts(text: str, offset: int = 0) -> tuple[Amount, ...]:
    """Every sum of money in order; spans are shifted by `offset`.

    >>> [(str(a.yuan), a.source) for a in parse_amounts("给予20万元、1.5亿元、三千万元，2025年新增5家")]
    [('200000', '20万元'), ('150000000', '1.5亿元'), ('30000000', '三千万元')]
    >>> [(str(a.yuan), a.source) for a in parse_amounts("分别给予50、40、20万元")]
    [('500000', '50'), ('400000', '40'), ('200000', '20万元')]
    """
    if "<" in text or "&" in text:  # <b>300</b>万元: what stands between the tags is one figure
        source = plain(text)
        return tuple(
            Amount(yuan, source.verbatim(start, end), source.span(start, end, offset))
            for start, end, yuan in find_money(source.words)
        )
    return tuple(
        Amount(yuan, text[start:end], Span(start + offset, end + offset)) for start, end, yuan in find_money(fold(text))
    )


def parse_loose_amounts(text: str) -> tuple[Amount, ...]:
    """Sums as people type them, where 元 may be missing.

    >>> [(str(a.yuan), a.source) for a in parse_loose_amounts("出资1800万，租了2万平方米")]
    [('18000000', '1800万')]
    """
    exact = parse_amounts(text)
    loose: list[Amount] = []
    for match in _LOOSE_MONEY.finditer(fold(text)):
        value = _yuan(match)
        span = Span(match.start(), match.end())
        if value is not None and not any(span.overlaps(other.span) for other in exact):
            loose.append(Amount(value, span.of(text), span))
    return tuple(sorted([*exact, *loose], key=lambda amount: amount.span))


def parse_rates(text: str, offset: int = 0) -> tuple[Rate, ...]:
    """Every percentage in order: 5% is 0.05.

    >>> [(str(r.value), r.source) for r in parse_rates("按5-20%奖励，百分之三十，3‰")]
    [('0.05', '5'), ('0.2', '20%'), ('0.3', '百分之三十'), ('0.003', '3‰')]
    """
    return tuple(
        Rate(value, text[start:end], Span(start + offset, end + offset))
        for start, end, value in find_rates(fold(without_markup(text)))
    )


def parse_dates(text: str) -> Iterator[tuple[date, Span]]:
    """Every full calendar date in order; impossible ones (2025年13月40日) are passed over."""
    for match in _DATE.finditer(fold(text)):
        year, month, day = (chinese_number(match[part]) or 0 for part in ("year", "month", "day"))
        try:
            yield date(year, month, day), Span(match.start(), match.end())
        except ValueError:
            continue
