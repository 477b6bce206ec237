"""The words before a grant in, who gets it and on what condition out: 对<condition>的<recipient>,给予…

Chinese puts the condition before the recipient (新认定的专精特新企业), after it (企业研发项目通过备案的), or leaves the
recipient to the sentence before (对考核优秀的). Nothing here parses grammar: the cuts are the last 的, the first noun that
names somebody, and the words that name a recognition (认定为 X).

Positions are positions in `words`, the text as `corpus.text.plain` gives it, in which what stands in brackets, quotation and
title marks is blanked by `\\0`, so that no rule cuts there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

Stretch = tuple[int, int]
HIDDEN = "\0"

# Longer stretches name no recipient; reading them whole would make the time grow with their square.
_LONGEST_PHRASE = 400
_LONGEST_RECIPIENT = 30

# Who can receive money ...
PARTY = (
    "用人单位|个体工商户|家庭农场|合作社|企业|公司|单位|机构|个人|团队|人才|组织|高校|院校|院所|学校|毕业生|研究生|本科生|大学生|[博硕]士生|残疾人|农民工|人员|专家|农户|商户"
    "|经营户|劳动者|创业者|投资者|经营者|获得者|完成人|主体|联盟|协会|商会|医院|银行|集团|院士|博士后|博士|硕士|学者|教授|教师|医生|学生"
    # 运动员, 教练员, 选手: whoever is named by what he does
    r"|[\u4e00-\u9fff]{1,2}(?<![动人满超减官定全雇裁议])员(?!会|工|额|单位|企业|名单|证)|选手|教练(?!员)"
    r"|(?:本科|大专|专科|中专)(?=每)|职工|员工|高管|负责人|家庭|企业家|工匠|技师|技工|特派员|居民|村民|消费者|运营商|服务商|买方|卖方|供方|需方|承租方|主办方|承办方|运营方|投资方|业主|门店|药店|商场|超市|酒店|民宿|人(?<![\d一二两三四五六七八九十百千万亿几多余]人)(?!工|次|数|均|口|机)"
)
# ... or stands for its owner
_THING = (
    "项目|平台|床位|中心|基地|园区|产业园|实验室|研究院|研究所|工作站|工作室|孵化器|加速器|众创空间|星创天地|综合体|产品|品牌|商标|专利"
    "|标准|成果|发明|论文|赛事|展会|活动|设备|车辆|车间|工厂|楼宇|载体|基金|作品|景区|示范区|街区|特色小镇|技术|装备|软件|系统|奖|村|店"
    "|目录|厂房|社|户|仓|库|场|院|站|馆|园|所|级|类"
)
_ENTITY = f"{PARTY}|{_THING}"
# A letter that ends the name of a thing also begins other words: 灵活就业社|保补贴, 缴纳社|会保险, 落户|口, 市场|地租金
HALF_A_WORD = re.compile(
    "社[保会团交区]|户[籍口型均外]|[场库][地所景次容存租]|所[得有需在属列述示占]|[级类][别型似]|院[士校]|园[林艺]|村[级委庄]|店铺|馆[藏配]|奖[项补励金]"
)
_ENDS_IN_PARTY = re.compile(rf"(?:{PARTY})等?{HIDDEN}*$")
ENDS_IN_ENTITY = re.compile(rf"(?:{_ENTITY})等?{HIDDEN}*$")
_FIRST_PARTY = re.compile(
    rf"(?:{PARTY})(?:毕业生|研究生|本科生|大学生|学生|教师|职工|员工|人才|人员|团队|负责人|高管(?:人员)?|联盟|协会|法人)?"
)
FIRST_ENTITY = re.compile(rf"(?:{_ENTITY})")
# 企业技术中心 names a centre, not an enterprise: a noun goes on through these
_NOUN_GOES_ON = re.compile(
    rf"[^,、的{HIDDEN}]{{0,6}}?(?:中心|实验室|研究院|研究所|基地|平台|孵化器|园区|产业园|工作站|标准|专利|证书|称号|项目|计划)"
)
# 企业 alone names nobody in particular: the words before it belong to the name
GENERIC = re.compile(
    r"(?:其|该|上述|以上|相关|有关|符合条件的?|入选|获奖|获评|获批|所在|申报|实施)?"
    r"(?:企业|公司|单位|机构|个人|团队|人才|组织|主体|人员|农户|居民|家庭|专家|学校|项目|平台|产品|设备|活动|[^\0]?者|其|业主)"
)
# 企业购置研发设备: a party that does something, not the thing it does it with
ACTS = (
    r"(?:自主|首次|新|当年|年度|上年|成功|主动)?(?:购置|购买|采购|引进|引入|租用|租赁|开展|实施|建设|新建|自建|投资|参加|参与|参展|举办|承办"
    r"|取得|获得|获批|获评|通过|研发|开发|申请|申报|聘用|招用|吸纳|设立|建立|使用|利用|承担|主导|入驻|完成|达到|入选|被|上市|挂牌|落户|缴纳"
    r"|发生|从事|在|上云|转化|销售|出口|贷款|融资|创办|创业|领取|组织|自主|返乡)"
)
_PARTY_ACTS = re.compile(rf"(?:{PARTY})(?={ACTS})")
_PARTY_AND_ACTS = re.compile(rf"(?:{PARTY})(?=(?:并且?|且|与)?(?:{ACTS}|签订))")
# 商业综合体引进品牌首店, as a party would
_PLACE_ACTS = re.compile(
    r"(?:综合体|园区|产业园|平台|中心|基地|孵化器|众创空间|景区|街区)(?=(?:新|成功|自主)?(?:引进|举办|承办|培育|孵化|新增))"
)
# 农民工返乡创办企业: what is founded is not who founds it
_FOUNDS = re.compile(r"(?:创办|开办|兴办|领办|创立|成立)(?:企业|公司|机构|合作社|家庭农场|门店)$")
# 租赁厂房1000平方米以上的: what is taken, not who takes it
_TAKES = re.compile(r"(?:租赁|租用|承租|购买|购置|采购|新购)")
# 企业购置1000平方米以上的厂房, not 企业吸纳的毕业生
_PARTY_ACQUIRES = re.compile(rf"(?:{PARTY})(?:购置|购买|采购|租用|租赁|参加|聘用|招用|吸纳|投保)(?!的)")
# 认定为 X, 获批 X, 入选 X: X is what gets the money
RECOGNISED = re.compile(
    r"(?:认定|评定|评选|评审|评为|确定|确认|命名|授予|备案|列入|入选|纳入|入围|获批|获评|获证|荣获|录入|收录|获得|取得|获|晋升|升级|成为|建成|设立|新建)"
    r"(?:为|成为|成|了|到)?"
)
_NEWLY = re.compile(
    r"(?:当年|年度)?新(?:增|建(?!设)|引进|购置)(?=[^的,]{3})|(?:对)?(?:(?:当年|年度|首次|新)(?:被)?|被|经)(?:认定|获批|评定|评为|引进|备案|入选|设立|成立|建成|获评|认证|注册|创建|上市|纳统|上规|入库)(?:的|为)?"
)
# 承担|国家重点研发计划项目
_UNDERTAKES = re.compile(r"(?:牵头|联合|主持|参与)?(?:承担|承接|主持|实施|开展)(?:了|的)?")
_ENDSRECOGNISED = re.compile(r",|且|并(?!购)")
# 与高校合作…, 被…: the party named first is not the one that gets it
_NOT_THE_RECIPIENT = re.compile(r"(?:与|和|同|被|由|经|为|向|从)")
# 鼓励企业上云: the policy's own verb is not part of the recipient
_POLICY_VERB = re.compile(
    r"(?:(?:大力|积极|加快|加大|进一步|着力|重点|全力)?(?:鼓励|支持|引导|推动|促进|扶持|培育|打造|推进|加强|强化|提升|激励|建设|发展|创建)(?:和|与|、)?)+"
)
# 1. (blanked (一)) 一是 第三条 其中 同时 凡 经: what a sentence opens with
_OPENING = re.compile(
    rf"(?:[{HIDDEN}\s,、。;:.*#>|①-⑳㈠-㈩⑴-⒛●■◆□▪►★※-]|\(?\d{{1,2}}[.、)](?!\d)|[a-z][.、)]|\[[^\[\]]{{1,20}}\]|[一二三四五六七八九十]{{1,3}}[、是]|第[一二三四五六七八九十百\d]{{1,4}}[条款项](?:之[一二三四五六七八九十])?"
    r"|[问答注]:|其中|此外|另外|同时|并且|对于|凡是?|而|的|一次性|奖励|奖补|补助|补贴|资助|配套|贴息)+"
)
# 对 that names a recipient; not 应对, 对外, 对接
_NO_FOR = "外(?!贸(?!易)|资|籍|地|省|向型)|接|口|标|象|比|照|应|内"
_FOR = re.compile(
    rf"(?<=[政府局委省市县区州年将续别另时并会厅部])对(?!{_NO_FOR}|策|称|手|方|等)|针对|(?<=[,])(?:向|给)"
)
_LONE_FOR = re.compile(rf"对(?!{_NO_FOR}|$)")
_FOR_AT_START = re.compile(rf"(?:(?<=[,;:。\n{HIDDEN}])|^)(?:并|且|其中|同时|凡|另)?(?:对于?|针对)(?!{_NO_FOR})")
# 认定后, 备案的, 之日起: the phrase is a condition turned into a noun
_TURNED_INTO_NOUN = re.compile(r"(?:的|之后|(?<!博士)后|时|之日起|的情况下|,|:)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who gets it (None: the phrase names nobody) and on what condition; `phrase` is the whole of both."""

    phrase: Stretch
    recipient: Stretch | None
    condition: Stretch


