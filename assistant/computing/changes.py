"""Sentences in, what they change out: 减半, 上浮20%, 按六成计算, 分三年按5:3:2拨付, 较高一方全额另一方按一半. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.computing.scheme import Change, ChangeOf, Stages
from corpus.quantities.quantities import quantities
from corpus.text.normal import chinese_number

_SHARE = r"\d+(?:\.\d+)?%|百分之[零一二三四五六七八九十]+|[一二两三四五六七八九](?:点五)?[成折]|[二三四五六七八九十]分之[一二三四]|一半"
_ROWS: tuple[tuple[str, str], ...] = (  # what is said -> how its share is used
    ("up", rf"(?:上浮|提高|增加|加发|加奖|上调|增发)(?:比例)?(?P<share>{_SHARE})"),
    ("down", rf"(?:下浮|扣减|下调|减少|核减|降低|减发)(?P<share>{_SHARE})"),
    ("half", r"减半|折半|减一半|对半"),
    ("part", rf"(?:打|按|的)[^,。;]{{0,14}}?(?P<share>{_SHARE})(?:的?(?:标准|比例|额度))?(?:给予|给|执行|计算|计发|计|发放|兑现|拨付|享受|补助|奖励|支付|$)"),
    ("part", rf"^[^,。;%]{{0,14}}(?:发放|给予|兑现|拨付|打|按)(?P<share>{_SHARE})(?:发放|兑现|执行|拨付|计算|计发|给予)?$"),
)  # fmt: skip
# 上浮0.2个百分点, 比例提高5个百分点: what is added to a rate; …提高5个百分点的 is a condition
_POINTS = re.compile(
    r"(?:补助|补贴|奖励|资助|贴息)?(?:比例|标准|费率)?(?P<how>上浮|提高|上调|增加|另加|再加|加|下浮|下调|降低|减少)(?:比例)?"
    r"(?P<points>\d+(?:\.\d+)?|[一二两三四五六七八九十])个百分?点(?!的|以上)"
)
_CHANGES = tuple((how, re.compile(pattern)) for how, pattern in _ROWS)
# A share of something that is bought, earned or owed is an offer of its own
_OF_A_BASE = re.compile(
    r"(?:额|费用?|投入|支出|租金|利息|成本|造价|价格?|款|税|贡献|部分|薪|工资|收入|保费|金额|投资|原值|本金|利润)的?(?:按照?)?$"
)
_OF_A_STANDARD = re.compile(r"标准|额度|上表|同类|前述|上述|该项|金额的|应得|补助额|奖励额|补贴额")
_UNREAD = re.compile(
    r"全额(?=贴息|补|奖|返|报销|资助|减)|减免|就高|不再|不予|不补|不享受|除外|折算|据实|扣除|抵扣|合并计算|限补|取消|参照"
)
_OF_CAP = re.compile(r"限额|上限|最高额|封顶")
_OF_PAID = re.compile(r"兑现|拨付|发放|兑付|支付")
_DIVIDED = re.compile(
    r"分(?:[一二三四五两2-5])(?:个?年度?|次|期|批|笔)[^。;]{0,14}?(?P<shares>\d+(?::\d+)+|\d+%(?:[、,和]\d+%)+|[一二三四五六七八九]成(?:[、,和][一二三四五六七八九]成)+)"
    r"|(?:分(?:10|[一二三四五六七八九十两2-9])个?(?:年度?|期|次|批|笔)[^,。;]{0,4}?)?(?:等额|平均|均等|等分)(?:分(?:10|[一二三四五六七八九十两2-9])个?(?:年度?|期|次|批|笔))?[^,。;]{0,2}?(?:发放|拨付|兑现|兑付|支付|给予|发给|拨给|到位)"
    r"|分(?P<colon>[一二三四五两2-5])(?:年|期|次),(?P<after>\d+(?::\d+)+)"
    r"|(?:按照?|以)(?P<ahead>\d+(?::\d+)+)(?:的?比例)?(?:分(?:[一二三四五两2-5])(?:个?年度?|次|期|批|笔))?(?:拨付|发放|兑现|兑付|支付|发给|拨给|给付)"
)
_NODES = re.compile(
    r"(?:按|在|于)?(?P<nodes>[\u4e00-\u9fff]{2,8}(?:[、和及][\u4e00-\u9fff]{2,8}){1,4}?)[两二三四五]个?(?:节点|阶段|环节|时点)"
)
_STAGE = re.compile(
    rf"(?P<words>[^,;。]{{0,24}}?)(?:拨付|发放|兑现|兑付|给予|支付|付|拨|领)?(?P<share>{_SHARE})(?=[,;。、)]|$|三期|两期|分)"
)
_IN_ROW = re.compile(
    rf"(?:补助|补贴|奖励|资助|资金)?按?(?P<row>[^,;。%]{{2,14}}?(?:{_SHARE})(?:[、,和][^,;。%]{{2,14}}?(?:{_SHARE}))+)(?:[两二三四]期)?(?:拨付|发放|兑现|支付|拨)"
)
_PAYS_OUT = re.compile(r"拨|兑|付|发放|第[一二三四五1-5]年|首期|余下|再")
_PAIRED = re.compile(
    r"(?:较高|高的?)(?:的?一方|者|标准)[^。;]{0,14}?全额[^。;]{0,8}?(?:另|对方|较低)[^。;]{0,8}?(?P<share>\d+%|一半|减半|百分之[一二三四五六七八九]十)"
)
_DIFFERENCE = re.compile(
    r"补(?:足)?差|差额(?:部分)?(?:给予|补|发|奖)|补(?:足|齐)?(?:其)?差额|相应(?:扣减|扣除)|差额给予|按差额|差额部分"
)


def share_of(words: str) -> Decimal | None:
    """六成, 百分之三十, 五分之一, 一半, 30% as a part of 1.

    >>> [str(share_of(words)) for words in ("六成", "五分之一", "一半", "30%")]
    ['0.6', '0.2', '0.5', '0.3']
    """
    if words in ("一半", "减半"):
        return Decimal("0.5")
    parts = re.fullmatch(r"(.)分之(.)", words)
    if parts:
        low, high = chinese_number(parts[1]), chinese_number(parts[2])
        return None if not low or high is None else Decimal(high) / Decimal(low)
    found = quantities(words)
    return found[0].value / 100 if found and found[0].unit == "%" else None


def changes_of(sentences: Sequence[str]) -> tuple[Change, ...]:
    """Every change in the sentences of a clause, with the words of its subject."""
    return tuple(
        change
        for number, sentence in enumerate(sentences)
        if _stages(sentence, number) is None
        for change in _changes(sentence, number)
    )


def _changes(sentence: str, number: int) -> Iterator[Change]:
    inside = re.sub(r"\([^()]{0,60}\)", lambda b: b[0].replace(",", "·").replace("、", "·"), sentence)
    before = ""
    parts = re.split(r"[,|]|、(?=第[一二三四五六七八九十])", inside)
    for part in parts:
        points = _points(part)
        found = _change(part) if points is None else (points[0], None, "rate")
        if found is not None:
            start, factor, of = found
            subject = part[:start]
            if not re.search(
                r"[\u4e00-\u9fff]{2}",
                re.sub(
                    r"(?:最高限额|补助标准|补贴标准|奖励标准|标准|在?第[一二三四五六七八九十]+项|基础|在此|按照?|同等条件下|的|在|上)",
                    "",
                    subject,
                ),
            ):
                subject = f"{before},{subject}"
            yield Change(factor, part[start:], subject, of, number, points[1] if points else None)
        elif _UNREAD.search(part):
            yield Change(None, part, f"{before},{part}", "rate", number)
        before = part


def _points(part: str) -> tuple[int, Decimal] | None:
    """Where a part tells what is added to a rate, and how much of 1: 上浮0.2个百分点 is 0.002.

    >>> _points("上浮0.2个百分点"), _points("比例降低5个百分点"), _points("就业率提高5个百分点的")
    ((0, Decimal('0.002')), (0, Decimal('-0.05')), None)
    """
    match = _POINTS.search(part)
    if match is None or "每" in part[: match.start()]:
        return None
    written = match["points"]
    value = Decimal(written) if written[0].isdigit() else Decimal(chinese_number(written) or 0)
    return match.start(), (-value if match["how"] in ("下浮", "下调", "降低", "减少") else value) / 100


def _change(part: str) -> tuple[int, Decimal | None, ChangeOf] | None:
    for how, pattern in _CHANGES:
        match = pattern.search(part)
        if match is None or (how == "half" and "另一方" in part):
            continue
        if how == "half":
            return match.start(), Decimal("0.5"), "cap" if _OF_CAP.search(part) else "rate"
        share = share_of(match["share"])
        stretch = part[: match.start("share")]
        if how == "part" and _OF_A_BASE.search(stretch) and not _OF_A_STANDARD.search(stretch[-8:]):
            continue
        if how == "part" and re.search(r"另一方|第[一二三四五六]年|合格率|就业率|占比|剩余|余下|首付|其余", stretch):
            continue
        if how == "part" and not (
            _OF_A_STANDARD.search(part) or re.search(r"[成折]$|分之[一二三四]$|一半$", match["share"]) or _OF_PAID.search(part)
            or re.search(r"^按\S*?(?:执行|计发)", part[match.start() :])
        ):  # fmt: skip
            continue
        if share is None or re.search(r"(?:提高|增加|上调|下调|降低)(?:至|到|为)", part[match.start() : match.end()]):
            return None
        factor = 1 + share if how == "up" else 1 - share if how == "down" else share
        return match.start(), factor, "cap" if _OF_CAP.search(part) else "paid" if _OF_PAID.search(part) else "rate"
    return None


def stages_of(sentences: Sequence[str]) -> tuple[Stages, ...]:
    """How sums are paid out, where the shares come to the whole."""
    return tuple(found for number, sentence in enumerate(sentences) if (found := _stages(sentence, number)) is not None)


def _stages(sentence: str, number: int) -> Stages | None:
    divided = _DIVIDED.search(sentence)
    if divided is not None:
        words = divided["shares"] or divided["after"] or divided["ahead"] or ""
        if ":" in words:
            parts = [Decimal(n) for n in words.split(":")]
            named = _NODES.search(sentence[: divided.start()])
            nodes = re.split(r"[、和及]", named["nodes"]) if named else []
            names = tuple(nodes) if len(nodes) == len(parts) else ()
            return Stages(tuple(part / sum(parts) for part in parts), names, divided[0], number)
        shares = [share_of(part) for part in re.split(r"[、,和]", words)] if words else []
        if shares and None not in shares and sum(s for s in shares if s is not None) == 1:
            return Stages(tuple(s for s in shares if s is not None), (), divided[0], number)
        near = sentence[max(0, divided.start() - 8) : divided.end()]
        years = re.search(r"分?(10|[一二三四五六七八九十两2-9])个?(?:年|期|次|批|笔)", near)
        count = (int(years[1]) if years[1].isdecimal() else chinese_number(years[1])) if years else None
        if not words and count:
            return Stages(
                (Decimal(1) / int(count),) * int(count),
                (),
                near[near.find("分") :] if "分" in near else divided[0],
                number,
            )
    if not _PAYS_OUT.search(sentence):
        return None
    row = _IN_ROW.search(sentence)  # 按开业验收40%、开业满一年30%、获国际认证30%三期拨付
    each = [(m["words"].lstrip("、和"), share_of(m["share"])) for m in _STAGE.finditer(row["row"])] if row else []
    if row and each and sum(share or 0 for _, share in each) == 1:
        return Stages(tuple(s for _, s in each if s), tuple(words for words, _ in each), row[0], number)
    told = [(m["words"], share_of(m["share"])) for m in _STAGE.finditer(sentence) if _PAYS_OUT.search(m[0])]
    for size in (3, 2, 4, 5):
        for at in range(len(told) - size + 1):
            run = told[at : at + size]
            if sum(share or 0 for _, share in run) == 1 and all(share for _, share in run):
                return Stages(
                    tuple(share for _, share in run if share), tuple(words for words, _ in run), sentence[-40:], number
                )
    return None


def paired_share(words: str) -> Decimal | None:
    """What the lesser of two persons gets of its own sum; None where the clause does not say."""
    match = _PAIRED.search(words)
    return share_of(match["share"]) if match else None


def pays_difference(words: str) -> bool:
    return bool(_DIFFERENCE.search(words))
