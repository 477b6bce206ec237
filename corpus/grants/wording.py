"""The words in which documents give money, and what the words around a figure say: its unit, years, form and base.

Patterns are data, each with an example; the functions are pure. Positions and the hidden stretches are those of
`corpus.grants.recipients`.
"""

from __future__ import annotations

import re

from corpus.grants.recipients import HIDDEN, Stretch, ends_in_party
from corpus.text.normal import chinese_number

NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
REACH = 60  # how far a figure looks to its left and right

# What is given. STRONG says so by itself; 支持, 资金, 贷款 only beside 给予 or in a longer name
STRONG = "(?:奖励|补助|资助|补偿|慰问)金|奖励|奖补|补助|补贴|补偿|贴补|资助|配套|贴息|津贴|奖金|安家费"
_CORE = f"{STRONG}|扶持|支持|生活费|经费|返还|返补|红包|报酬|贷款|授信|资金"
STRONG_WORD = re.compile(STRONG)

# 给予 20万元; 享有 90%的奖励; 提供 300万元贷款
GIVE = re.compile(
    r"给予|予以|给与|授予|发放|颁发|提供|享受|享有|获得|领取|返还|退还|奖给|补给|可申请|申请|给(?=[企其])"
)
# These give to whoever qualifies; 发放, 获得 as often tell what was given
FIRM_GIVE = re.compile(r"给予|予以|给与|奖给|补给|可申请|可享受|可领取")
# 补助3万元, 每家奖5万元: the word right before the figure gives
AWARD = re.compile(rf"(?:{STRONG}|支持|扶持|(?<=[家人个各户])奖)$")
# 按投资额的10%
BY = re.compile(r"按照?")
# 20万元的一次性奖励, 20万元、期限3年的贷款: the form follows the figure
FORM_RIGHT = re.compile(
    rf"{HIDDEN}*(?:的|之内的|以内的|以上的|以下的|左右的?)?(?:、[^,;:。]{{2,16}}?的)?(?:一次性)?[\u4e00-\u9fff]{{0,6}}?"
    rf"(?:{STRONG}|支持|扶持|贷款)"
)

# 最高, 不超过, 上限: the words of a limit, right before its figure
_LIMIT_WORD = re.compile(
    r"(?:最高|最多|至多|不超过|不得超过|不超|不高于|不得高于|不多于|不突破|上限|限额|封顶|控制在|限于)$"
)
# What may stand between 奖励 or 最高 and the figure
_FILLER = re.compile(
    r"(?:给予|予以|奖励|奖补|补助|补贴|资助|支持|扶持|贴息|享受|享有|获得|可以|可达|达到|可|达|资金|经费|金额|额度|总额|标准|费用|比例|系数"
    r"|为|是|按照|按|各|再|分别|依次|一次性|人民币|约|共|的|企业|单位|个人|团队|(?:主要)?负责人|高管|管理层|其|给|:|原则上|一般|累计|合计|总计|年度|全年|当年|最终"
    rf"|总|不超过|最高|不低于|至|{HIDDEN}|项目|年|{NUMBER}年(?:内|期)?|连续)$"
)
# 奖励|孵化器运营机构|5万元
_AWARD_TO = re.compile(
    r"(?:奖励|奖补|补助|补贴|资助)(?P<whom>(?:[\u4e00-\u9fff]{2,8}|引进)(?:机构|单位|企业|团队|人|人员|组织))$"
)
_MOST_AND_AWARD = re.compile(r"最高[^,;:]{0,8}$")

