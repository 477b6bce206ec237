"""What a figure is, by the few words beside it: a threshold, a limit, a gift, a share whose gift follows, or none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.grants.distribution import LEVEL
from corpus.grants.figures import Group
from corpus.grants.recipients import HIDDEN
from corpus.grants.wording import (
    AWARD,
    BY,
    FIRM_GIVE,
    FORM_RIGHT,
    GIVE,
    REACH,
    STRONG,
    STRONG_WORD,
    ends_in_phase,
    taken_off,
)

RoleName = Literal["threshold", "limit", "gift", "share", "none"]


@dataclass(frozen=True, slots=True)
class Role:
    """`share`: 按投资额10%, whose 给予 comes in the next words. `at_most`: 最高, 以内. `at_least`: 不低于."""

    name: RoleName
    at_most: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What the reader has in mind when it comes to a figure."""

    granted: bool = False  # a grant stands in the same stretch between commas
    promised: bool = False  # 给予奖励 was said, its figure is still to come
    listing: bool = False  # after 奖励标准: every bare sum is one
    phased: bool = False  # the grant before was for 第一年
    giving: bool = False  # a grant stands in the same part of the sentence


# 20万元以上, 20万元(含)以上, 20万元以下的项目
_THRESHOLD_RIGHT = re.compile(rf"{HIDDEN}*[(]?[及含]?[)]?(?:及其|及|含)?(?:以上|以下|以内|起|之间)")
# 超过500万元; but 不超过, 不得超过
_ABOVE_LEFT = re.compile(
    r"(?<!不)(?<!不得)(?<!不能)(?<!不应)(?<!不可)(?<!不宜)(?<!未)(?:超过|超出|高出|高于|突破)(?:了|人民币)?$"
)
_CLOSED_OR_NOT = rf"{HIDDEN}*(?:[(]不?含[)])?"
# 500万元以上, 500万元以上部分, 500万元至1000万元的部分: what lies above it or below it, not the most that is paid
_PART_RIGHT = re.compile(
    rf"{_CLOSED_OR_NOT}(?:[-~至到—]\d[^,;:。]{{0,10}}?)?(?:及?以[上下内]|之[间内])?的?部分|{_CLOSED_OR_NOT}及?以上"
)
_BELOW_RIGHT = re.compile(
    rf"{_CLOSED_OR_NOT}以下(?:的(?!{STRONG}|资金|一次性|支持|扶持|经费|贷款)|不予|不再|不补|不享受)"
)
# 达到1000万元, 不低于30%, 增长10%
_COMPARED = re.compile(
    r"(?:达到?|不低于|不少于|不小于|不足|超过|超出|超|突破|大于|高于|低于|少于|小于|≥|>|满|增加|增长|增幅|增速|提高|提升|下降|降低|压减"
    r"|占|占比|比重|比例达|完成|实现|新增|至少|在)(?:额|人民币|约|累计|为|是|率|了|均|分别|首次)*$"
)
# 总投资5000万元, 年营业收入1亿元; but 按投资额20%给予 takes a share of it
_SIZE = re.compile(
    r"(?:投资|投资额|注册资本|注册资金|资本|规模|收入|产值|税收|纳税|销售额|合同额|交易额|成交额|融资|融资额|价值|利润|年薪|薪酬|缴税|营收|资产|贡献)"
    r"(?:额|人民币|约|累计|为|是|均|分别|首次)*$"
)
# 每新增1000万元, of which 奖励2万元
_UNIT_LEFT = re.compile(r"每(?:(?:新增|增加|超过?|满|完成|实现)[^,;奖补资给]{0,12})?$")
# 设立1亿元, 累计发放2000万元, 注册资本, 罚款: money that nobody applies for
_NOT_A_GIFT_LEFT = re.compile(
    r"(?:累计|已|共计?|总计|合计|预算|安排|设立|筹集|筹措|争取|统筹|投入|列支|到位|出资额?|募集|拨款|收取|缴纳|交纳|支付|征收|处|没收|租金"
    r"|价格|售价|收费|成本|支出|总规模|基金规模|规模|总额达)[^,;:。]{0,10}$"
)
_NOT_A_GIFT_RIGHT = re.compile(
    r"的?(?:罚款|罚金|规模|资金池|保证金|违约金|基金(?!支持|投入|扶持|奖励)|产业基金|专项资金用于|以上的?罚)"
)
# 获得国家100万元资助的项目: somebody else's gift, here a condition
_EARLIER_GIFT = re.compile(r"(?<!可)(?:获得|获|取得|争取到?|享受过?)[^,;:。可]{0,12}$")
_MODIFIES = re.compile(r"的(?!奖|补|资)")
# 以内, 封顶; 以下 only where it is given: 5万元以下的补助, but 5万元以下的项目
_LIMIT_RIGHT = re.compile(rf"{HIDDEN}*(?:以内|之内|封顶|为限|为上限|为最高限额|限额)")
_LIMIT_RIGHT_IF_GIVEN = re.compile(rf"{HIDDEN}*以下的?(?!项目|企业|罚)")
# 按不超过实际租金的50%: the limit of a share stands before its base
_LIMIT_BEFORE_BASE = re.compile(r"(?:最高|不超过|不高于|至多)[^,;:。]{0,56}$")
_AT_LEAST_LEFT = re.compile(r"(?:不低于|不少于|至少)$")
_AT_LEAST_RIGHT = re.compile(rf"{HIDDEN}*以上的?(?:一次性)?(?:{STRONG})")
# 按每吨50元的标准给予: a sum as a rule of calculation
# ... and each of a list of them: 按博士每人2000元、硕士每人1000元的标准发放
_GIVEN_AFTER_RULE = re.compile(
    rf"{HIDDEN}*(?:、[^,;:。、]{{1,16}}元(?:/.)?){{0,5}}(?:的)?(?:标准|额度|价格|定额)?[^,;]{{0,6}}(?:给予|予以|发放|{STRONG})"
)
# 奖励标准为20万元, 补贴额度20万元
_MEASURED = re.compile(r"(?:标准|额度|金额|比例|档次)(?:为|是|:)?$")
_MEASURED_AWARD = re.compile(rf"(?:{STRONG})[^,;]{{0,4}}(?:标准|额度|金额)")
# 、|省级示范基地|30万元: a recipient of its own between two figures
_ITEM_LEFT = re.compile(r"[、和及与,]?[^,;:、]{1,14}")
# 国家级奖励20万元,|省级|10万元
_NEXT_LEVEL = re.compile(rf"(?:{LEVEL})[^,;:、\d的每]{{0,8}}?(?:各|为|则)?")
# 50%给予, 50%的比例予以
_GIVEN_AFTER_SHARE = re.compile(r"(?:的?(?:比例|标准))?(?:给予|予以|配套|补|奖|资助|返还)")
# 奖补资金的50%待验收后兑现: how a sum is paid out, not a sum
_PART_OF_AWARD = re.compile(rf"(?:{STRONG})(?:资金|金额|款|总额)的?$")
_AWARD_BEFORE = re.compile(rf"(?:{STRONG})(?!资金|政策|项目|金额|的)")
# 每亩补助2000元,其中中央财政补助1000元: where a part of the sum comes from
_PART_OF_SUM = re.compile(r"其中[:,]?[^,;:。]{0,8}财政[^,;:。]{0,8}$")
# 区财政按1:1配套: between budgets
_BUDGET = re.compile(r"财政|政府|承担")