def read_subject(words: str, start: int, end: int) -> Subject | None:
    """The subject named in `words[start:end]`, the words between two grants; None where there is none."""
    start, end = _trimmed(words, max(start, end - _LONGEST_PHRASE), end)
    if start >= end:
        return None
    turned = words[end] == "的" if end < len(words) else False
    return _turned(words, start, end) if turned else _plain_noun(words, start, end)


def _trimmed(words: str, start: int, end: int) -> Stretch:
    """Without what opens and closes the phrase: 1.对…的, -> …; a phrase that ended in 的 still has it at its end."""
    if found := _for(words, start, end):
        start = found.end()
    if opening := _OPENING.match(words, start, end):
        start = opening.end()
    if not found and (lone := _LONE_FOR.match(words, start, end)):
        start = lone.end()
    while start < end and (closing := _TURNED_INTO_NOUN.search(words, max(start, end - 4), end)):
        end = closing.start()
        if closing[0] not in ",:":
            break
    if words[start:end].endswith("等"):
        end -= 1
    return start, end


def _for(words: str, start: int, end: int) -> re.Match[str] | None:
    return _FOR_AT_START.search(words, start, end) or _FOR.search(words, start, end)


def read_actor(words: str, start: int, end: int) -> Subject | None:
    """鼓励|企业|引进高端人才: whom a sentence that grants nothing speaks of."""
    begin, stop = _trimmed(words, max(start, end - _LONGEST_PHRASE), end)
    verb = _POLICY_VERB.match(words, begin, stop)
    acts = _acts(words, verb.end(), stop) if verb else None
    if (
        verb
        and acts
        and acts.end() - verb.end() <= _LONGEST_RECIPIENT
        and not re.search("[的,]", words[verb.end() : acts.end()])
    ):
        return Subject((begin, stop), (verb.end(), acts.end()), (acts.end(), stop))
    return read_subject(words, start, end)


