"""What a sentence claims in words, held against its clauses: clause numbers, departments, places, validity, negation. Pure.

All texts are plain (assistant/writing/values.py). Each function yields the words that the clauses do not bear out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.reading.offices import TRADES, is_short_for
from assistant.writing.grounds import Grounds
from assistant.writing.values import plain
from corpus.measure import Measure
from corpus.text.normal import chinese_number
from index.tokens import word_classes

_N = r"[\d一二三四五六七八九十百零]{1,4}"
_LEVEL = re.compile(rf"第({_N})(部分|[编章节条款项点])")
_PART = re.compile(rf"附件({_N})")
_INSERTED = re.compile(rf"第{_N}条之{_N}")  # 第九条之二: an article put in later
_LISTED_NUMBERS = re.compile(rf"第({_N}(?:、{_N})+)[条项款]")  # 第一、三条
_LABEL = re.compile(
    r"(?:([一二三四五六七八九十]+)、)?(?:\(([一二三四五六七八九十]+)\))?(\d{1,3})(?:[.、](?!\d)|(?=规定|提出|明确|条|项))"
)
_NAMED = re.compile(rf"(工作|任务|措施|举措|行动|重点|专栏|卡片)({_N})(?!个|项|家|年|月|日|条|大)")
_ORDINAL = re.compile(rf"第{_N}")
_LEAF = "条款项点"

_QUOTED = re.compile(r'"([^"]{2,40})"')

_LEVELS = ("国家", "自治区", *"省市区县州旗盟")
# 市科技局, 省金融监管局, 兰州高新区管委会: a place or level, then a department
_DEPARTMENT = re.compile(
    r"(?:国家|自治区|[省市区县州旗盟])[\u4e00-\u9fff]{1,9}?(?:局|厅|管委会|委员会|办公室|领导小组|金融办|委(?=[^托员]|$))"
)
_TRADE = re.compile(rf"(?:{TRADES})(?:局|厅|委员会|委(?![托员])|办公室|办(?![法理公事])|保障中心|服务中心)")
# 由…负责: whoever acts must be named by the clause
_DESK = re.compile(rf"({TRADES})部门")  # 税务部门 may stand for 税务局
_ACTS = "牵头|负责|承担|实施|发放|统筹|组织|落实|受理|审批|审核|主管|兑现|配合|管理|监管|出资|安排|拨付|支付|评审|认定|审定|协调"
_AGENT = re.compile(
    rf"由([\u4e00-\u9fff、()和与]{{2,30}}?)(?:等(?:单位|部门)?)?(?:共同|联合|具体|直接|统一|优先)?(?:{_ACTS})"
)
_LISTED = re.compile(r"(牵头|责任|配合|实施)单位(?:则?是|为|有|包括|包含|里?有|:)+([^,;。:!?]{2,80})")
_ANYBODY = re.compile(
    r"^(?:各?有?相?关|各|其|该|本|政府|企业|单位|部门|财政|哪|谁|省|市|区|县|州|国家)+(?:的|部门|单位|方面|企业|政府|财政|机构)*$"
)
_LEVEL_MARK = re.compile(r"^(?:自治)?[省市州县区旗盟]")
_BETWEEN = re.compile(r"[、,和与及以]+|以及|等")
_ROLES = {"牵头": "lead", "责任": "responsible", "配合": "cooperating", "实施": "implementing"}
_ROLE = re.compile(r"牵头单位|责任单位|配合单位|实施单位|牵头|配合")

_PLACE_LIKE = re.compile(
    r"(?:^|[,;。:、\s]|在|到|由|向|对|为|省|市|州|自治区)([\u4e00-\u9fff]{2,3}(?:省|市|县|自治州|自治县|旗|高新区|经开区|新区))(?![级场内外直属长委局域民政府里])"
)
# 乌鲁木齐高新区内企业: a zone by name, where its companies or what it has are told of
_ZONE_LIKE = re.compile(
    r"(?:^|[,;。:、])([\u4e00-\u9fff]{2,5}?)(?:高新区|经开区|新区|开发区|自创区|保税区)(?=[的内里]|企业)"
)
_NO_PLACE = re.compile(
    r"[不再各本该我全其他她它此每某同整跨入上都超股门列进新老大小多两三几以及和与或的是在对由为把被将从向到]|国家|城市|地方|外省|自治|高新|园区|试验|示范|县市|市县|区县"
)

_LEADS = "归找请报交经给让送打问系询电"  # 换证归县残联

_HOLDS = re.compile(
    r"仍然?有效|现行(?:有效)?|(?:目前|现在|当前|如今|至今)[^,;。]{0,6}?(?:有效|执行|适用|生效|可以?申|继续|能申)|"
    r"仍在?(?:有效|执行|实施|生效|适用)|(?:依旧|依然|照常|继续|仍旧)(?:有效|执行|适用|实施|生效)|(?:没有|没|尚?未|并未)(?:过期|失效|到期|废止)|"
    r"(?:还|仍)(?:可以|能|可)(?:继续)?申|长期有效|永久有效|有效期内|不受期限|(?:目前|现在|当前|如今|至今)[^;。]{0,25}?(?:还|仍)(?:可以|能|可)"
)
_GONE = re.compile(
    r"(?:已经?|现已|目前已|早已)(?:过期|失效|废止|到期|停止|作废|终止|取消|截止)|不再(?:有效|执行|适用)|已被[^,;。]{0,20}(?:取代|废止|替代)"
)
_EXTENDED = re.compile(r"延长|延续至|顺延|续期|展期")
_UNTIL = re.compile(
    r"(?:有效期|施行期|执行期|实施期|期限|有效)[^,;。]{0,4}(?:至|到|截至|截止)([^,;。]{4,14})|(?:执行|实施)(?:至|到)([^,;。]{4,14})"
)

_NOT = r"[得拿受]不到|不再|不得(?!超|低|少|高|多)|不予|不需要?|不用|不必|不能|不可以?|不会|不应|不(?!得?[超低少高多]|断|同|仅|可抗|动产|但|足|等|过|管|论|限|满|到|及|良|一|大|多|久|如|忘|只|光|在)|无需|无须|未能|未(?!来)|没有|无(?!偿|形|锡|人机|线|论|障碍|缝|纸)|非(?!常|营利|公|物质|遗|首都|招标|物)|免予|免于|禁止|严禁"
_NEGATED = re.compile(
    rf"(?P<not>{_NOT})(?:要|得|再|予以?|能|可以?|会|应|被|进行|作|牟)*(?!低于|少于|超过|高于|多于|足|[得予能可])(?P<what>[\u4e00-\u9fff]{{2}})"
)
_DENIES = re.compile(r"[不没未无非免省禁]|除外|取消|停")
_ALLOWS = re.compile(r"(?<!不)[可能](?:以|够)?$")
NEAR_DENIAL = 6  # characters in front of a word that may deny it in other words: 没人提异议
_OF_DOCUMENT = re.compile(r"(?:写|说|明|规定|提|给出|列|涉|公布|载|标|交代|指|限定|设定|找|具体|统一|单独|另)")
_PIECES = re.compile(r"[,;。:!?]")
_UNSTATED = re.compile(r"(?:没有?|未|不)(?:具体|明确)?(?:写明?|明确|规定|说明?|提及|提到|列出|给出|涉及|公布|载明)")
BEFORE = 8  # characters in front of a word in which its negation may stand


def wrong_numbers(sentence: str, units: Sequence[Measure], clauses: Sequence[str]) -> Iterator[str]:
    """Numbers of clauses and annexes that are none of the cited clauses' own and none that their text refers to."""
    text = "\n".join(clauses)
    for found in _PART.finditer(sentence):
        if not any(found[0] in plain(unit.part + unit.label) for unit in units) and found[0] not in text:
            yield found[0]
    for found in _INSERTED.finditer(sentence):
        if found[0] not in text and not any(found[0] in plain(unit.label) for unit in units):
            yield found[0]
    sentence = _INSERTED.sub("", sentence)
    levels = [(found[0], chinese_number(found[1]), found[2]) for found in _LEVEL.finditer(sentence)]
    if len({kind for _, _, kind in levels}) == 1:  # 第3条至第8条: several clauses, no path to one
        leaf = levels[0][2] in _LEAF
        own = {number for unit in units for number in (_numbers(unit)[-1:] if leaf else _numbers(unit))}
        named = _named_in(text)
        for words, number, _ in levels:
            if words not in text and number not in own and number not in named:
                yield words
    elif levels and not all(words in text for words, _, _ in levels):
        wanted = [number for _, number, _ in levels]
        if not any(_is_path(wanted, _numbers(unit), leaf=levels[-1][2] in _LEAF) for unit in units):
            yield "".join(words for words, _, _ in levels)
    for found in _LABEL.finditer(sentence):
        if (found[1] or found[2]) and found[0] not in text:
            numbers = [chinese_number(group) for group in found.groups() if group]
            if not any(_numbers(unit)[-len(numbers) :] == numbers for unit in units):
                yield found[0]
    for found in _NAMED.finditer(sentence):
        labels = [match for unit in units if (match := _NAMED.fullmatch(plain(unit.label)))]
        if found[0] not in text and not any(
            chinese_number(label[2]) == chinese_number(found[2]) and label[1] == found[1] for label in labels
        ):
            yield found[0]


