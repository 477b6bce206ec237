"""Clause text in, benefits out: who gets how much, as which share of what, up to which cap.

A clause is read figure by figure. Each sum or percentage is a threshold (投资额1000万元以上), a limit (最高50万元), a gift
(给予20万元奖励) or none of these (基金规模1亿元); what it is shows in the few words beside it. A gift opens a grant, its subject is
what stands between it and the grant before; a limit closes the grants that are open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from corpus.amounts import find_money, find_rates
from corpus.measure import Amount, Benefit, Cap, Rate
from corpus.normal import chinese_number
from corpus.plain import Plain, plain
from corpus.recipients import GENERIC, HIDDEN, Stretch, Subject, distributed, ends_in_party, find_for, listed, read_subject

Kind = Literal["money", "rate"]
Role = Literal["threshold", "limit", "gift", "share", "none"]  # share: 按投资额10%, whose gift is in the next words

_REACH = 60  # how far a figure looks to its left and right
_NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"

# ---- words -----------------------------------------------------------------------------------------------------------

# What is given: the form of a benefit
_CORE = "奖励|奖补|奖金|补助|补贴|补偿|贴补|资助|配套|贴息|津贴|扶持|支持|安家费|生活费|经费|返还|返补|红包|报酬|贷款|授信|投资奖|资金"
_STRONG = "奖励|奖补|补助|补贴|补偿|贴补|资助|配套|贴息|津贴|奖金|安家费"
# 给予 20万元; 享有 90%的奖励; 可申请 300万元贷款
_GIVE = re.compile(r"给予|予以|给与|授予|发放|提供|享受|享有|获得|领取|返还|退还|奖给|补给|可申请|申请|给(?=[企其])")
# These give to an applicant; 发放, 获得 as often tell what was given
_FIRM_GIVE = re.compile(r"给予|予以|给与|奖给|补给|可申请|可享受")
# 给予奖励, 享受租金补贴 at the end of a stretch without a figure
_GIVES_HOLLOW = re.compile(r"(?:给予|予以|给与|享受|发放|提供)[^,;:。]{0,24}$")
# 运营补贴, 财政资金支持, 补助奖励: the words right before 补贴 that belong to its name
_FORM = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{0,8}}?)(?P<core>(?:{_CORE})+)")
_NOT_OF_FORM = re.compile(
    r"^.*(?:的|分别|依次|各|均|给予|予以|一次性|元|以内|以下|以上|最高|不超过|比例|标准|企业|其|个人|单位|团队|人才|人员|毕业生|技师|技工|主体|投资者|投资方|业主|由[^,]{0,6}财政|银行|机构|农户|学生|级|社(?!保)|者|中心|园|基地|孵化器|工作站|平台|实行|进行|发放|提供|享受|享有|再|和|与|并"
    r"|等额|每.|年|月|后|为|按|比|可|将|给|或|及|对|用于|作为|申请|在|部分|执行|额度|左右|封顶|分期|是|予|项目|共)"
)
# 资金 counts as a form only with more to it: 资金奖励, 财政资金支持, 扶持资金
_BARE_FORM = re.compile(r"(?:资金|专项资金|支持|扶持)$")
# 以科技创新基金投入方式给予…
_MANNER = re.compile(r"以(?P<form>[^,;:。以]{2,24}?)(?:的)?(?:方式|形式)(?:给予|予以|进行)?$")

# 20万元以上, 20万元(含)以上, 20万元以下的项目
_THRESHOLD_RIGHT = re.compile(rf"{HIDDEN}*[(]?[及含]?[)]?(?:及其|及|含)?(?:以上|以下|以内|起|之间)")
# 达到1000万元, 不低于30%, 增长10%, 总投资5000万元
_THRESHOLD_LEFT = re.compile(
    r"(?:达到?|不低于|不少于|不小于|不足|超过|超出|超|突破|大于|高于|低于|少于|小于|≥|>|满|增加|增长|增幅|增速|提高|提升|下降|降低|压减"
    r"|占|占比|比重|比例达|总投资|投资|投资额|注册资本|注册资金|实缴资本|资本|规模|收入|产值|税收|纳税|销售额|合同额|交易额|成交额|融资|融资额"
    r"|价值|利润|年薪|薪酬|缴税|营收|资产|贡献|完成|实现|新增|至少|在)(?:额|人民币|约|累计|为|是|率|了|均|分别|首次)*$"
)
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

# 最高, 不超过, 上限为; 以内, 封顶
_LIMIT_WORD = re.compile(
    r"(?:最高|最多|至多|不超过|不得超过|不超|不高于|不得高于|不多于|不突破|上限|限额|封顶|控制在|限于)$"
)
_LIMIT_SOMEWHERE = re.compile(r"(?:最高|不超过|不高于|至多)[^,;:。]{0,56}$")
_LIMIT_RIGHT = re.compile(rf"{HIDDEN}*(?:以内|之内|封顶|为限|为上限|为最高限额|限额)")
_LIMIT_RIGHT_IF_GIVEN = re.compile(rf"{HIDDEN}*以下的?(?!项目|企业|罚)")
_AT_LEAST_LEFT = re.compile(r"(?:不低于|不少于|至少)$")
# What may stand between 奖励 or 最高 and its figure, taken off from the right
_FILLER = re.compile(
    r"(?:给予|予以|奖励|奖补|补助|补贴|资助|支持|扶持|贴息|享受|享有|获得|可以|可达|达到|可|达|资金|经费|金额|额度|总额|标准|费用|比例|系数"
    r"|为|是|按照|按|各|再|分别|依次|一次性|人民币|约|共|的|企业|单位|个人|团队|其|给|:|原则上|一般|累计|合计|总计|年度|全年|当年|最终"
    rf"|总|不超过|最高|不低于|至|{HIDDEN}|项目|年|{_NUMBER}年(?:内|期)?|连续)$"
)
_PER_FILLER = re.compile(
    r"(?:每|单[个一]|单(?=[项家户笔件台套部])|同一)(?:(?!最高|最多|不超|补|奖|资助)[^,;:每\d对的]){1,10}$"
)
_AWARD = re.compile(rf"(?:{_STRONG}|支持|扶持|(?<=[家人个各户])奖)$")
_MEASURED = re.compile(r"(?:标准|额度|金额|比例|档次)(?:为|是|:)?$")

# 每人每年, 每家企业, 单个技术合同, 同一单位: until a word that belongs to the grant
_UNTIL = (
    r"(?=每|单个|同一|最高|最多|至多|不超|不高|不得|不多|累计|总计|合计|补|奖|资助|支持|扶持|配套|贴|给予|予以|按|再|一次性|可|限|上限|分别|发放|总额"
    r"|金额|额度|封顶|享受|获|为|的|原则|标准[为是:]|各|以|,|$)"
)
_PER = re.compile(
    rf"(?:每|单[个一]|单(?=[项家户笔件台套部])|同一)(?P<unit>(?:新增|增加|新开|新建|引进|培养|招用|吸纳|孵化|培育|完成|实现|满|超过?)[^,;:每]{{1,14}}?|[^,;:每\d{HIDDEN}]{{1,12}}?)"
    + _UNTIL
)
_COUNTER = re.compile(
    r"^(?:一|1)?(?:个|家|户|位|名|款|台|套|件|项|笔|条)(?=[\u4e00-\u9fff]{2})|^(?:一|1)(?=[\u4e00-\u9fff])|^个"
)
_PER_RIGHT = re.compile(
    r"(?:[/／]|每)(?P<unit>(?:人|月|年|天|日|亩|吨|平方米|平米|公里|千瓦时?|度|件|项|家|户|台|套|辆|头|只|株|次|班|张|床|间|个|㎡|m2|kw|项目|企业)"
    r"(?:[/·.每]?(?:人|月|年|天|日|次|班|平方米|公里))*)"
)
_YEARLY_CAP = re.compile(r"(?:年度|全年|当年)(?!每)")

# 连续三年, 五年奖励, 2年50%
_YEARS = re.compile(
    rf"(?:连续|为期|期限为?|补贴期限?为?|最长(?:不超过)?|给予|享受)(?:补贴|补助|奖励|资助|扶持)?(?:不超过)?(?P<a>{_NUMBER})个?(?:自然|会计)?年"
    rf"|(?P<b>{_NUMBER})年内?每年|(?P<c>(?<![第前后前\d年]){_NUMBER})年(?:期)?的?(?=补贴|奖励|补助|资助|扶持|租金|房租|\d)"
)
# 前三年, 后两年, 第一年, 第二至三年
_PHASE = re.compile(
    rf"(?:(?P<first>[前头首]{_NUMBER})年|(?P<last>[后]{_NUMBER})年|第(?P<nth>{_NUMBER})年?(?:[至到、-]第?(?P<to>{_NUMBER}))?年?(?<=年)|首年|次年)"
)
# What stands between a subject and its grant without being of either, taken off from the right
_BEFORE_GRANT = re.compile(
    r"(?:,|分别|依次|一次性|均|各|再|可以|可|将|则|并|也|还|最高|原则上|应|另外?|同时|额外|当年|逐年|分年度?|择优|统一|相应|直接|自认定当年起"
    rf"|每年|年度|累计|全年|(?:连续|为期|最长(?:不超过)?){_NUMBER}个?年(?:内)?|{_NUMBER}年内|[前后首头]{_NUMBER}年|首年|次年"
    rf"|第{_NUMBER}(?:年)?(?:[至到、-]第?{_NUMBER})?年|由[^,;:的对]{{2,14}}|[省市县区州](?:级)?财政|财政|自[^,;:]{{1,12}}起|其中|给企业|补贴金额|奖励金额"
    r"|(?:补贴|奖励|补助|资助)(?:总额|金额|额度|资金)|(?:总额|金额|额度|标准))$"
)
_PER_BEFORE_GRANT = re.compile(r"(?<![对为给向])(?:每|单[个一]|单(?=[项家户笔件台套部])|同一)[^,;:的每对]{1,14}$")
_MANNER_BEFORE_GRANT = re.compile(r"以[^,;:。以]{2,24}(?:方式|形式)$")

# 1:1配套, 全额补贴, 2个百分点的贴息
_RATIO = re.compile(r"(?<![\d:])1:(?P<number>\d(?:\.\d{1,2})?)(?![\d:])")
_FULL = re.compile(r"全额(?=给予|予以|补|奖|贴|资助|支持(?:[,;。\n]|$))|(?<=给予)全额")
_POINTS = re.compile(r"(?<![\d.])(?P<number>\d{1,2}(?:\.\d{1,3})?)个百分点(?=[^,;。]{0,12}(?:贴息|补贴|补助))")

_HIDDEN_STRETCH = re.compile(r"\([^()\n]{0,200}\)|\"[^\"\n。]{1,60}\"|<[^<>\n]{1,120}>")
_TELLS_A_GRANT = re.compile(
    r"(?:给予|奖励|补助|补贴|资助|最高|不超过|封顶|每[年人家件]).{0,40}?(?:\d|[一二三四五六七八九十百千])[^\d]{0,3}(?:元|%)"
)
_END_OF_SEGMENT = re.compile(r"[,;。!?\n]|:(?!\d)")
_JOINS = re.compile(r"、|和|及|与|以及|或|或者|/|")
_SPANS = re.compile(r"至|到|-{1,10}|~")
_BY = re.compile(r"按照?")
_STARTS_ITEM = re.compile(rf"[{HIDDEN}]|\d{{1,2}}[.、)]|[一二三四五六七八九十]是|[①-⑳]")
_FORM_RIGHT = re.compile(
    rf"{HIDDEN}*(?:的|之内的|以内的|以上的|以下的|左右的?)?(?:、[^,;:。]{{2,16}}?的)?(?:一次性)?[\u4e00-\u9fff]{{0,6}}?"
    rf"(?:{_STRONG}|支持|扶持|贷款)"
)
_STRONG_WORD = re.compile(_STRONG)
_ENDS_IN_FORM = re.compile(rf"(?:{_CORE})(?:给(?:予|与)?(?:企业|个人|其|单位|团队|投资者|投资方|投资人))?$")
_LABEL_OF_LIST = re.compile(rf"(?:{_STRONG}|支持|扶持|标准|额度|给予)[^,;:。]{{0,16}}$")
_AWARDS = re.compile(rf"(?:{_STRONG})(?!额|金额|资金|标准|总额)")
# 国内展位费, 实际租金: what a share is taken of, without the party that bears it
_COSTS = re.compile(rf"(?:(?<=企业)|(?<=单位)|(?<=个人)|(?<=[,、{HIDDEN}]))[^,;:、。{HIDDEN}]{{0,14}}(?:费用?|额|款|租金|利息|价|成本|投入|支出|工资|贡献)$")
_NO_BASE = re.compile(
    r"(?:其|该|企业|个人|单位|比例|标准|年度|每年|一定|不同|金额|额度|总额|最高|的|分别|给予|一次性|团队|项目|机构|补贴|奖励|补助|资助|配套)*"
)
_AFTER_BASE = re.compile(
    rf"(?:给予|予以|给企业|给|奖励|补贴|补助|资助|的?比例|不超过|不高于|不低于|不少于|最高|分别|每年|一次性|的|{_NUMBER}年)$"
)
_BEFORE_BASE = re.compile(
    r"^.*(?:最高|不超过|不低于|不高于|可享有|享有|享受|一次性|分别|依次|其中|每年|,)|^[对和及与、并]+|^(?:给|其|该|所在)(?:企业|单位)?(?=.{2})|^.*的(?=.)"
)

_ENDS_OBJECT = re.compile(rf"一次性|最高|不超过|不高于|不低于|每|连续|按|分别|{_NUMBER}年|,")

# ---- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Figure:
    """One sum or percentage, `to` the other end of a range; `per` the unit written behind it (1000元/亩)."""

    start: int
    end: int
    value: Decimal
    to: tuple[int, int, Decimal] | None = None
    per: str | None = None
    unit_end: int = 0

    @property
    def stop(self) -> int:
        return max(self.unit_end, self.to[1] if self.to else self.end)


@dataclass(frozen=True, slots=True)
class _Group:
    """Figures of one kind in a row: 100万元、50万元和20万元."""

    kind: Kind
    figures: tuple[_Figure, ...]

    @property
    def start(self) -> int:
        return self.figures[0].start

    @property
    def end(self) -> int:
        return self.figures[-1].stop


def _groups(words: str) -> list[_Group]:
    """All figures of the text in order, neighbours of one kind together."""
    found: list[tuple[int, int, Decimal, Kind]] = [(*money, "money") for money in find_money(words)]
    found += [(*rate, "rate") for rate in find_rates(words)]
    found += [(m.start(), m.end(), Decimal(m["number"]), "rate") for m in _RATIO.finditer(words)]
    found += [(m.start(), m.end(), Decimal(1), "rate") for m in _FULL.finditer(words)]
    found += [(m.start(), m.end(), Decimal(m["number"]) / 100, "rate") for m in _POINTS.finditer(words)]
    groups: list[tuple[Kind, list[_Figure]]] = []
    for start, end, value, kind in sorted(found):
        previous = groups[-1][1][-1] if groups and groups[-1][0] == kind else None
        between = words[previous.stop : start] if previous and start - previous.stop <= 10 else None
        if previous and start < previous.end:
            continue
        if previous and between is not None and _SPANS.fullmatch(between) and previous.to is None:
            groups[-1][1][-1] = _with_unit(
                words, _Figure(previous.start, previous.end, previous.value, (start, end, value))
            )
        elif previous and between is not None and _JOINS.fullmatch(between):
            groups[-1][1].append(_with_unit(words, _Figure(start, end, value)))
        else:
            groups.append((kind, [_with_unit(words, _Figure(start, end, value))]))
    return [_Group(kind, tuple(figures)) for kind, figures in groups]


def _with_unit(words: str, figure: _Figure) -> _Figure:
    unit = _PER_RIGHT.match(words, figure.stop)
    if unit is None:
        return figure
    per = "/".join(re.findall(r"[^/·.每／]+", unit["unit"]))
    return _Figure(figure.start, figure.end, figure.value, figure.to, per, unit.end())


def _shielded(words: str) -> tuple[str, list[Stretch]]:
    """`words` with brackets, quotations and titles blanked; brackets that grant something become commas, and are told."""
    asides: list[Stretch] = []

    def shield(match: re.Match[str]) -> str:
        if match[0][0] == "(" and _TELLS_A_GRANT.search(match[0]):
            asides.append(match.span())
            return f",{match[0][1:-1]},"
        return HIDDEN * len(match[0])

    return _HIDDEN_STRETCH.sub(shield, words), asides


def _without_commas_in_figures(words: str, groups: Sequence[_Group]) -> str:
    """5,000元 holds no comma that ends a segment."""
    letters = list(words)
    for group in groups:
        for figure in group.figures:
            for start, end in ((figure.start, figure.end), (figure.to or (0, 0))[:2]):
                for place in range(start, end):
                    if letters[place] == ",":
                        letters[place] = "0"
    return "".join(letters)


# ---- the reader ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Grant:
    """One grant while its limits are still being read."""

    group: _Group
    subject: Subject | None
    condition: Stretch
    form: Stretch
    start: int
    end: int
    base: Stretch | None = None
    own: list[Stretch] = field(default_factory=list)  # a recipient for each figure, named right beside it
    per: str | None = None
    years: int | None = None
    phase: tuple[int, int] | None = None  # first and last year, counted from 1; last year 0: so many more years
    at_most: bool = False
    at_least: bool = False
    apart: bool = False  # 分别
    limits: list[tuple[_Group, str | None]] = field(default_factory=list)
    schedule: list[tuple[Kind, _Figure]] = field(default_factory=list)


class _Reader:
    """Reads one clause segment by segment; what it remembers is what a reader keeps in mind along a sentence."""

    def __init__(self, text: str) -> None:
        self.plain: Plain = plain(text)
        self.words, self.asides = _shielded(self.plain.words)
        self.groups = _groups(self.words)
        self.words = _without_commas_in_figures(self.words, self.groups)
        self.grants: list[_Grant] = []
        self.subject: Subject | None = None  # whom a grant without a subject of its own is for
        self.told: Stretch | None = None  # the last sentence without a grant
        self.unread = 0  # where the words begin that no grant has used
        self.open: list[_Grant] = []  # grants of this sentence part that a limit may still close
        self.recent: list[_Grant] = []  # grants of this and the last sentence
        self.shares: _Group | None = None  # 按投资额的10%, before its 给予
        self.share_start = 0
        self.share_at_most = False
        self.hollow: Stretch | None = None  # 给予奖励 without a figure: its figure may follow
        self.listing = False  # after 奖励标准: every bare sum is one
        self.base: Stretch | None = None  # 按年度贡献额给予…, for the shares that follow
        self.lead: Subject | None = None  # 对科技型企业给予以下支持: whom the items of a list are for

    def read(self) -> list[_Grant]:
        position = 0
        start = 0
        sentence_start = 0
        granted = 0
        aside = 0
        before: tuple[Subject | None] | None = None
        for mark in [*_END_OF_SEGMENT.finditer(self.words), None]:
            end = mark.start() if mark else len(self.words)
            if aside < len(self.asides) and start > self.asides[aside][0] and before is None:
                before = (self.subject,)
            if aside < len(self.asides) and start >= self.asides[aside][1]:
                (self.subject,) = before or (self.subject,)  # what brackets say of somebody else ends with them
                aside, before = aside + 1, None
            groups: list[_Group] = []
            while position < len(self.groups) and self.groups[position].start < end:
                groups.append(self.groups[position])
                position += 1
            self._segment(start, end, groups)
            sign = mark[0] if mark else "\n"
            if sign == ":":
                self._colon(start, end)
            elif sign != ",":
                self.shares = None
                self.open = []
                self.hollow = None
            if sign in "。!?\n":
                if len(self.grants) == granted and end - sentence_start > 2:
                    self._told(sentence_start, end)
                else:
                    self.recent = self.grants[granted:]
                granted = len(self.grants)
                sentence_start = end + 1
                self.base = None
                following = self.words[end + 1 : end + 4]
                if not _STARTS_ITEM.match(following):
                    self.listing, self.lead = False, None
            if sign not in ",:":
                self.unread = end + 1
            start = end + 1
        return _with_schedules(self.words, self.grants)

    def _told(self, start: int, end: int) -> None:
        """A sentence that grants nothing may name whom the next one is for: 支持建设…综合体。对考核优秀的,给予…"""
        subject = read_subject(self.words, start, end)
        if subject and subject.recipient:
            self.subject = subject

    def _colon(self, start: int, end: int) -> None:
        """对科技型企业给予以下支持: 奖励标准:"""
        label = _LABEL_OF_LIST.search(self.words, max(start, end - 30), end)
        if label is None:
            return
        hollow = self.hollow
        self.listing = True
        self.hollow = (label.start(), end)
        subject = self._subject_before(self._ext(label.start()))
        if subject is None and hollow and hollow[1] >= start:
            subject = self.subject
        if subject and subject.recipient:
            self.subject = self.lead = subject
        self.unread = end + 1

    # -- one segment

    def _segment(self, start: int, end: int, groups: Sequence[_Group]) -> None:
        """One stretch between commas with its figures."""
        here: list[_Grant] = []
        left_edge = start
        for group in groups:
            role, at_most, at_least = self._role(group, left_edge, start, end, bool(here))
            if role == "limit" or (role == "gift" and at_most):
                role = self._limit(group, left_edge, end, here, gift=role == "gift")
            if role == "share":
                self.shares, self.share_start = group, self._by(left_edge, group.start)
                self.share_at_most = at_most
            elif role == "gift":
                self._gift(group, left_edge, end, here, at_most=at_most, at_least=at_least)
            left_edge = group.end if role != "threshold" else left_edge
            if role == "gift":
                self.unread = group.end
        if here:
            self.unread = end + 1
            self.hollow = None
            return
        if groups:
            return
        give = self._hollow_give(start, end)
        if self.shares and give is not None:
            group, self.shares = self.shares, None
            self._gift(
                group, self.share_start, end, here, at_most=self.share_at_most, at_least=False, form_from=start
            )
            self.unread = end + 1
        elif (years := _years(self.words, start, end)) and self.open and end - start <= 16:
            for grant in self.open:
                grant.years = grant.years or years
                grant.end = end
            self.unread = end + 1
        elif give is not None:
            self._hollow(start, end, give)

    def _hollow_give(self, start: int, end: int) -> int | None:
        """Where a stretch without a figure begins to give: …|给予奖励, …|补贴."""
        while end > start and self.words[end - 1] == HIDDEN:
            end -= 1
        give = _GIVES_HOLLOW.search(self.words, max(start, end - 40), end)
        if _ENDS_IN_FORM.search(self.words, max(start, end - 10), end):
            return give.start() if give else _last(_STRONG_WORD, self.words, max(start, end - 8), end)
        return None

    def _hollow(self, start: int, end: int, give: int) -> None:
        """对新引进企业,按其年度贡献给予五年奖励, — the sums come later."""
        self.hollow = (give, end)
        by = _last(_BY, self.words, max(start, give - _REACH), give)
        if by is not None:
            self.base = self._clean_base(by + 1 + (self.words[by + 1 : by + 2] == "照"), give)
        subject = self._subject_before(self._ext(by if by is not None else give))
        if subject:
            self.subject = subject
        self.unread = end

    # -- what a figure is

    def _role(self, group: _Group, left_edge: int, start: int, end: int, already: bool) -> tuple[Role, bool, bool]:
        """(role, is it at most, is it at least) of a group of figures, by the words beside it."""
        words = self.words
        left = words[max(left_edge, group.start - _REACH) : group.start]
        right = words[group.end : min(end, group.end + 24)]
        bare, limit_word = self._taken_off(left)
        award = _AWARD.search(bare) is not None and not limit_word
        form_follows = _FORM_RIGHT.match(right)
        firm = _FIRM_GIVE.search(left) is not None
        give = firm or (form_follows is not None and _GIVE.search(left) is not None)
        given = give or award or form_follows is not None
        at_most = limit_word or _LIMIT_RIGHT.match(right) is not None
        at_most = at_most or (given and _LIMIT_RIGHT_IF_GIVEN.match(right) is not None)
        at_least = _AT_LEAST_LEFT.search(left) is not None
        told = group.kind == "money" and _NOT_A_GIFT_LEFT.search(left) and not at_most and not firm
        if _NOT_A_GIFT_RIGHT.match(right) or told:
            return "none", False, False
        if not at_most:
            if _THRESHOLD_RIGHT.match(right):
                lower = give and re.match(rf"{HIDDEN}*以上的?(?:一次性)?(?:{_STRONG})", right)
                return ("gift", False, True) if lower else ("threshold", False, False)
            if at_least and not (give and form_follows):
                return "threshold", False, False
            if _THRESHOLD_LEFT.search(left) and not at_least and not (give and form_follows and left.endswith("投资")):
                return "threshold", False, False
            if re.search(r"每(?:新增|增加|超过?|满|完成|实现)[^,;奖补资给]{0,12}$", left):
                return "threshold", False, False
        if form_follows and re.match(r"的(?!奖|补|资)", right[form_follows.end() :]) and _EARLIER_GIFT.search(left):
            return "threshold", False, False
        if group.kind == "rate":
            at_most = at_most or _LIMIT_SOMEWHERE.search(left) is not None
            return self._role_of_rate(group, left, right, end, given, at_most, at_least)
        if given or (at_most and self.hollow):
            if form_follows and not give and not award and not already and _EARLIER_GIFT.search(left):
                return "none", False, False
            return "gift", at_most, at_least
        if at_most:
            return "limit", True, False
        by = _BY.search(left[-16:])
        if by and re.match(rf"{HIDDEN}*(?:的)?(?:标准|额度|价格|定额)?[^,;]{{0,6}}(?:给予|予以|{_STRONG})", right):
            return "gift", False, at_least
        if already and re.fullmatch(r"[、和及与,]?[^,;:、]{1,14}", left) and not _BY.search(left):
            return "gift", False, False
        alone = not right.strip(HIDDEN) or right.startswith(("/", "、"))
        if alone and (self.listing or (self.hollow and _MEASURED.search(left)) or self._next_phase(left)):
            return "gift", False, False
        measured = _MEASURED.search(bare) or _MEASURED.search(left.rstrip("为是:"))
        if measured and re.search(rf"(?:{_STRONG})[^,;]{{0,4}}(?:标准|额度|金额)", left):
            return "gift", False, False
        return "none", False, False

    def _role_of_rate(
        self, group: _Group, left: str, right: str, end: int, given: bool, at_most: bool, at_least: bool
    ) -> tuple[Role, bool, bool]:
        by = _BY.search(left)
        rest = self.words[group.end : min(end, group.end + _REACH)]
        gives_after = _GIVE.search(rest) or re.search(_STRONG, rest)
        if re.search(rf"(?:{_STRONG})(?:资金|金额|款|总额)的?$", left) and not by and not _FIRM_GIVE.search(left):
            return "none", False, False  # 奖补资金的50%待验收后兑现: how a sum is paid out
        verb_before = re.search(rf"(?:{_STRONG})(?!资金|政策|项目|金额|的)", left)
        if ":" in self.words[group.start : group.end] and re.search(r"财政|政府|承担", left) and not _FIRM_GIVE.search(rest):
            return "none", False, False  # 区财政按1:1配套: between budgets
        if given or (by and gives_after) or verb_before:
            return "gift", at_most, at_least
        if gives_after and re.match(r"(?:的?(?:比例|标准))?(?:给予|予以|配套|补|奖|资助|返还)", rest):
            return "gift", at_most, at_least
        if by and not gives_after:
            return "share", at_most, at_least
        if self.hollow or (self._next_phase(left)):
            return "gift", at_most, at_least
        return "none", False, False

    def _next_phase(self, left: str) -> bool:
        phase = _PHASE.search(left)
        return bool(phase and self.open and self.open[-1].phase and left.endswith(phase[0]))

    def _taken_off(self, left: str) -> tuple[str, bool]:
        """`left` without the filler before the figure, and whether a word of limit was among it: 最高可给予|50万元."""
        limit = False
        while left:
            if word := _LIMIT_WORD.search(left):
                limit = True
                left = left[: word.start()]
                if _AWARD.search(left):
                    return left, limit
                continue
            if not limit and _AWARD.search(left) and not re.search(r"最高[^,;:]{0,8}$", left):
                return left, False
            filler = _PER_FILLER.search(left, max(0, len(left) - 14)) or _FILLER.search(left, max(0, len(left) - 14))
            if filler is None:
                break
            left = left[: filler.start()]
        return left, limit

    # -- limits

    def _limit(self, group: _Group, left_edge: int, end: int, here: list[_Grant], *, gift: bool) -> Role:
        """Close the open grants with a limit, or say that it is itself the gift (给予最高50万元)."""
        if group.kind == "rate":
            return "gift" if gift else "none"
        per_start = max(left_edge, group.start - _REACH)
        per = self._cap_per(per_start, group.start)
        if self.shares and gift and not here:
            shares, self.shares = self.shares, None
            self._gift(
                shares,
                left_edge,
                end,
                here,
                at_most=self.share_at_most,
                at_least=False,
                share_start=self.share_start,
                object_end=group.start,
                form_from=group.end,
            )
            self._close(here, group, per, group.end)
            return "limit"
        same = [grant for grant in here if grant.group.kind == "rate" or grant.limits]
        if here and (same or not gift):
            self._close(here, group, per, self._form_end(group, end))
            return "limit"
        if not here and self.open and not self._own_subject(left_edge, group.start):
            closable = [
                grant
                for grant in self.open
                if grant.group.kind == "rate" or ((per or not gift) and _smaller(grant, group))
            ]
            if closable:
                self._close(closable, group, per, self._form_end(group, end))
                self.unread = end + 1
                return "limit"
        if not here and not self.open and self.recent and per and not self._own_subject(left_edge, group.start):
            loose = [grant for grant in self.recent if not grant.limits and _smaller(grant, group)]
            if loose:
                self._close(loose, group, per, self._form_end(group, end))
                self.unread = end + 1
                return "limit"
        return "gift" if gift or self.hollow else "none"

    def _close(self, grants: Sequence[_Grant], group: _Group, per: str | None, end: int) -> None:
        for grant in grants:
            grant.limits.append((group, per))
            grant.end = max(grant.end, end)

    def _own_subject(self, left_edge: int, figure: int) -> bool:
        """Whether the words before a limit name somebody new: 对B,最高… but not 单个企业最高…"""
        ext = self._ext(self._limit_start(left_edge, figure))
        rest = self.words[max(self.unread, ext - _REACH) : ext].strip(f",{HIDDEN}")
        return len(rest) > 2 and not re.fullmatch(
            r"(?:其中|企业|项目|单位|个人|同一|年度|累计|总额|资金|奖励|补贴|补助|资助|扶持|合计|原则上|且|但|的)*",
            rest,
        )

    def _limit_start(self, left_edge: int, figure: int) -> int:
        left = self.words[max(left_edge, figure - _REACH) : figure]
        bare, _ = self._taken_off(left)
        return figure - len(left) + len(bare)

    def _cap_per(self, start: int, end: int) -> str | None:
        start = max(start, self.words.rfind(",", start, end) + 1)
        units = [_unit(match["unit"]) for match in _PER.finditer(self.words, start, end)]
        if not units and (yearly := _YEARLY_CAP.search(self.words, start, end)):
            return yearly[0]
        return "/".join(unit for unit in units if unit) or None

    # -- gifts

    def _gift(
        self,
        group: _Group,
        left_edge: int,
        end: int,
        here: list[_Grant],
        *,
        at_most: bool,
        at_least: bool,
        share_start: int | None = None,
        object_end: int | None = None,
        form_from: int | None = None,
    ) -> None:
        words = self.words
        if self.shares is not None and group is not self.shares and group.kind == "money" and share_start is None:
            self.shares = None
        if (
            here
            and group.kind == "rate"
            and here[-1].at_most
            and here[-1].group.kind == "money"
            and group.start - here[-1].group.end <= 16
        ):
            upper = here[-1]  # 最高50万元、实际费用30%的补助: the sum was the limit of the share
            upper.limits.append((upper.group, None))
            upper.group, upper.at_most = group, at_most
            upper.base = self._clean_base(upper.limits[0][0].end, group.start)
            return
        verb = self._verb(left_edge, group.start, group.kind) if share_start is None else share_start
        ext = self._ext(verb)
        subject = self._subject_before(ext)
        named = (
            self._object(verb, object_end or group.start)
            if share_start is None
            else self._object(left_edge, object_end or group.start)
        )
        own: list[Stretch] = []
        if here and subject is None and (mini := self._mini(here[-1].group.end, group.start)):
            own = [mini]
            if not here[-1].own and len(here) == 1 and (first := self._object(here[-1].start, here[-1].group.start)):
                here[-1].own = [first]
        condition = subject.condition if subject else (ext, ext)
        if subject is None or subject.recipient is None:
            inherited = self.subject
            phrase = subject.phrase if subject else None
            recipient = inherited.recipient if inherited else None
            if named and (recipient is None or not GENERIC.fullmatch(words, *named)):
                recipient = named
            subject = Subject(phrase or (inherited.phrase if inherited else (ext, ext)), recipient, condition)
            if phrase is None and inherited:
                condition = inherited.condition
        elif named and not GENERIC.fullmatch(words, *named) and group.kind == "money":
            subject = Subject(subject.phrase, named, subject.phrase)
            condition = subject.phrase
        elif self.lead and self.listing and subject.condition == subject.phrase:
            subject = Subject(subject.phrase, self.lead.recipient, subject.phrase)  # 对企业给予:(一)设立工作站的,…
        region_start = max(ext, self.unread)
        grant = _Grant(
            group=group,
            subject=subject,
            condition=condition,
            form=self._form(verb, group, end, form_from or group.end),
            start=min(self._span_start(ext), group.start),
            end=self._form_end(group, end),
            own=own,
            at_most=at_most,
            at_least=at_least,
            apart=re.search(r"分别|依次|各", words[region_start : group.start]) is not None,
        )
        if not words[slice(*grant.form)].endswith(("贷款", "授信")):  # whose years are a term, not payments
            grant.years = _years(words, max(self.unread, ext - 12), end)
        grant.phase = _phase(words, ext, group.start)
        if group.kind == "rate":
            grant.base = self._base_of(group, left_edge, verb, end)
            if grant.base and condition[0] <= grant.base[0] and grant.base[1] == condition[1] and self.subject:
                grant.condition = self.subject.condition  # 基数部分的20%和超基数部分的50%: no new condition
            if grant.base and grant.form[0] < grant.base[1] < grant.form[1]:
                grant.form = (grant.base[1], grant.form[1])  # 展位费补贴50%: the share is of what the name begins with
        grant.per = self._grant_per(group, ext)
        if self.open and self.open[-1].limits:
            self.open = []
        self.open.append(grant)
        self.grants.append(grant)
        here.append(grant)
        if subject.recipient:
            self.subject = subject

    def _verb(self, left_edge: int, figure: int, kind: Kind) -> int:
        """Where the words that give begin: 给予…20万元, 按投资额的10%, or the figure itself (20万元奖励)."""
        window = max(left_edge, figure - _REACH)
        give = _last(_FIRM_GIVE, self.words, window, figure)
        bare, limit = self._taken_off(self.words[window:figure])
        if give is None and not _AWARD.search(bare):
            give = _last(_GIVE, self.words, window, figure)
        by = self._by(left_edge, figure, -1) if kind == "rate" or give is None else -1
        if kind == "money" and by >= 0 and figure - by > 16:
            by = -1
        found = [place for place in (give, by) if place is not None and place >= 0]
        if found:
            if len(found) == 2 and max(found) - min(found) > 14:
                return max(found)
            return min(found)
        if award := _AWARD.search(bare):
            return window + award.start()
        strong = _last(_STRONG_WORD, self.words, window, figure) if kind == "rate" else None
        if strong is not None:
            return strong
        return window + len(bare) if limit else figure

    def _by(self, left_edge: int, figure: int, default: int | None = None) -> int:
        by = _last(_BY, self.words, max(left_edge, figure - 100), figure)
        return by if by is not None else (figure if default is None else default)

    def _ext(self, verb: int) -> int:
        """From the verb back over 分别, 一次性, 每人每年, 连续三年 …: where the grant begins."""
        edge = max(self.unread, verb - 2 * _REACH)
        while verb > edge:
            low = max(edge, verb - 30)
            found = (
                _BEFORE_GRANT.search(self.words, max(edge, verb - 18), verb)
                or _MANNER_BEFORE_GRANT.search(self.words, low, verb)
                or _PER_BEFORE_GRANT.search(self.words, max(edge, verb - 17), verb)
            )
            if found is None:
                break
            verb = found.start()
        return verb

    def _subject_before(self, ext: int) -> Subject | None:
        return read_subject(self.words, self.unread, ext)

    def _span_start(self, ext: int) -> int:
        """The words that grant begin with 对, or with whatever no grant before has used."""
        start = find_for(self.words, self.unread, ext)
        if start is None:
            start = self.unread
            while start < ext and self.words[start] in f",、;:。{HIDDEN}\n":
                start += 1
        return start

    def _object(self, verb: int, figure: int) -> Stretch | None:
        """给予|主办单位|50万元: whom the verb itself names."""
        give = _GIVE.match(self.words, verb, figure) or _GIVE.search(self.words, verb, figure)
        if give is None:
            return None
        start = end = give.end()
        while end < figure and not _ENDS_OBJECT.match(self.words, end):
            end += 1
        named = read_subject(self.words, start, end) if start < end else None
        if named is None or named.recipient is None or end - start > 24 or named.recipient[1] != end:
            return None
        return named.recipient

    def _mini(self, start: int, figure: int) -> Stretch | None:
        """…50万元、|省级示范基地|30万元: the recipient right before a further figure."""
        while start < figure and self.words[start] in "、和及与,":
            start += 1
        text = self.words[start:figure]
        return (
            (start, figure) if 1 < len(text) <= 16 and not _GIVE.search(text) and not re.search(_STRONG, text) else None
        )

    def _form(self, verb: int, group: _Group, end: int, position: int) -> Stretch:
        """The text's own word for what is given: after the figure, else the verb, else the nearest before."""
        words = self.words
        ext = self._ext(verb)
        if manner := _MANNER.search(words, max(ext, verb - 34), verb):
            return manner.span("form")
        stop = min(end, position + _REACH)
        if group.start > verb and position == group.end and not _FORM_RIGHT.match(words, position, stop):
            bare, _ = self._taken_off(words[max(self.unread, group.start - _REACH) : group.start])
            if _AWARD.search(bare):  # 补贴50%、国外展位费补贴70%: each by the word before it
                award = max(self.unread, group.start - _REACH) + len(bare)
                for match in _FORM.finditer(words, max(self.unread, award - 10), award):
                    if match.end() == award:
                        return self._named(match)
        while (found := _FORM.search(words, position, stop)) is not None:
            form = self._named(found)
            if not _BARE_FORM.fullmatch(words, *form) or words[found.start("core") : found.end("core")] in (
                "支持",
                "扶持",
            ):
                return form
            position = found.end()
        before = [*_FORM.finditer(words, max(self.unread, ext - 8, group.start - 40), group.start)]
        for match in reversed(before):
            form = self._named(match)
            if _STRONG_WORD.search(match["core"]) and not _BARE_FORM.fullmatch(words, *form):
                return form
        if self.hollow and (hollow := [*_FORM.finditer(words, *self.hollow)]):
            return self._named(hollow[-1])
        previous = self.grants[-1] if self.grants else None
        if previous and (self.listing or group.start - previous.end < 40):
            return previous.form
        for match in reversed([*_FORM.finditer(words, max(0, group.start - 200), group.start)]):
            if not _BARE_FORM.fullmatch(words, *self._named(match)):
                return match.span("core")
        if before:
            return self._named(before[-1])
        give = _GIVE.search(words, verb, group.start)
        return give.span() if give else (verb, max(verb + 1, min(group.start, verb + 2)))

    def _named(self, match: re.Match[str]) -> Stretch:
        """补贴 with the words of its name: 运营补贴; 配套支持 is 配套."""
        name = match["name"]
        cut = _NOT_OF_FORM.match(name)
        start, end = match.start() + (cut.end() if cut else 0), match.end("core")
        for per in _PER.finditer(self.words, max(0, start - 12), end):
            if start < per.end() <= match.start("core"):
                start = per.end()
        core = match["core"]
        for tail in ("支持", "扶持", "资金"):
            if core.endswith(tail) and core != tail and re.search(_STRONG, core[: -len(tail)]):
                end -= len(tail)
                break
        return start, end

    def _form_end(self, group: _Group, end: int) -> int:
        return end if end - group.end <= _REACH else group.end

    def _grant_per(self, group: _Group, ext: int) -> str | None:
        if group.figures[0].per:
            return group.figures[0].per
        units = [
            _unit(match["unit"]) for match in _PER.finditer(self.words, max(ext, group.start - _REACH), group.start)
        ]
        return "/".join(unit for unit in units if unit) or None

    def _base_of(self, group: _Group, left_edge: int, verb: int, end: int) -> Stretch | None:
        """按<base>的r%给予, 给予<base>r%的补贴, 补贴<base>的r%."""
        words = self.words
        start = max((m.end() for p in (_GIVE, _BY, _AWARDS) for m in p.finditer(words, verb, group.start)), default=verb)
        if start > verb and (base := self._clean_base(start, group.start)):
            return base
        if verb == group.start and (base := self._clean_base(self._last_comma(left_edge, group.start), group.start)):
            return base
        by = _last(_BY, words, max(self.unread, left_edge - _REACH), group.start)
        if by is not None and group.start - by < _REACH:
            return self._clean_base(by + 1 + (words[by + 1 : by + 2] == "照"), group.start)
        costs = _COSTS.search(words, max(self.unread, verb - 24), verb)  # 展位费|补贴50%
        if costs and (base := self._clean_base(costs.start(), costs.end())):
            return base
        return self.base

    def _last_comma(self, start: int, end: int) -> int:
        return max(start, self.words.rfind(",", start, end) + 1, end - 30)

    def _clean_base(self, start: int, end: int) -> Stretch | None:
        while end > start and self.words[end - 1] in f"的{HIDDEN}":
            end -= 1
        while end > start and (tail := _AFTER_BASE.search(self.words, max(start, end - 12), end)):
            end = tail.start()
        while cut := _BEFORE_BASE.match(self.words[start:end]):
            if cut.end() == 0:
                break
            start += cut.end()
        if ends_in_party(self.words, start, end):
            return None
        if end - start < 2 or end - start > 40 or _NO_BASE.fullmatch(self.words, start, end):
            return None
        if any(character in ",;:、。" for character in self.words[start:end]):
            return None
        return start, end