# 每, 每个, 单个, 单户, 同一
_EACH = r"(?:每|单[个一]|单(?=[项家户笔件台套部])|同一)"
_EACH_FILLER = re.compile(rf"{_EACH}(?:(?!最高|最多|不超|补|奖|资助)[^,;:每\d对的]){{1,10}}$")
# 每人每年, 每家企业, 单个技术合同, 每新增1000万元: up to a word that belongs to the grant
_PER = re.compile(
    rf"{_EACH}(?P<unit>(?:新增|增加|新开|新建|引进|培养|招用|吸纳|孵化|培育|完成|实现|获得|取得|满|超过?)[^,;:每]{{1,14}}?|[^,;:每\d一]{{1,4}}(?:[1一](?=[个家户人名位件项台辆座条场])[^,;:每\d]{{1,8}}?|\d[\d.]{{0,4}}%)|\d[\d.]{{0,6}}[万亿]{{0,2}}元(?:人民币)?|[^,;:每\d{HIDDEN}]{{1,12}}?)"
    rf"(?={HIDDEN}*(?:每|单个|同一|另[奖补给]|给|增[补加奖发]|加[奖补发]|追加|安排|拨付|减[免征]|免[收征]|发[放给]|最高|最多|至多|不超|不高|不得|不多|不低|不少|累计|总计|合计|补|奖|资助|支持|扶持|配套|贴|给予|予以|按|再|一次性|可|限|上限|分别|发放"
    r"|总额|金额|额度|封顶|享受|获|为|的|原则|标准[为是:奖补]|各|以|,|$|(?<=每[年月])(?!度|产|出|营|纳|销)))"
)
_COUNTER = re.compile(
    r"^(?:一|1)?(?:个|家|户|位|名|款|台|套|件|项|笔|条|张|座|栋|场|架|部|辆|艘)(?=[\u4e00-\u9fff]{2})|^(?:一|1)(?=[\u4e00-\u9fff])(?![万亿元])|^个"
)
_YEARLY = re.compile(r"(?:年度|全年|当年)(?!每)|(?<![\d一二三四五六七八九十])年(?=[补奖资贴])")

# 连续三年, 三年内每年, 五年奖励, 2年50%, 最长不超过36个月
_YEARS = re.compile(
    rf"(?:连续|连(?=[补奖])|为期|期限?为?|(?:同一|单个|每家|每个)(?:企业|单位|项目|个人|人)|(?:补贴|补助|奖励|贴息|资助|发放|享受)时间|最长|给予|享受|补[贴助]|共补|发放)(?:发放|补贴|补助|奖励|资助|扶持|享受|期限?为?|[补奖])?(?:不超过|不得超过|最长|为)*"
    rf"(?:(?P<a>{NUMBER})个?(?:自然|会计)?年|(?P<months>\d{{2}})个月)"
    rf"|(?P<b>{NUMBER})年内?,?每[年月季]|(?<![业立册户\d一二三四五六七八九十])(?P<d>{NUMBER})年内,?(?=按|给予|予以)|(?P<c>(?<![第前后\d年]){NUMBER})年(?:期)?的?(?=补贴|奖励|补助|资助|扶持|租金|房租|\d)"
)
# 前三年, 后两年, 第一年, 第二至三年, 首年
_PHASE = re.compile(
    rf"[前头首](?P<first>{NUMBER})年|后(?P<more>{NUMBER})年"
    rf"|第(?P<nth>{NUMBER})年?(?:[至到、-]第?(?P<to>{NUMBER}))?年?(?<=年)|(?P<word>首年|次年)"
)
_EACH_YEAR = re.compile(r"连续|每年|逐年|分年")
_PHASE_LIST = re.compile(rf"第{NUMBER}年?(?:(?:、|和|及)?第{NUMBER}年?)+(?<=年)")
# What stands between a subject and its grant and belongs to neither
_BEFORE_GRANT = re.compile(
    r"(?:,|分别|依次|一次性|均|各|再|可以|可|将|则|并|也|还|最高|原则上|应|另外?|同时|额外|当年|逐年|分年度?|择优|统一|相应|直接"
    rf"|每年|年度|累计|全年|(?:连续|为期|最长(?:不超过)?){NUMBER}个?年(?:内)?|{NUMBER}年内|[前后首头]{NUMBER}年|首年|次年"
    rf"|第{NUMBER}(?:年)?(?:[至到、-]第?{NUMBER})?年|第{NUMBER}年?[、和及](?=第)|由[^,;:的对]{{2,14}}|[省市县区州](?:级)?财政|财政|自[^,;:]{{1,12}}起|在[^,;:]{{2,12}}基础上|其中|给企业"
    r"|(?:补贴|奖励|补助|资助)(?:总额|金额|额度|资金)|(?:总额|金额|额度|标准))$"
)
_EACH_BEFORE_GRANT = re.compile(rf"(?<![对为给向]){_EACH}[^,;:的每对]{{1,14}}$")
# 以科技创新基金投入方式给予…
_MANNER = re.compile(r"以(?P<form>[^,;:。以]{2,24}?)(?:的)?(?:方式|形式)$")