def _named_in(text: str) -> set[int | None]:
    """The numbers of clauses that a text refers to, those between 第3条 and 第8条 with them."""
    found = {chinese_number(one) for listed in _LISTED_NUMBERS.findall(text) for one in listed.split("、")}
    for first, last in re.findall(rf"第({_N})[条项款]?(?:至|到|-)第?({_N})[条项款]", text):
        low, high = chinese_number(first), chinese_number(last)
        if low is not None and high is not None and low <= high <= low + 100:
            found |= set(range(low, high + 1))
    return found


def numbering(sentence: str) -> list[tuple[int, int]]:
    """Where a sentence numbers clauses, annexes or years in a row (第二年): those figures count nothing."""
    labels = [found.span() for found in _LABEL.finditer(sentence) if found[1] or found[2]]
    others = [found.span() for pattern in (_PART, _NAMED, _ORDINAL) for found in pattern.finditer(sentence)]
    return labels + others


def _numbers(unit: Measure) -> list[int | None]:
    """附件2 四、10. -> [4, 10]: the numbers of a label, its annex left out."""
    label = plain(unit.label).removeprefix(plain(unit.part))
    label = _PART.sub("", label)
    return [chinese_number(words) for words in re.findall(rf"{_N}", label)]


def _is_path(wanted: Sequence[int | None], own: Sequence[int | None], *, leaf: bool) -> bool:
    """Whether the wanted numbers stand in the label in their order, the last one last where it names a clause."""
    if not own or (leaf and wanted[-1] != own[-1]):
        return False
    rest = iter(own)
    return all(number in rest for number in wanted)


