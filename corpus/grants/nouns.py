"""The nouns of a text that name whoever may get something, what kind each is of, and what stands right beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.grants.distribution import LEVEL
from corpus.grants.recipients import ACTS, ENDS_IN_ENTITY, HALF_A_WORD, HIDDEN, PARTY, RECOGNISED, Stretch

# Who can receive money, beyond PARTY: whoever is named by what he does
_MORE = (
    "卖家|买家|商家|实体|俱乐部|旅行社|绣娘|导游|妇女|群众|对象|父母|选手|货主|车主|船东|店主|大户|食堂|总监|主播|市民|渔民|牧民|茶农|果农|粮农|菜农|蚕农|椒农|绣坊"
    "|[^员]护理员|[^成]指导员|辅导员|联络员|裁判员|评茶员|教练|骨干|[\u4e00-\u9fff][师匠](?![范资德生傅徒团心人]|事务)|学徒(?![制工])|带头人|传承人|权利人|申请人|借款人|被征收人|(?:从业|获奖|创业|取得证书|购房|投保)者|学员|新生|师傅|船员|司机|户"
)
_TAIL = "毕业生|研究生|本科生|大学生|学生|教师|职工|员工|人才|人员|团队|负责人|高管(?:人员)?|联盟|协会|法人|家庭|成员"
_PLAIN_PARTY = PARTY.rpartition("|人(")[0]  # 人 alone names somebody only as below: not 大同市人民政府, not 1万人
_HEAD = re.compile(
    rf"(?:{_PLAIN_PARTY}|{_MORE}|(?<=[^\d一二两三四五六七八九十百千几每万个、,。;:(])人(?!工|次|民|才|数|均|口|机|社|力|行|事|气|物|身|居|类|大|造|文|防|选))(?:{_TAIL})?"
)
_PARTY_END = re.compile(rf"(?:{PARTY}|{_MORE})等?$")
# What stands for whoever owns or runs it; a single letter names one only behind others: 加氢站, not 站
THINGS = re.compile(
    "(?:项目|平台|床位|中心|基地|园区|产业园|实验室|研究院|研究所|工作站|工作室|工坊|孵化器|加速器|众创空间|综合体|品牌|赛事|展会|车间|工厂|楼宇|载体|作品|景区"
    r"|示范区|街区|小镇|牧场|航线|线路|工程|示范)(?![的地]?(?:评定|认定|建设|管理|申报|费|数|额))|(?<=[\u4e00-\u9fff]{2})[站馆园所店仓院港场库点](?![\u4e00-\u9fff])"
)
# Where a noun begins: behind a particle, a sign, or a verb that takes it
_EDGE = re.compile(
    rf"[元%的被把将让令及或等每均须未已并且凡该其至到{HIDDEN},、。;:!?|\n()\"<>*#/%-]|以(?![上下内外前后])|(?<!规模)(?<!限额)以[上下内]|对(?!象|外|口)|向(?!导)|给予|给(?!排)|由|为(?!主)|从(?!业|事)|按|经(?!营|济|理|销|纪|办)|在(?!校|职|岗|读|线|建|编)"
    r"|使(?!用|馆)|和(?!谐)|与(?!会)|各(?!类)|应(?!届|用|急|聘)|可(?!再)|\d(?![\da-zA-Z]*[级星aA年])|(?:家|个|名|位|户)(?=企业|单位|机构|人|项目|团队)|第.{1,3}[条章节款]|[一二三四五六七八九十]是|\d年"
    r"|支持|鼓励|引导|奖励|补贴|补助|资助|引进|引入|招用|吸纳|认定|获评|评为|取得|获得|安排|参加|入住|收住|承办|举办|通过|超过|带动|接收|参赛|购买|租用|租赁"
    r"|培育|扶持|推动|帮助|组织(?=[^,;。]{2})|入选|符合条件|针对|属于|关于|促进|加强|推进|完善|落实|加快|区分|包括"
)
_ACTS = re.compile(ACTS)
_LONGEST = 16
_NOUNS_OF_A_SENTENCE = 8
# 科技企业|孵化器, 企业|技术中心: a party that only opens the name of a thing
_OPENS_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:孵化器|加速器|技术中心|研究中心|服务中心|研究院|研究所|实验室|工作站|产业园|服务平台|集聚区|总部基地)"
)
_ON_ITS_OWN = re.compile(rf"{ACTS}|[给按每均可由予应须经已未被从向对为与和及或且并不新首]")
# People, whom other sums are given than organisations; a word of many people is neither
_PERSON = re.compile(r"(?:[人员生者士才师工户民女众友娘手母]|专家|专员|导游|劳动力|骨干|家庭|个人|导师|对象)$")
_NOBODY = re.compile(
    r"(?:其|该|本|上述|以上|前述)?(?:本人|其人)|(?:年度|每年|当年)?组织|单[个家户]|[一二两三四五六七八九十百千万]+人"
)
_ORGANISES = re.compile(r"[\u4e00-\u9fff](?<![的可应须在给按均每和与或及等])")  # 组织|商户参展: what one does
_FRAME = re.compile(
    r"^(?:上述|以上|相关|有关|符合条件|入选|所在|申报|实施|新|一线|本市|我市|本区|我区|本县|区内|市内|县内)"
)
_DEED = re.compile(
    rf"(?:经(?:批准|认定))?(?:{ACTS}|{RECOGNISED.pattern}|采用|种植|养殖|生产|列为|办好|进入|加入|制定|主持|符合|办理|签订|每)"
)
_GIVES = re.compile(r"(?:再|另外?|一次性|各|分别|奖励|奖补|补助|补贴|资助|配套|[奖补给]|叠加|追加|同时)*")
_GIVEN_AT_END = re.compile(
    "(?:建设|运营|认定|一次性|专项)*(?:奖励|奖补|补助|补贴|资助|奖|扶持|支持|贴息|资金|标准|政策)+$"
)
_PURE_LEVEL = re.compile(
    rf"(?:(?:{LEVEL})|[一二三四五六七八九十特甲乙丙丁A-Ea-e1-5]{{1,3}}[级类等档星]级?|[初中高]级工?|[^的]{{0,6}}[级类等档]|(?:高级)?技师|[^的]{{0,3}}[金银铜]奖|第[一二三四五六七八九十]名?|[金银铜]牌)[{HIDDEN}()（）]*(?:[（(][^）)]{{1,8}}[）)])?"
)
_LEVELS = re.compile(rf"(?:{_PURE_LEVEL.pattern})(?:(?:、|以及|[及和与或])(?:{_PURE_LEVEL.pattern}))*")
_BEFORE = tuple(
    (name, re.compile(rf"(?:{words})$"))
    for name, words in (
        ("give", "给予|予以|给与|奖给|补给|发给|付给|拨给|给"),
        ("award", "奖励|奖补|补助|补贴|资助|补偿|补"),
        ("support", "支持|鼓励|引导|扶持|推动|帮助|激励"),
        ("for", "对于?|针对|凡|凡是"),
        ("by", "由|经|被"),
        ("rule", "按照?|依照?|根据|参照"),
        ("with", "与|和|同"),
        ("towards", "向|为|从|到|在"),
        (
            "takes",
            "引进|引入|招用|吸纳|聘用|培养|培训|组织|接待|输送|收住|服务|带动|新增|招收|接收|吸引|推荐|介绍|安置|雇佣",
        ),
        ("becomes", "认定为?|评为|获评|获批|列入|列为|入选|取得|获得|成为|建成|新建|设立"),
        ("of", "的"),
        ("and", "、|及|或"),
        ("sign", "[,;:。|\\n\\0]"),
    )
)
_BEHIND = tuple(
    (name, re.compile(words))
    for name, words in (
        (
            "then given",
            r"的?,?(?:可|均|再|另|各|分别|一次性|每年|最高|由[^,;。]{2,8}|按[^,;。]{2,16})*(?:给予|予以|奖励|奖补|补助|补贴|资助|享受|发放|给|补|奖)",
        ),
        ("then share", r"的?,?按"),
        ("then each", r"的?,?每"),
        ("who", "的,"),
        ("colon", "[:|]"),
        ("and", "[、和及与或]"),
        ("of", "的"),
        ("sign", r"[,;。\n]"),
        ("figure", r"\d"),
    )
)
# What stands right before a name, by what it does to it; what stands right behind
_GIVEN_TO = ("give", "award", "for", "support")


def nouns(
    words: str, start: int, end: int, most: int = _NOUNS_OF_A_SENTENCE, heads: re.Pattern[str] = _HEAD
) -> Iterator[Stretch]:
    """The parties that `words[start:end]` names, in order, each from the word that begins it; overlapping heads as one."""
    count, floor = 0, start
    for head in heads.finditer(words, start, end):
        if count >= most:
            return
        if len(head[0]) == 1 and HALF_A_WORD.match(words, head.start()):
            continue
        begin = max(floor, head.end() - _LONGEST, start)
        for edge in _EDGE.finditer(words, begin, head.end()):  # an edge looks at what stands behind it
            if edge.end() > head.start():
                break
            begin = edge.end()
        begin = min(begin, head.start())
        if head.end() - begin < 2 or _NOBODY.fullmatch(words, begin, head.end()):
            continue
        if words.endswith("组织", begin, head.end()) and _ORGANISES.match(words, head.end()):
            continue
        if frame := _FRAME.match(words, begin, head.start()):
            begin = frame.end()
        stop = head.end()
        is_party = heads is _HEAD and not _ON_ITS_OWN.match(words, stop)
        if is_party and (thing := _OPENS_NAME.match(words, stop, end)):
            stop = thing.end()
        count += 1
        floor = stop
        yield begin, stop


@lru_cache(50_000)
def kind_of(text: str) -> str:
    if not text:
        return "nobody"
    if _PARTY_END.search(text):
        return "party"
    if _DEED.match(text):
        return "deed"
    if is_level(text):
        return "level"
    return "thing" if ENDS_IN_ENTITY.search(text) else "other"


@lru_cache(50_000)
def is_person(text: str) -> bool:
    return _PERSON.search(text) is not None


def is_level(words: str) -> bool:
    """Whether the words are but levels or grades, which somebody has: 省级, 四级(中级工), 银牌, 国家级、省级."""
    return _LEVELS.fullmatch(words) is not None


def names_nobody(words: str) -> bool:
    """再奖, 一次性, 奖励标准: words of giving and of what is given that were taken for who gets it."""
    return _GIVES.fullmatch(words) is not None or _GIVEN_AT_END.fullmatch(words) is not None


def is_party(words: str) -> bool:
    return _PARTY_END.search(words) is not None


def starts_as(text: str) -> str:
    found = re.match(ACTS, text) or _EDGE.match(text)
    return "deed" if found and found.end() < len(text) else "name"


def led_by(words: str, start: int) -> str:
    """By what a name is led: given to, supported, taken in."""
    near = max(0, start - 4)
    return next((name for name, pattern in _BEFORE if pattern.search(words, near, start)), "start" if not start else "")


def followed_by(words: str, end: int) -> str:
    """What follows a name."""
    return next(
        (name for name, pattern in _BEHIND if pattern.match(words, end)), "acts" if _ACTS.match(words, end) else ""
    )


def stands_as_receiver(words: str, noun: Stretch) -> bool:
    """Whether somebody is given to there: 给予|企业|, 企业|,给予."""
    return led_by(words, noun[0]) in _GIVEN_TO or followed_by(words, noun[1]) == "then given"


def without_given(words: str, start: int, end: int) -> Stretch:
    """A heading without what is given at its end: |创业孵化基地|奖补."""
    bare = _GIVEN_AT_END.search(words, start, end)
    return start, bare.start() if bare else end


def acts_behind(words: str, end: int) -> bool:
    """Whether a verb stands behind a name: 企业|购置."""
    return _ACTS.match(words, end) is not None