# 运营补贴, 财政资金支持, 补助奖励: a form with the words right before it that belong to its name
FORM = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{0,8}}?)(?P<core>(?:{_CORE})+)")
ENDS_IN_FORM = re.compile(rf"(?:{_CORE})(?:给(?:予|与)?(?:企业|个人|其|单位|团队|投资者|投资方|投资人))?$")
_NOT_OF_NAME = re.compile(
    r"^.*(?:第[一二三四五六七八九十百]{1,4}条|的|分别|依次|各|均|给予|予以|一次性|元|以内|以下|以上|最高|不超过|比例|标准|企业|其|个人|单位|团队|人才|人员|毕业生|技师|技工|主体"
    r"|投资者|投资方|业主|由[^,]{0,6}财政|银行|机构|农户|学生|级|社(?!保)|者|中心|园|店|基地|孵化器|工作站|平台|实行|进行|发放|提供|享受|享有|再|同时|和"
    r"|与|并|等额|每.|年|月|(?<!事)后|为|按|比|可|将|给|或|及|对|用于|作为|申请|在|部分|执行|额度|左右|封顶|分期|是|予|项目|共)"
)
_THING_GIVEN_FOR = re.compile(r"的?(?P<thing>后|人才|项目|团队|平台|工作站)")
# 资金, 支持 alone say nothing: a fuller name elsewhere is preferred
BARE_FORM = re.compile(r"(?:资金|专项资金|支持|扶持)$")

# 国内展位费|补贴50%: a cost, without the party that bears it
_COST = re.compile(
    rf"(?:(?<=企业)|(?<=单位)|(?<=个人)|(?<=[,、;。:\n{HIDDEN}]))[^,;:、。{HIDDEN}]{{0,14}}(?:费用?|额|款|租金|利息|价|成本|投入|支出|工资|贡献)$"
)
AWARD_OF = re.compile(rf"(?:{STRONG})(?!额|金额|资金|标准|总额)")
_AFTER_BASE = re.compile(
    rf"(?:给予|予以|给企业|给|奖励|补贴|补助|资助|的?(?:一定|相应|不同|下列|以下|如下)?(?:的)?比例|的?(?:一定|下列|以下)|分[段档]|不超过|不高于|不低于|不少于|最高|分别|每年|一次性|的|{HIDDEN}|[前后首第]?{NUMBER}年)$"
)
_BEFORE_BASE = re.compile(
    r"^.*等(?=实际|[^,级]{0,6}(?:费|投入|支出|成本|款|额))|^.*(?:最高|不超过|不低于|不高于|可享有|享有|享受|一次性|分别|依次|其中|每年|,)|^[对和及与、并]+|^(?:参照|依照)(?=.{2})|^(?:给|其|该|所在)(?:企业|单位)?(?=.{2})"
    r"|^.*的(?=.)"
)
_IN_NO_BASE = re.compile(
    r"[,;:。|\n]|(?<![费额租金息用款])、|以上|以下|不低于|提高到|上浮|下浮|加补|再补|比例为|^[加再]"
)
_NO_BASE = re.compile(
    r"(?:其|该|企业|个人|单位|比例|标准|年度|每年|一定|不同|金额|额度|总额|最高|的|分别|给予|一次性|团队|项目|机构|补贴|奖励|补助|资助|配套)*"
)