def _last(pattern: re.Pattern[str], words: str, start: int, end: int) -> int | None:
    place = None
    for match in pattern.finditer(words, start, end):
        place = match.start()
    return place


def _smaller(grant: _Grant, limit: _Group) -> bool:
    """A sum can only be limited by a larger one."""
    return grant.group.kind == "rate" or all(figure.value < limit.figures[0].value for figure in grant.group.figures)


def _unit(words: str) -> str:
    """家企业 -> 企业, 个单位年度 -> 单位年度, 人 -> 人."""
    return _COUNTER.sub("", words).strip(HIDDEN)


def _years(words: str, start: int, end: int) -> int | None:
    found = _YEARS.search(words, start, end)
    if found is None:
        return None
    number = chinese_number(next(filter(None, (found["a"], found["b"], found["c"]))))
    return number if number and 1 < number <= 20 else None


def _phase(words: str, start: int, end: int) -> tuple[int, int] | None:
    """前三年 is (1, 3), 后两年 (0, 2): two more years, 第二年 (2, 2)."""
    found = _PHASE.search(words, start, end)
    if found is None:
        return None
    if found["first"]:
        return 1, chinese_number(found["first"][1:]) or 1
    if found["last"]:
        return 0, chinese_number(found["last"][1:]) or 1
    if found["nth"]:
        first = chinese_number(found["nth"]) or 1
        return first, chinese_number(found["to"]) or first if found["to"] else first
    return (1, 1) if found[0] == "首年" else (2, 2)