def party_at(words: str, start: int, end: int) -> Stretch | None:
    """The party that the words begin with: |入选团队|项目经费资助."""
    found = _FIRST_PARTY.search(words, start, end)
    return (start, found.end()) if found and found.end() - start <= 8 else None


def party_that_acts(words: str, start: int, end: int) -> int:
    """Where the party ends that does what follows: 本科毕业生|在本市购房; `end` where no verb stands behind one."""
    found = _PARTY_AND_ACTS.search(words, start, end)
    return found.end() if found else end


def find_for(words: str, start: int, end: int) -> int | None:
    """Where the 对 stands that names the recipient; None where there is none."""
    found = _for(words, max(start, end - _LONGEST_PHRASE), end)
    return found.start() if found else None


def ends_in_party(words: str, start: int, end: int) -> bool:
    return ends_in(words, (start, end), _ENDS_IN_PARTY)


def _segments(words: str, start: int, end: int) -> list[Stretch]:
    cuts = [match.start() for match in re.finditer(",", words[start:end])]
    edges = [start, *(start + cut for cut in cuts), end]
    return [(a + (words[a] == ","), b) for a, b in pairwise(edges)]


def _plain_noun(words: str, start: int, end: int) -> Subject | None:
    """新认定的专精特新企业: the recipient stands at the end, after the last 的."""
    segments = _segments(words, start, end)
    first, last = segments[0], segments[-1]
    if len(segments) > 1 and ends_in(words, first, _ENDS_IN_PARTY) and not ends_in(words, last, ENDS_IN_ENTITY):
        return _with_head(words, start, end, first)
    if len(segments) == 1 and _PARTY_ACQUIRES.search(words, start, end) and not ends_in(words, last, _ENDS_IN_PARTY):
        return _turned(words, start, end)
    acting = len(segments) == 1 and "的" not in words[start:end] and _acts(words, start, end)
    founds = acting and _FOUNDS.search(words, max(start, end - 8), end)
    if acting and (founds or not ends_in(words, last, _ENDS_IN_PARTY)):
        return _turned(words, start, end)
    no_entity = _FIRST_PARTY.search(words, start, end) is None
    if ends_in(words, last, ENDS_IN_ENTITY) or (len(segments) == 1 and "的" in words[start:end] and no_entity):
        return _with_head(words, start, end, last)
    if ends_in(words, first, ENDS_IN_ENTITY):
        return _with_head(words, start, end, first)
    return _turned(words, start, end)