def last(pattern: re.Pattern[str], words: str, start: int, end: int) -> int | None:
    """Where the last match in `words[start:end]` begins."""
    place = None
    for match in pattern.finditer(words, start, end):
        place = match.start()
    return place


def taken_off(left: str) -> tuple[str, bool]:
    """`left` without the filler before its figure, and whether a limit was among it.

    >>> taken_off("对认定的企业最高可给予")
    ('对认定', True)
    >>> taken_off("对认定的企业一次性奖励人民币")
    ('对认定的企业一次性奖励', False)
    """
    limited = False
    while left:
        if word := _LIMIT_WORD.search(left):
            limited, left = True, left[: word.start()]
            if AWARD.search(left):
                break
        elif not limited and (named := _AWARD_TO.search(left)):
            return left[: named.start("whom")], False
        elif not limited and AWARD.search(left) and not _MOST_AND_AWARD.search(left):
            break
        else:
            near = max(0, len(left) - 14)
            filler = _EACH_FILLER.search(left, near) or _FILLER.search(left, near)
            if filler is None:
                break
            left = left[: filler.start()]
    return left, limited


def grant_start(words: str, edge: int, verb: int) -> int:
    """From the verb back over 分别, 一次性, 每人每年, 连续三年 …: where a grant begins and its subject ends."""
    edge = max(edge, verb - 2 * REACH)
    while verb > edge:
        found = (
            _BEFORE_GRANT.search(words, max(edge, verb - 18), verb)
            or _MANNER.search(words, max(edge, verb - 30), verb)
            or _EACH_BEFORE_GRANT.search(words, max(edge, verb - 17), verb)
        )
        if found is None:
            break
        verb = found.start()
    return verb


def per_of(words: str, start: int, end: int) -> str | None:
    """每人每年 -> 人/年, 每个单位年度 -> 单位年度; None where the words count by nothing."""
    units = (
        _COUNTER.sub("", match["unit"]).strip(HIDDEN).removesuffix("人民币")
        for match in _PER.finditer(words, start, end)
    )
    return "/".join(unit for unit in units if unit) or None


def cap_per_of(words: str, start: int, end: int) -> str | None:
    """What a limit is counted per; 年度 counts too: 年度补贴总额不超过100万元."""
    start = max(start, words.rfind(",", start, end) + 1)
    yearly = _YEARLY.search(words, start, end)
    return per_of(words, start, end) or (yearly[0] if yearly else None)


def years_of(words: str, start: int, end: int) -> int | None:
    """连续三年 -> 3, 最长36个月 -> 3; None where the words name no number of whole years."""
    found = _YEARS.search(words, start, end)
    if found is None:
        return None
    if found["months"]:
        years, rest = divmod(int(found["months"]), 12)
        return years if years and not rest and years > 1 else None
    number = chinese_number(found["a"] or found["b"] or found["c"] or found["d"])
    return number if number and 1 < number <= 20 else None


_LENGTH = re.compile(rf"(?P<years>{NUMBER})个?(?:自然|会计)?年|(?P<months>\d{{2}})个月")


def years_near(words: str, years: int, start: int, end: int) -> tuple[int, int] | None:
    """Where the words say for how many years: 三年 and 36个月 of 3."""
    for found in _LENGTH.finditer(words, start, end):
        told = chinese_number(found["years"]) if found["years"] else int(found["months"]) // 12
        if told == years:
            return found.span()
    return None


_LONGEST_UNIT = 12  # characters behind a figure in which its unit may stand: 200元/人·月