def _with_schedules(words: str, grants: Sequence[_Grant]) -> list[_Grant]:
    """第一年50万元, 第二年30万元 as one grant of two years; 前三年80%、后两年50% as one of five."""
    merged: list[_Grant] = []
    for grant in grants:
        previous = merged[-1] if merged else None
        if grant.phase is None or len(grant.group.figures) != 1:
            merged.append(grant)
            continue
        first, last = grant.phase
        if (
            previous
            and previous.schedule
            and (first in (0, len(previous.schedule) + 1))
            and previous.group.kind == grant.group.kind
            and (grant.start - previous.end) <= 4
            and words[previous.form[0] : previous.form[1]] == words[grant.form[0] : grant.form[1]]
        ):
            years = last if first == 0 else last - first + 1
            previous.schedule += [(grant.group.kind, grant.group.figures[0])] * min(years, 20)
            previous.end = grant.end
            previous.limits += [limit for limit in grant.limits if limit not in previous.limits]
            continue
        if first == 1 and last <= 20:
            grant.schedule = [(grant.group.kind, grant.group.figures[0])] * last
        merged.append(grant)
    for grant in merged:
        if grant.schedule and len({figure.start for _, figure in grant.schedule}) == 1:
            grant.schedule = []  # 前两年按50%: nothing follows, it is a share for two years
            grant.years = grant.phase[1] if grant.phase and grant.phase[1] > 1 else grant.years
    return merged


