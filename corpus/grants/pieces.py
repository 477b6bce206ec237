"""A clause in, its figures out, each with what speaks for its being given, being a limit, or being neither.

Nothing is decided here: every row of `EVIDENCE` that fits is told by its name, and the weights of `corpus.grants.tagging` say what
it is worth. A row holds a pattern and the words that it is held against.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.grants.distribution import LEVEL
from corpus.grants.figures import Group
from corpus.grants.recipients import FIRST_ENTITY, HIDDEN
from corpus.grants.wording import FORM_RIGHT, REACH, STRONG, taken_off

Side = Literal["left", "right", "stretch", "after", "sentence", "line"]

_END_OF_STRETCH = re.compile(r"[,;。!?\n|]|:(?!\d)|(?<!\d):")
_ENDS_SENTENCE = re.compile(r"[;。!?\n|]")
_FAR = 90

_GIFT = f"{STRONG}|奖|补|给|发|资助|支持|扶持|减免|返还|贴"

# 5亿元至10亿元|的奖励40万元, 1000万元以上的项目给予3%补助: what is followed by a gift of its own is the condition of that gift
_BOUND = rf"{HIDDEN}*(?:[及含]?(?:以上|以下|以内|之间))?{HIDDEN}*"
_MANNER = "一次性|分别|可|再|另外?|每[年月家个]|由[^,;。\\d]{2,8}财政|统一|直接"
_GIVING = f"给予|予以|给与|发放|奖给|{STRONG}|支持|扶持|[奖补]"
_TO_FIGURE = r"企业|单位|个人|团队|一次性|最高|不超过|每[人家年月亩户]|各|人民币|[奖补]励?助?贴?|资金"

# (name, where it is looked for, pattern): left ends at the figure, right begins behind it, stretch is what stands before
# it up to the comma, after what stands behind it up to the comma, sentence what stands before it up to the full stop
_ROWS: tuple[tuple[str, Side, str], ...] = (
    # gives
    ("gives", "left", r"(?:给予|予以|给与|奖给|补给|发放|颁发|发给|发|给|提供|可享受|享受|领取|安排|拨付|支付)[^,;]{0,6}$"),
    ("awards", "left", rf"(?:{STRONG}|支持|扶持)(?:最高|一次性|各|再|人民币|标准)*(?:为|是)?$"),
    ("awards bare", "left", r"(?:[补奖贴给发助]|补到|奖到|提高到|加|增[补奖发]|另[奖补])(?:最高|各)?$"),
    ("once", "left", r"(?:一次性|各|分别|再|另|另外|增加|追加|叠加)$"),
    ("per", "left", r"每(?:个|家|户|人|名|位|项|件|亩|吨|台|套|辆|张|床|座|栋|场|次|月|年|季|学?期|生|班|天|日|餐|批|条|店|队|团|届|[\u4e00-\u9fff]{1,6})$"),
    ("per month", "left", r"每[年月天日季餐]$"),
    ("level", "left", rf"(?:{LEVEL})(?:的|奖项?)?$"),
    ("grade", "left", r"(?:[一二三四五六七八九十特甲乙丙]等奖?|[a-e]+[级类]|[一二三四五]星级?|[初中高]级|第[一二三四五六七八九十][名档类]|[一二三四五]档|技师|博士|硕士|本科|大专|中专|金奖|银奖|铜奖|[一二三四五六]级)(?:的|每[人名]|毕业生|研究生)?$"),
    ("noun", "left", r"(?:企业|单位|机构|个人|人员|毕业生|学生|老人|老年人|团队|项目|中心|基地|平台|园区|合作社|农场|农户|户|人|社|店|村|商标|专利|标准|品牌|产品|称号)的?$"),
    ("of", "left", r"的$"),
    ("year", "left", r"(?:第[一二三四五]年|首年|次年|前[一二三两]年|后[一二三两]年)$"),
    ("colon", "left", r"[::]$"),
    ("measured", "left", r"(?:标准|额度|金额|比例|补贴|补助|奖励|资助)(?:额)?(?:为|是|:)$"),
    ("is", "left", r"(?:为|是|达)$"),
    ("by", "left", r"按照?(?:每[^,;]{1,6})?$"),
    ("by of a band", "left", rf"^{_BOUND}的[^,;。\d]{{0,8}},?按照?$"),
    ("base", "left", r"(?:费用?|额|投入|支出|利息|租金|成本|价|款|金|税|贡献|部分)(?:的|总额)?(?:按照?)?$"),
    # limits
    ("most", "left", r"(?:最高|最多|至多|不超过|不得超过|不超|不高于|上限|限额|封顶|为限|不过|封顶线|以)(?:为|是|可?达|可?[补奖给]|额|标准|不超过|再|一次性|人民币|资助|奖励|补助|补贴|支持)*$"),
    ("least", "left", r"(?:不低于|不少于|至少|不得低于|不得少于)(?:为)?$"),
    ("total", "left", r"(?:累计|合计|总额|总计|全年|年度|当年|每年)[^,;]{0,8}$"),
    ("single", "left", r"(?:单个|单家|单项|单户|单次|单笔|单场|单台|单[项户家件站]|每家|每户|每个|每项|每[人年]|同一)[^,;\d]{0,14}(?:最高|最多|不超过|不超|上限|封顶|累计)[^,;\d]{0,8}$"),
    # thresholds
    ("reaches", "left", r"(?:达到?|不低于|不少于|不足|超过|超出|超|突破|大于|高于|低于|少于|小于|≥|>|<|≤|满|未达|未满|至少|在)(?:人民币|约)?$"),
    ("grows", "left", r"(?:增加|增长|增幅|增速|提高|提升|下降|降低|上浮|下浮|压减)(?:额|了|率|至|到|超过|达到?)?$"),
    ("size", "left", r"(?:投资|投资额|资本|资金|规模|收入|产值|税收|纳税|销售额?|交易额|合同额|融资额?|价值|利润|年薪|薪酬|资产|营收|出口额?|工资|产出|贷款|面积|价格?|单价|净值|余额)(?:达|为|在|约)?$"),
    ("each more", "left", r"每(?:新增|增加|超过?|满|完成|实现|增长)[^,;]{0,12}$"),
    ("spent", "left", r"(?:累计|已|共计?|总计|合计|预算|安排|设立|筹集|投入|到位|出资|募集|收取|缴纳|交纳|征收|处|没收|租金|价格|售价|收费|成本|规模|支付|扣除?|扣减|收回)[^,;]{0,6}$"),
    ("fine", "left", r"(?:罚款|处以?|罚|没收|滞纳金|违约金|收取|收费|缴纳|交纳)[^,;]{0,12}$"),
    ("earlier", "left", r"(?:获得|获|取得|争取|享受过?)[^,;可]{0,8}$"),
    ("other payer", "stretch", r"(?:省|市|中央|国家|上级)(?:级)?(?:财政|资金)?[^,;]{0,6}(?:补助|奖励|资助)$"),
    # behind
    ("above", "right", rf"{HIDDEN}*(?:\(含\)|及|\(不含\))?(?:以上|以下|以内|起|之间|左右)"),
    ("above of", "right", rf"{HIDDEN}*(?:及)?(?:以上|以下|以内)?(?:的(?!奖|补|资|一次|标准|比例|额度|贴|支持|扶持|贷款|经费)|,?(?:且|并))"),
    ("above end", "right", rf"{HIDDEN}*(?:及)?(?:以上|以下)[,;、]"),
    ("within", "right", rf"{HIDDEN}*(?:以内|之内|封顶|为限|为上限|限额)"),
    ("form right", "right", FORM_RIGHT.pattern),
    ("gift right", "right", rf"{HIDDEN}*(?:的)?(?:比例|标准|额度|定额)?(?:,)?(?:给予|予以|发放|计发|计算|发给|{_GIFT})"),
    ("then gift", "right", rf"{_BOUND}的,?(?:{_MANNER})*(?:{_GIVING})(?:{_TO_FIGURE})*\d"),
    ("then noun and gift", "right", rf"{_BOUND}的[^,;。\d比标额给予贴励助]{{1,8}},?(?:{_MANNER})*(?:{_GIVING})(?:{_TO_FIGURE})*\d"),
    ("then share", "right", rf"{_BOUND}的(?:[^,;。\d比标额给予贴励助]{{1,8}})?,?(?:{_MANNER})*按[^,;。\d]{{0,12}}\d"),
    ("ends", "right", rf"{HIDDEN}*(?:[,;。\n|]|$)"),
    ("list", "right", r"[、和及与或]"),
    ("unit", "right", r"[/每]"),
    ("fine right", "right", r"的?(?:罚款|罚金|以上[^,;。]{1,12}罚款|滞纳金|违约金)"),
    ("fund right", "right", r"的?(?:规模|资金池|保证金|基金(?!支持|投入|扶持|奖励)|专项资金|预算)"),
    ("thing right", "right", rf"{HIDDEN}*(?:以上|以下)?的?(?:项目|企业|设备|部分|单位|投资|订单|合同|贷款(?!贴息)|税|收入)"),
    ("base right", "right", r"(?:的)?(?:费用|租金|房租|利息|保费|学费)"),
    ("full", "right", r"(?:补贴|补助|奖励|贴息|返还)"),
    # around
    ("give in stretch", "stretch", r"给予|予以|发放|享受|提供|申请|领取"),
    ("award in stretch", "stretch", rf"{_GIFT}"),
    ("by in stretch", "stretch", r"按"),
    ("most in stretch", "stretch", r"最高|最多|不超过|不得超过|不高于|上限|封顶|限额|不过"),
    ("reach in stretch", "stretch", r"达到?|不低于|不少于|不足|超过|突破|高于|低于|满"),
    ("each in stretch", "stretch", r"每|单个|单家|单项|单户|同一"),
    ("condition in stretch", "stretch", r"的,?$|的[^,]{0,3}$"),
    ("award after", "after", rf"{_GIFT}"),
    ("size in stretch", "stretch", r"投资|资本|规模|收入|产值|税|销售|营业|资产|面积|合同|融资|注册"),
    ("award before", "sentence", rf"(?:{STRONG}|支持|扶持|[补奖贴])"),
    ("by before", "sentence", r"按|标准"),
    ("gives before", "sentence", r"给予|予以|发放|享受"),
    ("list label", "sentence", rf"(?:{STRONG}|支持|扶持|标准|额度|如下)[^,;:。]{{0,16}}:"),
    ("fine before", "sentence", r"罚款|责令|处罚|违法|没收|骗取|追回|收费标准"),
    ("must before", "sentence", r"应当|须|不得|要求|条件|符合"),
    ("budget before", "sentence", r"预算|安排|设立|基金|统筹|到20\d\d年|力争|目标|累计发放|完成"),
    ("loan", "sentence", r"贷款|授信|担保"),
    ("entity before", "stretch", FIRST_ENTITY.pattern),
    ("heading", "line", rf"(?:{STRONG}|支持|扶持|标准|资助)"),
    ("heading of limits", "line", r"上限|限额|封顶"),
    ("heading of conditions", "line", r"条件|范围|门槛|要求|定义|资金来源|管理|监督|罚|责任"),
    ("question", "line", r"^(?:问|q|答|\d+[.、]问)|[?？]"),
    ("item", "line", r"^\|?[-*·•\s]*(?:\(?[一二三四五六七八九十\d]{1,2}[)、.]|[①-⑳]|[一二三四五六七八九十]是)"),
    ("row", "line", r"\|"),
)  # fmt: skip
EVIDENCE: tuple[tuple[str, Side, re.Pattern[str]], ...] = tuple(
    (name, side, re.compile(pattern)) for name, side, pattern in _ROWS
)
_PAIRED = frozenset({  # those that mean more together
    "gives", "awards", "awards bare", "per", "most", "least", "reaches", "above", "above of", "form right",
    "gift right", "ends", "level", "grade", "noun", "total", "single", "size", "list", "by in stretch",
    "award in stretch", "give in stretch", "list label", "measured", "award before", "condition in stretch",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A row of figures of one kind with the names of what was found around it; `nearness` to the piece before it."""

    group: Group
    evidence: tuple[str, ...]
    nearness: Literal["first", "stretch", "sentence", "line", "far"]