# 按应奖励额的30%, 拨付剩余40%: a share of the grant itself
_SHARE_OF_ITSELF = re.compile(
    rf"(?:(?:应|可|拟)(?:享受|予|兑现|拨付)?的?(?:{STRONG}|[奖补]|兑现|拨付)|(?:{STRONG})(?:资金|金额)?的?总额|核定)(?:资金|金额|额度?|款|总额)*的?$"
    r"|(?:剩余|其余|余下|余额)的?$"
)
# 3个阶段, 分两批: how a sum is paid out, by shares that make up the whole
_STAGES = re.compile(
    r"[二两三四五六2-6]个?(?:阶段|批次?|期|次)|分[二两三四五2-5](?:年|期|次|批)|分(?:期|批|次|年|阶段)"
)
# 占全市的45%, 约占三分之一, 同比增长近30%: a figure that was reached
_REACHED = re.compile(
    r"占(?:比|到|据|了)?[^,;:。]{0,14}$|(?:同比|环比|较上年|比上年)[^,;:。]{0,4}(?:增长|增加|增幅|提高|提升|上升|下降|减少)(?:近|约|逾|超过?|达到?|了)?$"
)
# 单个企业享受奖补总额不超过其地方财政贡献的120%: the most of all that one receives
_MOST_IN_ALL = re.compile(
    rf"(?:{STRONG}|扶持|支持)(?:资金|金额)?的?(?:总额|总和|合计|累计)[^,;:。]{{0,6}}(?:不超过|不得超过|不高于|以)[^,;:。]{{0,40}}$"
)
# 500万元（含）至2000万元（不含）|部分: the band that a share is of
_PART_OF_BAND = re.compile(rf"{HIDDEN}*(?:[(]不?含[)])?(?:及?以[上下内]|之[间内])?的?部分(?!由|从)")
_BY_PART = re.compile(r"部分(?:的|,)?(?:按照?|给予|补助|奖励|补贴|[补奖])?$")
_SENTENCE_OF = 160  # characters on either side of a share in which its sentence says that it is given
_AND_EACH = re.compile(r"、[^,;:。、\d]{1,12}每[^,;:。、\d]{1,3}")