# ---- grants into rows ------------------------------------------------------------------------------------------------


def parse_benefits(text: str, offset: int = 0) -> tuple[Benefit, ...]:
    """Every benefit of one clause, one row for one recipient; spans are shifted by `offset`.

    >>> [(b.recipient, b.amount.source) for b in parse_benefits("对新认定的国家级、省级孵化器，分别给予50万元、20万元奖励。")]
    [('国家级', '50万元'), ('省级孵化器', '20万元')]
    >>> [benefit] = parse_benefits("对企业研发项目，按研发投入的5%给予补助，最高不超过50万元。")
    >>> benefit.rate.source, benefit.base, benefit.cap.source, benefit.form
    ('5%', '研发投入', '50万元', '补助')
    >>> parse_benefits("设立规模1亿元的基金，增加值达到370亿元。")
    ()
    """
    reader = _Reader(text)
    rows: list[Benefit] = []
    for grant in reader.read():
        rows += _rows(reader.words, reader.plain, grant, offset)
    return tuple(rows)


def _rows(words: str, source: Plain, grant: _Grant, offset: int) -> Iterator[Benefit]:
    figures = grant.group.figures
    subject = grant.subject
    count = len(figures)
    in_a_row = count > 1 and grant.years == count
    recipients: list[Stretch | None] = [subject.recipient if subject else None]
    chosen: list[Stretch] = []
    if grant.own:
        recipients = [*grant.own]
    elif subject and count > 1 and not in_a_row:
        chosen = distributed(words, subject, count)
    elif subject and count == 1 and grant.apart and not grant.schedule:
        chosen = listed(words, subject)
    recipients = [*chosen] or recipients
    if in_a_row:
        grant.schedule = [(grant.group.kind, figure) for figure in figures]
        grant.years = None
    elif count == 1 and grant.group.kind == "money" and grant.years and not grant.at_most and not grant.schedule:
        grant.schedule = [("money", figures[0])] * grant.years
        grant.years = None
    if grant.schedule:
        grant.years = None
    for index in range(max(len(recipients), 1 if grant.schedule else count)):
        recipient = recipients[index] if index < len(recipients) else recipients[-1]
        figure = figures[index] if index < count and not grant.schedule else figures[0]
        yield _benefit(source, grant, figure, recipient, index, offset)