def not_quoted(sentence: str, known: str) -> Iterator[str]:
    """Words in quotation marks that stand nowhere."""
    for found in _QUOTED.finditer(sentence):
        if found[1].strip("。,;:!?、") not in known:
            yield found[1]


def forms_of(name: str) -> Iterator[str]:
    """`name` and what is left of it from each level on: 州市发改委 was cut out of 兰州市发改委."""
    yield name
    for place in range(1, len(name) - 2):
        if name.startswith(_LEVELS, place):
            yield name[place:]


def departments_in(sentence: str, departments: Iterable[str]) -> list[str]:
    """The departments a sentence names: those the corpus knows, the longest first, then any that look like one."""
    found: list[str] = []
    rest = sentence
    for name in sorted(departments, key=lambda name: (-len(name), name)):
        if len(name) > 2 and name in rest:
            found.append(name)
            rest = rest.replace(name, "　" * len(name))
    return found + [match[0] for match in _DEPARTMENT.finditer(rest)]


def unknown_departments(sentence: str, departments: Iterable[str], grounds: Grounds) -> Iterator[str]:
    """Departments, and whoever 由…负责 or 牵头单位是… names, that the clauses do not name."""
    known = grounds.text + "\n" + grounds.text.replace("政府", "")  # 省国资委 is 省政府国资委
    for name in departments_in(sentence, departments):
        if not any(form in known for form in forms_of(name)) and not is_short_for(name, known):
            yield name
    for found in _TRADE.finditer(sentence):
        if found[0] not in known and not is_short_for(found[0], known):
            yield found[0]
    for found in _DESK.finditer(sentence):
        if not re.search(f"{found[1]}(?:局|厅|委|部|办)", known) and not is_short_for(found[0], known):
            yield found[0]
    named = [found[1] for found in _AGENT.finditer(sentence)] + [found[2] for found in _LISTED.finditer(sentence)]
    for names in named:
        for name in _split_names(names, known):
            is_known = name in known or any(form in known for form in forms_of(name)) or is_short_for(name, known)
            if not is_known and not _ANYBODY.match(name):
                yield name