def is_never_given(words: str, group: Group) -> bool:
    """Whether a figure is none that anybody receives: a stage of payment, a figure reached, the most of all, a band's edge.

    >>> from corpus.grants.figures import find_groups
    >>> texts = "分3个阶段,按应奖励额的30%、30%和40%兑现", "高新技术企业占三分之一", "500万元以上部分按5%", "给予50万元以下的补助"
    >>> [is_never_given(words, find_groups(words)[0]) for words in texts]
    [True, True, True, False]
    """
    left = words[max(0, group.start - REACH) : group.start]
    left = re.split(r"[;。\n|]", left)[-1]
    if group.kind == "money":
        return _PART_OF_BAND.match(words, group.end) is not None
    whole = len(group.figures) > 1 and sum(figure.value for figure in group.figures) == 1
    if _SHARE_OF_ITSELF.search(left) or (whole and _STAGES.search(left)):
        return True
    return bool(_REACHED.search(left) and not GIVE.search(left)) or _MOST_IN_ALL.search(left) is not None


def is_marginal(words: str, group: Group) -> bool:
    """100万元以内部分按20%、100万元以上部分按30%给予奖励: whether a share is of one band of several, and is given."""
    if group.kind != "rate" or not _BY_PART.search(words, max(0, group.start - 12), group.start):
        return False
    start = max(words.rfind(sign, max(0, group.start - _SENTENCE_OF), group.start) for sign in "。\n") + 1
    ends = [at for sign in "。\n" if (at := words.find(sign, group.end, group.end + _SENTENCE_OF)) >= 0]
    sentence = slice(max(start, group.start - _SENTENCE_OF), min(ends, default=group.end + _SENTENCE_OF))
    banded = _PART_OF_BAND.search(words, sentence.start, group.start) is not None
    return banded and re.search(rf"{STRONG}|给予|予以", words[sentence]) is not None


def is_of_a_list(words: str, before: Group, group: Group) -> bool:
    """硕士每月1000元、|本科每月600元|: whether a sum is the next of a list whose sums are given by the same unit."""
    between = words[before.end : group.start]
    unit = re.search(r"每[^,;:。、\d]{1,3}$", between)
    return bool(
        before.kind == group.kind == "money"
        and unit
        and _AND_EACH.fullmatch(between)
        and words[: before.start].endswith(unit[0])
    )