def _acts(words: str, start: int, end: int) -> re.Match[str] | None:
    return _PARTY_ACTS.search(words, start, end) or _PLACE_ACTS.search(words, start, end)


def _with_head(words: str, start: int, end: int, segment: Stretch) -> Subject:
    """The recipient is the last noun of `segment`; what modifies it is the condition."""
    begin = words.rfind("的", *segment) + 1 or segment[0]
    if segment[0] == begin and segment[0] != start and (verb := _POLICY_VERB.match(words, begin, segment[1])):
        begin = verb.end()
    if begin == start and (verb := _POLICY_VERB.match(words, begin, segment[1])):
        begin = min(verb.end(), segment[1])
    condition = (start, begin - 1) if begin > start and words[begin - 1] == "的" else (start, begin)
    if segment[1] < end:
        condition = (start, end) if begin > start else (segment[1] + 1, end)
    elif begin == start:
        condition = (start, start)
    if begin == start and (new := _NEWLY.match(words, begin, segment[1])) and segment[1] - new.end() > 1:
        begin = new.end()  # 新认定|市级品牌示范企业, where 的 was left out
        condition = (start, begin) if segment[1] == end else (start, end)
    recipient = (begin, segment[1])
    if words.endswith("部分", *recipient):
        return Subject((start, end), None, (start, end))  # 超过500万元的部分: a part of a sum gets nothing
    if GENERIC.fullmatch(words, *recipient) and segment[1] - segment[0] <= _LONGEST_RECIPIENT:
        recipient = (_after_policy_verb(words, *segment), segment[1])
        if words[recipient[0]] in "并且和及":
            recipient = (recipient[0] + 1, segment[1])
    return Subject((start, end), recipient, condition)