def pieces_of(words: str, groups: Sequence[Group], heading: str = "") -> tuple[Piece, ...]:
    """Each of `groups` with its evidence. Time is linear: no pattern looks farther than 90 characters."""
    found: list[Piece] = []
    marks = [match.start() for match in _END_OF_STRETCH.finditer(words)]
    at = 0
    for number, group in enumerate(groups):
        while at < len(marks) and marks[at] < group.start:
            at += 1
        before = marks[at - 1] + 1 if at else 0
        behind = bisect_left(marks, group.end)
        following = marks[behind] if behind < len(marks) else len(words)
        previous = groups[number - 1] if number else None
        near = _nearness(words, previous, group)
        edge = max(before, group.start - _FAR, previous.end if previous else 0)
        found.append(Piece(group, tuple(_evidence(words, group, edge, following, near, heading)), near))
    return tuple(found)


def _nearness(
    words: str, previous: Group | None, group: Group
) -> Literal["first", "stretch", "sentence", "line", "far"]:
    if previous is None:
        return "first"
    between = words[previous.end : group.start]
    if len(between) > 2 * _FAR:
        return "far"
    if "\n" in between or "。" in between:
        return "far" if "\n" in between and len(between) > 60 else "line"
    if ";" in between or "|" in between:
        return "line"
    return "sentence" if "," in between else "stretch"