def _split_names(names: str, known: str) -> list[str]:
    if names in known or _LEVEL_MARK.sub("", names) in known:  # 州工业和信息化主管部门 is one name
        return []
    return [name for name in _BETWEEN.split(re.sub(r"\(.*?\)", "", names)) if len(name) >= 2]


def wrong_roles(
    sentence: str, departments: Sequence[str], units: Sequence[Measure], clauses: Sequence[str]
) -> Iterator[str]:
    """Departments that the sentence gives a role (牵头, 责任, 配合, 实施) which no cited clause gives them."""
    if not any(unit.all_units for unit in units):
        return
    written: dict[str, str] = {}  # in running text
    for clause in clauses:
        for piece in re.split(r"[,;。:!?]", clause):
            for words, role in _by_role(piece):
                written[role] = written.get(role, "") + words + "\n"
    for piece in re.split(r"[,;。:!?]", sentence):
        for words, role in _by_role(piece):
            have = [plain(name) for unit in units for name in _units_of(unit, role)]
            have += [name.replace("政府", "") for name in have]
            for name in departments_in(words, departments):
                forms = list(forms_of(name))
                if any(form in written.get(role, "") for form in forms):
                    continue
                if not any(form in other or other in form for other in have for form in forms):
                    yield name


def _by_role(piece: str) -> Iterator[tuple[str, str]]:
    """The words of a piece with the role they are about: 由A牵头、B配合 is two, 牵头单位是A is one."""
    roles = list(_ROLE.finditer(piece))
    start = 0
    for place, role in enumerate(roles):
        following = roles[place + 1].start() if place + 1 < len(roles) else len(piece)
        if role[0].endswith("单位") and following - role.end() > 2:
            yield piece[role.end() : following], role[0][:2]
            start = following
        else:
            yield piece[start : role.start()], role[0][:2]
            start = role.end()


def _units_of(unit: Measure, role: str) -> tuple[str, ...]:
    names: tuple[str, ...] = getattr(unit, f"{_ROLES[role]}_units")
    return names


def other_places(sentence: str, places: Sequence[str], grounds: Grounds) -> Iterator[str]:
    """Places that are neither the cited documents' own nor named by the clauses."""
    rest = sentence
    for place in places:  # the longest first
        if place in rest:
            rest = rest.replace(place, "　" * len(place))
            if place not in grounds.text and not any(place in own or own in place for own in grounds.places):
                yield place
    yield from (place for place in other_places_in(rest) if place not in grounds.text)