def _benefit(
    source: Plain, grant: _Grant, figure: _Figure, recipient: Stretch | None, index: int, offset: int
) -> Benefit:
    def amount(start: int, end: int, value: Decimal) -> Amount:
        return Amount(value, source.verbatim(start, end), source.span(start, end, offset))

    def rate(start: int, end: int, value: Decimal) -> Rate:
        return Rate(value, source.verbatim(start, end), source.span(start, end, offset))

    caps = []
    for limit, per in grant.limits:
        chosen = limit.figures[index] if index < len(limit.figures) else limit.figures[0]
        caps.append(Cap(amount(chosen.start, chosen.end, chosen.value), per or chosen.per))
    money = grant.group.kind == "money"
    plain_figure = not grant.schedule
    per = grant.per
    if grant.schedule or (per and grant.years):
        per = "/".join(unit for unit in (per or "").split("/") if unit != "年") or None
    return Benefit(
        recipient=source.verbatim(*recipient) if recipient else "",
        condition=source.verbatim(*_trimmed(source, grant.condition)),
        form=source.verbatim(*grant.form),
        span=source.span(grant.start, max(grant.end, grant.start + 1), offset),
        amount=amount(figure.start, figure.end, figure.value) if money and plain_figure else None,
        amount_to=amount(*figure.to) if money and plain_figure and figure.to else None,
        is_upper_bound=grant.at_most and money,
        is_lower_bound=grant.at_least,
        per=per if money else None,
        rate=rate(figure.start, figure.end, figure.value) if not money and plain_figure else None,
        rate_to=rate(*figure.to) if not money and plain_figure and figure.to else None,
        rate_is_upper_bound=grant.at_most and not money,
        base=source.verbatim(*grant.base) if grant.base else None,
        caps=tuple(caps),
        schedule=tuple(amount(f.start, f.end, f.value) for _, f in grant.schedule) if money else (),
        rate_schedule=tuple(rate(f.start, f.end, f.value) for _, f in grant.schedule) if not money else (),
        years=grant.years,
    )


def _trimmed(source: Plain, condition: Stretch) -> Stretch:
    start, end = condition
    while start < end and source.words[start] in ",、;:。的":
        start += 1
    while end > start and source.words[end - 1] in ",、;:。的":
        end -= 1
    return start, end