def _evidence(words: str, group: Group, edge: int, following: int, near: str, heading: str) -> list[str]:
    start, end = group.start, group.end
    stretch = words[max(edge, start - REACH) : start]
    sentence_from = max(0, start - _FAR)
    for match in _ENDS_SENTENCE.finditer(words, sentence_from, start):
        sentence_from = match.end()
    line_from = words.rfind("\n", max(0, start - 400), start) + 1
    texts = {
        "left": stretch[-28:],
        "right": words[end : min(len(words), end + 40)],
        "stretch": stretch,
        "after": words[end : min(following, end + 24)],
        "sentence": words[sentence_from:start],
        "line": words[line_from : line_from + 40],
    }
    names = [
        name
        for name, side, pattern in EVIDENCE
        if (pattern.match(texts[side]) if side == "right" else pattern.search(texts[side]))
    ]
    if heading and re.search(rf"{STRONG}|支持|扶持|资助", heading):
        names.append("title")
    names.append(f"kind {group.kind}")
    names.append(f"near {near}")
    if len(group.figures) > 1:
        names.append("several")
    if any(figure.to for figure in group.figures):
        names.append("range")
    if any(figure.per for figure in group.figures):
        names.append("per behind")
    bare, limited = taken_off(stretch)
    names += ["limited"] * limited + ["bare empty"] * (not bare.strip(HIDDEN))
    paired = [name for name in names if name in _PAIRED]
    names += [f"{one} & {other}" for number, one in enumerate(paired) for other in paired[number + 1 :]]
    names += [f"{name} / {group.kind}" for name in names if " & " not in name]
    size = len(str(int(group.figures[0].value))) if group.kind == "money" else 0
    names.append(f"size {group.kind} {size}")
    letters = re.sub(r"\d", "0", stretch)
    names += [f"<{letters[-n:]}" for n in (1, 2, 3) if len(letters) >= n]
    behind = re.sub(r"\d", "0", texts["right"])
    names += [f">{behind[:n]}" for n in (1, 2)]
    return names