def _after_policy_verb(words: str, start: int, end: int) -> int:
    verb = _POLICY_VERB.match(words, start, end)
    return verb.end() if verb and verb.end() < end else start


def _turned(words: str, start: int, end: int) -> Subject:
    """企业研发项目通过备案(的): the recipient stands first, or is what was recognised, or is not named."""
    whole = (start, end)
    segments = _segments(words, start, end)
    first = segments[0]
    acting = "的" not in words[slice(*first)] and _acts(words, *first)
    if len(segments) > 1 and not acting and ends_in(words, first, ENDS_IN_ENTITY):
        subject = _with_head(words, start, end, first)
        return Subject(whole, subject.recipient, subject.condition)
    begin = _after_policy_verb(words, start, first[1])
    recognised = RECOGNISED.search(words, start, end)
    party = _first_noun(words, begin, first[1], _FIRST_PARTY)
    if party and _NOT_THE_RECIPIENT.match(words, *party):
        party = None
    if party and acting and acting.end() < party[1]:
        party = (party[0], acting.end())  # 孵化器|新孵化高新技术企业
    if party and not (recognised and recognised.start() < party[1]):
        return Subject(whole, party, (party[1], end))
    if party is None and acting and not recognised:
        return Subject(whole, (begin, acting.end()), (acting.end(), end))
    if recognised and (named := _recognised(words, recognised.end(), end)):
        return Subject(whole, named, whole)
    if len(segments) == 1 and not recognised and ends_in(words, whole, ENDS_IN_ENTITY) and end - begin <= 16:
        new = _NEWLY.match(words, begin, end) or _UNDERTAKES.match(words, begin, end)
        return Subject(whole, (new.end() if new and new.end() < end else begin, end), whole)
    new = _NEWLY.match(words, start, end)
    counts = re.search(r"\d", words[start:end])  # 新增就业10人: a figure to be reached
    if new and not counts and "的" not in words[start:end] and 3 <= end - new.end() <= 14 and len(segments) == 1:
        return Subject(whole, (new.end(), end), (start, new.end()))  # 新增|国际货运航线
    thing = _first_noun(words, begin, first[1], FIRST_ENTITY)
    if thing and words[thing[1] : thing[1] + 1] in tuple("权质贷交"):
        thing = None  # 专利|权质押贷款: half a word
    if thing and HALF_A_WORD.match(words, thing[1] - 1):
        thing = None
    if thing and thing[1] - thing[0] > 1 and not recognised and not _TAKES.match(words, thing[0]):
        return Subject(whole, thing, (thing[1], end))
    return Subject(whole, None, whole)


def _first_noun(words: str, start: int, end: int, pattern: re.Pattern[str]) -> Stretch | None:
    """From `start` to the end of the first noun that names a party: 高新区内企业|研发项目通过备案."""
    found = pattern.search(words, start, end)
    if not found:
        return None
    stop = found.end()
    if more := _NOUN_GOES_ON.match(words, stop, end):
        if pattern is _FIRST_PARTY:
            compound = words[stop : more.end()]
            if len(compound) <= 6 and not re.search(r"研发项目|开展|通过|获|新|建|投资|购", compound):
                stop = more.end()
        else:
            stop = more.end()
    modifiers = words.rfind("的", start, found.start()) + 1
    begin = modifiers or start
    return (begin, stop) if stop - begin <= _LONGEST_RECIPIENT else None


def _recognised(words: str, start: int, end: int) -> Stretch | None:
    """认定为|国家级企业技术中心: what stands after the words of recognition, without what modifies it."""
    start = max(start, words.rfind("的", start, end) + 1)
    if cut := _ENDSRECOGNISED.search(words, start, end):
        end = cut.start()
    if end - start < 4 and not ends_in(words, (start, end), ENDS_IN_ENTITY):
        return None  # 获得授权: no thing that money is given for
    return (start, end) if 1 < end - start <= 80 else None


def ends_in(words: str, stretch: Stretch, pattern: re.Pattern[str]) -> bool:
    start, end = stretch
    return pattern.search(words, max(start, end - 60), end) is not None