def other_places_in(text: str) -> Iterator[str]:
    """Whatever looks like the name of a place, known to the corpus or not."""
    for found in _PLACE_LIKE.finditer(text):
        if not _NO_PLACE.search(found[1]) and not _is_word(found[1][:-1]):
            yield found[1]
    for found in _ZONE_LIKE.finditer(text):
        if not _NO_PLACE.search(found[1]):
            yield found[1]


def _is_word(name: str) -> bool:
    """Whether what stands in front of 县 or 市 is a word of another kind: 接着县农业农村局, 联系市工信局, 换证归县残联."""
    classes = word_classes(name)
    return name[-1] in _LEADS or (bool(classes) and not any(kind.startswith(("n", "j")) for kind in classes))


def wrong_validity(sentence: str, grounds: Grounds, until: Iterable[str]) -> Iterator[str]:
    """Claims of being in force or over that the register does not bear out. `until` are the ends it knows, as words."""
    known = "\n".join(grounds.clauses)
    force = {citation.in_force for citation in grounds.citations}
    for pattern, state in ((_HOLDS, {"yes"}), (_GONE, {"expired"}), (_EXTENDED, set[str]())):
        for found in pattern.finditer(sentence):
            if found[0] not in known and force != state:
                yield found[0]
    for found in _UNTIL.finditer(sentence):
        day = (found[1] or found[2]).replace("年年", "年")  # 2027年年底
        if day not in known and not any(day.startswith(end) or end.startswith(day) for end in until):
            yield found[0]


def says_unstated(sentence: str) -> bool:
    """文件没有写明申请时间: what such a sentence is about cannot stand in the clause."""
    return bool(_UNSTATED.search(sentence))


def wrongly_unstated(sentence: str, units: Sequence[Measure]) -> Iterator[str]:
    """A sum or a department called unstated by a sentence whose clauses state one."""
    found = _UNSTATED.search(sentence)
    if found is None:
        return
    if re.search(r"金额|数额|多少|标准|比例", sentence) and all(unit.benefits for unit in units):
        yield found[0]
    if re.search(r"牵头|负责|责任|部门", sentence) and all(unit.all_units for unit in units):
        yield found[0]


def turned_around(sentence: str, clauses: Sequence[str]) -> Iterator[str]:
    """A thing denied that the clauses affirm, or affirmed that they only deny."""
    text = "\n".join(clauses)
    denied = {found["what"] for found in _NEGATED.finditer(text)}
    said = {found["what"] for found in _NEGATED.finditer(sentence) if not _OF_DOCUMENT.match(found["what"])}
    said = {what for what in said if word_classes(what) != {"n"}}  # 不用企业掏 denies no enterprise
    denied = {what for what in denied if what[0] not in "在第"}
    for what in said - denied:
        if what in text and _is_told(what, text):
            yield what
    for what in denied - said:
        if what in sentence and not _stands_affirmed(what, text) and _is_told(what, sentence):
            yield what


def _is_told(what: str, sentence: str) -> bool:
    """Whether `what` stands in the sentence with nothing in front that denies it: 没人提异议 denies as 无异议 does, in other words."""
    places = (at.start() for at in re.finditer(re.escape(what), sentence))
    before = (_PIECES.split(sentence[:place])[-1][-NEAR_DENIAL:] for place in places)
    return any(_ALLOWS.search(words) or not _DENIES.search(words) for words in before)


def _stands_affirmed(what: str, text: str) -> bool:
    """Whether `what` stands anywhere without a negation right in front of it."""
    for found in re.finditer(re.escape(what), text):
        before = text[max(0, found.start() - BEFORE) : found.end()]
        if not any(negated["what"] == what for negated in _NEGATED.finditer(before)):
            return True
    return False