def unit_near(words: str, unit: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a unit stands by which a figure is counted: behind it (元/亩), else nearest before it, 每人 before any 人."""
    behind = re.compile(rf"[/每·.]{re.escape(unit)}").search(words, end - 1, end + _LONGEST_UNIT)
    if behind is not None:
        return behind.end() - len(unit), behind.end()
    each = [*re.compile(rf"(?:{_EACH})[^,。;]{{0,4}}?{re.escape(unit)}").finditer(words, max(0, start - REACH), start)]
    at = each[-1].end() - len(unit) if each else words.rfind(unit, 0, start)
    at = words.find(unit, end, end + _LONGEST_UNIT) if at < 0 else at  # 12000 | 张
    return None if at < 0 else (at, at + len(unit))


def is_longest(words: str, start: int, end: int) -> bool:
    """Whether the years are but the longest: 最长三年, not 连续三年."""
    found = _YEARS.search(words, start, end)
    return found is not None and re.search("最长|最多|不超过|不得超过", found[0]) is not None


def is_yearly(words: str, start: int, end: int) -> bool:
    """Whether the words say that a sum comes again each year: 连续三年, 每年, but not 期限3年."""
    return _EACH_YEAR.search(words, start, end) is not None


def phases_listed(words: str, start: int, end: int) -> int:
    """第一年、第二年、第三年分别 -> 3: how many years a list names; 0 where there is none."""
    found = _PHASE_LIST.search(words, start, end)
    return len(re.findall("第", found[0])) if found else 0


def phase_of(words: str, start: int, end: int) -> tuple[int, int] | None:
    """First and last year: 前三年 is (1, 3), 第二年 (2, 2); 后两年, two more years, is (0, 2)."""
    found = _PHASE.search(words, start, end)
    if found is None:
        return None
    if found["word"]:
        return (1, 1) if found["word"] == "首年" else (2, 2)
    number = chinese_number(found["first"] or found["more"] or found["nth"]) or 1
    if found["first"]:
        return 1, number
    if found["more"]:
        return 0, number
    return number, (chinese_number(found["to"]) or number) if found["to"] else number


def ends_in_phase(left: str) -> bool:
    return any(match.end() == len(left) for match in _PHASE.finditer(left))


def manner_before(words: str, start: int, verb: int) -> Stretch | None:
    """以|自创区科技创新基金投入|方式给予: the manner is the form."""
    manner = _MANNER.search(words, max(start, verb - 34), verb)
    return manner.span("form") if manner else None


def form_name(words: str, match: re.Match[str], *, beside: bool = False) -> Stretch:
    """A match of FORM without what does not belong to its name: 给予运营补贴 -> 运营补贴, 配套支持 -> 配套.

    `beside` a figure even 人才 belongs to it: 5万元人才津贴.
    """
    own = _THING_GIVEN_FOR.fullmatch(match["name"]) if beside else None
    cut = None if own else _NOT_OF_NAME.match(match["name"])
    start, end = match.start() + (own.start("thing") if own else cut.end() if cut else 0), match.end()
    for per in _PER.finditer(words, max(0, start - 12), end):
        if start < per.end() <= match.start("core"):
            start = per.end()
    core = match["core"]
    for tail in ("支持", "扶持", "资金"):
        if core.endswith(tail) and STRONG_WORD.search(core[: -len(tail)]):
            return start, end - len(tail)
    return start, end


def base_in(words: str, start: int, end: int) -> Stretch | None:
    """What a share is taken of, out of the words around it: 企业上年度实际发生的|研发费用|的; None where they name nothing."""
    while end > start and (tail := _AFTER_BASE.search(words, max(start, end - 12), end)):
        end = tail.start()
    while (cut := _BEFORE_BASE.match(words[start:end])) and cut.end():
        start += cut.end()
    named = 2 <= end - start <= 40 and not _NO_BASE.fullmatch(words, start, end)
    if not named or ends_in_party(words, start, end) or _IN_NO_BASE.search(words, start, end):
        return None
    return start, end


def cost_before(words: str, start: int, end: int) -> Stretch | None:
    cost = _COST.search(words, max(start, end - 24), end)
    return base_in(words, *cost.span()) if cost else None