def role_of(words: str, group: Group, left_edge: int, end: int, situation: Situation) -> Role:
    """The role of `group`, which stands in the stretch that ends at `end`; words before `left_edge` are not its own."""
    left = words[max(left_edge, group.start - REACH) : group.start]
    right = words[group.end : min(end, group.end + REACH)]
    bare, limited = taken_off(left)
    form_follows = FORM_RIGHT.match(right)
    firm = FIRM_GIVE.search(left) is not None
    give = firm or (form_follows is not None and GIVE.search(left) is not None)
    award = AWARD.search(bare) is not None and not limited
    given = give or award or form_follows is not None
    at_most = limited or bool(_LIMIT_RIGHT.match(right)) or (given and bool(_LIMIT_RIGHT_IF_GIVEN.match(right)))
    at_least = _AT_LEAST_LEFT.search(left) is not None
    told = group.kind == "money" and not at_most and not firm and _NOT_A_GIFT_LEFT.search(left)
    if told or _PART_OF_SUM.search(left) or _NOT_A_GIFT_RIGHT.match(right):
        return Role("none")
    if not at_most:
        if _THRESHOLD_RIGHT.match(right):
            lower = give and _AT_LEAST_RIGHT.match(right)
            return Role("gift", at_least=True) if lower else Role("threshold")
        gift_in_full = give and form_follows  # 给予企业引进成本不低于10%的资金支持
        if at_least and not gift_in_full:
            return Role("threshold")
        if _COMPARED.search(left) and not at_least:
            return Role("threshold")
        share = group.kind == "rate" and (gift_in_full or (BY.search(left) and _GIVEN_AFTER_SHARE.match(right)))
        if _SIZE.search(left) and not share:
            return Role("threshold")
        if _UNIT_LEFT.search(left):
            return Role("threshold")
    earlier = form_follows and _EARLIER_GIFT.search(left)
    if form_follows and earlier and _MODIFIES.match(right, form_follows.end()):
        return Role("threshold")
    if group.kind == "rate":
        at_most = at_most or _LIMIT_BEFORE_BASE.search(left) is not None
        return Role(_share_or_gift(words, group, left, end, situation, given=given), at_most, at_least)
    if given or (at_most and situation.promised):
        if earlier and not give and not award and not situation.granted:
            return Role("none")
        return Role("gift", at_most, at_least)
    if at_most:
        return Role("limit", at_most=True)
    return Role("gift" if _given_without_verb(left, bare, right, situation) else "none", at_least=at_least)


def is_bound(words: str, group: Group, left_edge: int, end: int) -> bool:
    """Whether a sum tells from where on or up to where something is paid; such a sum is never the most that is paid.

    >>> from corpus.grants.figures import find_groups
    >>> [is_bound(w, find_groups(w)[0], 0, len(w)) for w in ("超过500万元的", "不得超过50万元", "8万元以下的不予补助", "8万元以下的补助")]
    [True, False, True, False]
    """
    left = words[max(left_edge, group.start - REACH) : group.start]
    right = words[group.end : min(end, group.end + REACH)]
    if _ABOVE_LEFT.search(left) or _PART_RIGHT.match(right):
        return True
    return not taken_off(left)[1] and _BELOW_RIGHT.match(right) is not None


def _given_without_verb(left: str, bare: str, right: str, situation: Situation) -> bool:
    """Whether a sum is given though no 给予 or 奖励 stands beside it."""
    by = BY.search(left, max(0, len(left) - 16))
    if by and _GIVEN_AFTER_RULE.match(right):
        return True
    if situation.granted and not BY.search(left) and _ITEM_LEFT.fullmatch(left):
        return True
    alone = not right.strip(HIDDEN) or right.startswith(("/", "、"))
    if alone and situation.giving and _NEXT_LEVEL.fullmatch(left):
        return True
    if alone and (situation.listing or (situation.phased and ends_in_phase(left))):
        return True
    measured = _MEASURED.search(bare) or _MEASURED.search(left.rstrip("为是:"))
    return bool((alone and situation.promised and measured) or (measured and _MEASURED_AWARD.search(left)))


def _share_or_gift(words: str, group: Group, left: str, end: int, situation: Situation, *, given: bool) -> RoleName:
    by = BY.search(left)
    rest = words[group.end : min(end, group.end + REACH)]
    gives_after = GIVE.search(rest) or STRONG_WORD.search(rest)
    if not by and _PART_OF_AWARD.search(left) and not FIRM_GIVE.search(left):
        return "none"
    ratio = ":" in words[group.start : group.end]
    if ratio and _BUDGET.search(left) and not FIRM_GIVE.search(rest):
        return "none"
    if given or (by and gives_after) or _AWARD_BEFORE.search(left) or _GIVEN_AFTER_SHARE.match(rest):
        return "gift"
    if by:
        return "share"
    return "gift" if situation.promised or (situation.phased and ends_in_phase(left)) else "none"
