"""A document's sentences in, what they say of its force out: from when, until when, of which part, and what it repeals."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from corpus.facts.references import parse_references
from corpus.measure import MAIN_PART
from corpus.outline.furniture import Part
from corpus.text.normal import chinese_number, fold

_CN_DIGITS = "零一二三四五六七八九0o"  # 二0二0年 and 二O二O年 are often typed
_DATE_WORDS = (
    rf"(?P<{{0}}y>(?:19|20)\d{{{{2}}}}|[{_CN_DIGITS}]{{{{4}}}})[年./-](?P<{{0}}m>\d{{{{1,2}}}}|[一二三四五六七八九十]{{{{1,2}}}})"
    r"[月./-](?:(?P<{0}d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?|(?P<{0}e>底))?"
)


def date_pattern(name: str) -> str:
    return _DATE_WORDS.format(name)


DATE = re.compile(date_pattern("a"))
_YEAR = r"(?:19|20)\d{2}年"
_WORKS = "施行|实施|执行|生效|试行|实行|起效|计算"
_FOREIGN = re.compile(
    r"该|许可证|合格证|证书|资质|合同|协议|资格|活动|项目|工程|保修|质保|租赁|租期|聘期|任期|申报|报名|受理|授牌|称号|消费券|券"
)
_DAYS = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:个工作)?[日天]"
# 发布之日, 发布次日, 发布之日起次月1日, 发布后第30日, 公布30日后
_PRINTED = (
    r"(?P<print>(?:本[\u4e00-\u9fff]{1,6})?(?:印发|发布|公布|下发|签发|颁布|发文)"
    r"(?:(?:之日)?起?的?(?P<month>次月)(?:1日|一日|首日)?|之?(?P<next>次日)|之日"
    rf"|后(?=[第满]?{_DAYS})|(?=满?{_DAYS}[之以]?后)))"
)
_SINCE = re.compile(
    rf"(?:自|从|于)?(?:{date_pattern('a')}|{_PRINTED})(?:起)?"
    rf"(?:[第满]?(?:(?P<days>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?P<working>个工作)?[日天]|(?P<later>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})个月)(?:之后|以后|后)?(?:起)?)?,?(?:正式|开始|起)?(?:{_WORKS})"
)
_TERM = r"(?:有效期限?|执行期限?|实施期限?|政策期限?|施行期限?|试行期限?|适用期限?|执行时间|实施时间|政策时限|期限)(?:自|从|为|是|:|统一|暂定|暂为|共)*"
_UNTIL = re.compile(rf"(?:{_TERM})(?:至|到|截至|截止到?)(?:{date_pattern('u')}|(?P<year>{_YEAR})(?P<yearend>底|末)?)")
_RANGE = re.compile(
    rf"(?:{_TERM})(?:{date_pattern('a')}(?:起)?|(?P<from>{_YEAR}?))(?:-{{1,2}}|至|到|~)(?:{date_pattern('u')}|(?P<to>{_YEAR}))"
)
_FEW = r"\d{1,2}|[一二两三四五六七八九十]{1,2}"
_LENGTH = (
    rf"(?:(?P<years>{_FEW})年(?:[零又]?(?P<more>{_FEW})个月|(?P<half>半))?"
    r"|(?P<months>\d{1,3}|[一二两三四五六七八九十]{1,3})个月|(?P<halfyear>半年))"
)
# 有效期五年, 试行两年零六个月, 有效期一年半, 有效期半年
_YEARS = re.compile(
    rf"(?:{_TERM}(?:自?(?:{_WORKS}|印发|发布|公布)之日起(?:计算)?,?)?|(?:暂定|暂行|试行)期?(?:限|间)?[为是:]?(?:{_WORKS})?|为期){_LENGTH}"
)
# 有效期为自2020年6月1日起三年
_YEARS_FROM = re.compile(rf"{_TERM}{date_pattern('a')}起(?:计算)?,?{_LENGTH}")
_TO = re.compile(
    rf"(?:起(?:{_WORKS})?,?|{_WORKS},?)(?:有效期|期限)?(?:至|到|截至|截止到?)(?:{date_pattern('u')}|(?P<year>{_YEAR})(?P<yearend>底|末)?)"
)
_ENDS = re.compile(
    rf"(?:(?:于|至|到){date_pattern('u')}(?:止|自行失效|失效|自行废止|废止|自动失效|终止|结束|到期)|(?:,|^){date_pattern('v')}(?:到期|止|自?[动行]?失效|终止))"
)
_REPEAL = re.compile(
    r"(?:同时|予以|即行|自行|相应|一并|随之|一律|立即)?"
    r"(?:废止|失效|作废|停用|(?:停止|不再)(?:执行|实施|施行|适用|使用)|[被由]本[\u3400-\u9fff\U00020000-\U0003ffff]{1,4}(?:所)?(?:取代|代替|替代))"
)
# 决定废止下列文件: the titles that follow are repealed
_REPEALS_LIST = re.compile(
    r"(?:废止|失效)[^。]{0,30}(?:下列|以下|如下|目录|清单)|(?:下列|以下)[^。]{0,40}(?:废止|失效)"
)
_REPEALS_NOTHING = re.compile(
    r"已(?:于|经|由)?[^,]{0,16}(?:废止|失效)|(?:废止|失效)(?:[后前时]|日期|时间)|(?<!施行)(?<!实施)(?<!印发)(?<!发布)(?<!执行)之日起[^,<>]{0,6}(?:自行)?失效"
)
_STAYS = re.compile(r"继续(?:有效|执行|实施|施行|适用)")
# 决定对下列2件规范性文件予以废止: such a list may stand under any title
_DECIDES = re.compile(
    r"(?:文件|规章)[^。,]{0,20}予以(?:废止|失效)|(?:决定|宣布)[^。]{0,30}(?:废止|失效)[^。]{0,30}(?:文件|规章)"
)
_ENTRY = re.compile(
    r"^(?:[\d一二三四五六七八九十]{1,3}[.、．)）]|[（(][\d一二三四五六七八九十]{1,3}[)）])?《((?:[^《》]|《[^《》]*》){4,120})》"
)
_LOOSE_ENTRY = re.compile(r"^[^《》]{0,8}《((?:[^《》]|《[^《》]*》){4,120})》")
# 二、修改以下文件, 继续有效的文件目录: from here on the list is of others
_ANOTHER_LIST = re.compile(
    r"(?:修改|修订|修正|保留|继续有效|继续执行|延长|延续|重新公布)[^。]{0,30}(?:下列|以下|如下|目录|清单|文件)"
    r"|(?:下列|以下)[^。]{0,40}(?:修改|修订|修正|保留|继续有效|继续执行|延长|重新公布)"
)
_REPEALED = re.compile(r"废止|失效")
# 根据《…》: cited, not repealed; 《…》第五条同时废止 repeals a clause only
_CITED = re.compile(
    r"(?:根据|按照|依据|依照)《[^《》]*》|《[^《》]*》(?:[（(][^（）()]*[）)])?第[一二三四五六七八九十\d]+[条款项章](?:[、和及]第[一二三四五六七八九十\d]+[条款项章])*"
)
# What may head a clause of the main text: whether it has any decides whom a sentence in an annex speaks of
_CLAUSE = re.compile(
    r"第\s?[一二三四五六七八九十\d]{1,4}\s?[章条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)"
)
_ANNEX = re.compile(r"附[件表]\s?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})?")


def bare(text: str) -> str:
    return re.sub(r"[\s《》<>\"“”]", "", fold(text))


def date_of(words: str | None) -> date | None:
    found = DATE.search(re.sub(r"\s", "", fold(words))) if words else None
    return as_date(found, "a") if found else None


def as_date(found: re.Match[str], name: str, *, end: bool = False) -> date | None:
    """The day that a match of `date_pattern(name)` means; a bare month means its first day, or its last where `end`."""
    written_year = re.sub(r"o|(?<!\d)0|0(?!\d)", "零", found[f"{name}y"] or "")
    year, month = chinese_number(written_year), chinese_number(found[f"{name}m"] or "")
    if not year or not month or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    written = found[f"{name}d"]
    day = chinese_number(written) if written else last if end or found[f"{name}e"] else 1
    return date(year, month, day) if day and 1 <= day <= last else None


# 本办法, 以上政策: the sentence names the document that it stands in
_OURS = re.compile(
    r"本(?:政策|办法|意见|措施|规定|细则|方案|通知|条例|文件|公告|通告|决定|指南|标准|若干|实施|行动|计划|规划|规则)|(?:以上|上述|各项?)(?:政策|措施|意见|规定)"
)
# 税费优惠延续执行至2027年底: a policy of others that goes on
_GOES_ON = re.compile(r"(?:延续|延长)[^,]{0,6}(?:执行|实施)?至")
# 四、政策期限, 8.问:政策执行到什么时候: what heads the sentence on how long all of it holds
_ASKS_HOW_LONG = re.compile(
    rf"(?:(?:[一二三四五六七八九十]{{1,3}}、|第[一二三四五六七八九十\d]{{1,4}}[条章])?"
    rf"(?:本?(?:政策|文件|办法|措施)(?:的|{_WORKS}|有效)*|(?:{_WORKS}|有效)+)(?:期限?|时间|时限)"
    r"|(?:[^:]{0,8}:)?[^,]{0,12}(?:政策|办法|措施|文件)[^,]{0,6}(?:到(?:什么时候|何时|哪[天年一]|几[月号])|多久|多长时间|有效期|期限)[^,]{0,6})[:?]?"
)
_LONG = 700  # characters; in a longer text a sentence between its clauses speaks of the measure that it stands in
_FIRST, _LAST, _CLOSING = 0.08, 0.85, 0.95  # the shares of a text before and after which it speaks of itself


def validity_of(
    readable: str, parts: Sequence[Part], issued: date | None, own: set[str], *, explains: bool = False
) -> tuple[date | None, date | None, str | None]:
    """(in force from, last day, the annex it is about) as the sentences on taking effect say.

    `own`: the titles that mean this document, as `bare` writes them; `explains`: it is on the policy that is among them,
    so 该办法 is that policy.
    """
    since = until = part = None
    since_weight = until_weight = -1.0  # a sentence that says more of itself replaces one that says less
    months_told = 0
    before = ""
    main = sum(1 for line in fold(parts[0].span.of(readable)).split("\n") if _CLAUSE.match(line.strip()))
    for within, words, share in _placed_sentences(readable, parts):
        sentence = _plain_numerals(re.sub(r"^\((.*)\)$", r"\1", fold(words)))
        if explains:
            sentence = re.sub(
                r"该(?=政策|办法|意见|措施|规定|细则|方案|通知)|(?<![\u3400-\u9fff\U00020000-\U0003ffff])(?:实施)(?=方案|办法|细则)",
                "本",
                sentence,
            )
        headed, before = _ASKS_HOW_LONG.fullmatch(before) is not None, sentence
        if not re.search(rf"{_WORKS}|期限|有效|暂[定行]|试行|为期|止|到期", sentence):
            continue
        ours = (
            headed
            or (_OURS.search(sentence) is not None and not re.search("其余|其中", sentence))
            or any(len(name) > 6 and name in bare(sentence) for name in own)
        )
        if not ours and (_FIRST < share < _LAST or _GOES_ON.search(sentence)):
            continue
        begun = _SINCE.search(sentence)
        if begun and not _speaks_of_us(sentence, begun.start(), own):
            begun = None
        start = _start(begun, issued) if begun else None
        about = _about_annex(sentence)
        end, its_start = _end(sentence, start or (since if about is None else None), own)
        start = start or its_start
        weight = 2.0 * ours + ("有效期" in sentence) + (share > _CLOSING)
        if start and weight > since_weight:
            since, since_weight = start, weight
        if end and weight > until_weight:
            # A sentence inside an annex speaks of the annex, unless the annex is all that the letter before it prints.
            until_weight = weight
            until, part = end, about or (within.name if within.name != MAIN_PART and main > 1 else None)
        told = _YEARS.search(sentence)
        if told and ours and about is None and not months_told and _speaks_of_us(sentence, told.start(), own):
            months_told = _months(told)
    if until is None and since is not None and months_told:
        until = _last_of(since, months_told)  # 有效期3年 stands before 自…起施行
    return since, until, part


_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_FORMAL_TIME = re.compile(r"[壹贰叁肆伍陆柒捌玖拾两]{1,3}(?=周?年|个月|[日天])")


def _plain_numerals(sentence: str) -> str:
    """有效期叁年 as 有效期三年."""
    return _FORMAL_TIME.sub(lambda found: found[0].translate(_FORMAL), sentence)


def _placed_sentences(readable: str, parts: Sequence[Part]) -> Iterator[tuple[Part, str, float]]:
    """The sentences, each with its part and the share of its part that lies before it; 0 in a short text."""
    for part in parts:
        text = part.span.of(readable)
        sentences = list(_sentences(text))
        length = sum(map(len, sentences))
        at = 0
        for sentence in sentences:
            yield part, sentence, at / length if length > _LONG else 0.0
            at += len(sentence)


# 二、实施期限。2023年1月1日至…, 五、有效期⏎三年: a heading, and what it heads
_HEADED = re.compile(
    rf"(?<=期限|效期|行期|时间|时限)[。：:]?\s*[。\n]\s*(?=(?:自|从|至|到|为)?(?:(?:19|20)\d{{2}}年|(?:{_FEW})年(?:[。，,\n]|$)))"
)


def _sentences(text: str) -> Iterator[str]:
    """Sentences without white space, as they are written; lines that a page wrapped are joined."""
    joined = ""
    for line in text.split("\n"):
        begins = re.match(r"\s*(?:本|第[一二三四五六七八九十\d]+[章条]|[一二三四五六七八九十]+、|[（(])", line)
        before = joined.rpartition("\n")[2].strip()
        quoted = before.count("《") > before.count("》")
        wrapped = len(before) > 20 and before[-1] not in "。；;：:！？!?" and (quoted or re.search(r"[，、,]", before))
        verb_only = _REPEAL.match(fold(line).strip()) is not None and not wrapped and joined.rstrip()[-1:] in "》）)号"
        joined += line if (wrapped and not begins) or verb_only else "\n" + line
    for piece in re.split(r"[。；;！!？?\n]", _HEADED.sub(":", joined)):
        sentence = re.sub(r"\s", "", piece)
        if sentence:
            yield sentence


def _speaks_of_us(sentence: str, at: int, own: set[str]) -> bool:
    """Whether what stands before the words on taking effect names this document, or nothing else that could be meant."""
    before = sentence[:at]
    if before.count("(") > before.count(")"):  # (江财金[2019]41号,有效期5年)
        named = re.search(r"<([^<>]+)>\([^()]*$", before)
        return named is not None and bare(named[1]) in own
    for name in re.findall(r"<([^<>]+)>", re.sub(r"附件\d?<[^<>]+>", "", before)):
        if bare(name) not in own:
            return False
    near = re.split(r"[,:]", before)[-1] or (re.split(r"[,:]", before)[-2] if "," in before else "")
    if re.search(r"本(?:政策|办法|意见|措施|规定|细则|方案|通知|条例|文件|公告|通告|决定|指南|标准)", near):
        return True
    return not _FOREIGN.search(near) and not re.search(r"其中第", near)


def _start(begun: re.Match[str], issued: date | None) -> date | None:
    day = issued if begun["print"] else as_date(begun, "a")
    if day is None:
        return None
    if begun["month"]:
        return _months_later(day.replace(day=1), 1)
    if begun["next"]:
        return day + timedelta(days=1)
    if begun["working"]:
        return None  # which days are worked is told by a calendar that no document holds
    if begun["later"]:
        return _months_later(day, chinese_number(begun["later"]) or 0)
    days = chinese_number(begun["days"]) if begun["days"] else 0
    return day + timedelta(days=days or 0)


def _about_annex(sentence: str) -> str | None:
    annex = _ANNEX.match(
        re.sub(
            r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]+条|\d+[.、]|\([一二三四五六七八九十]+\))",
            "",
            sentence,
        )
    )
    return annex[0].replace(" ", "") if annex else None


def _end(sentence: str, start: date | None, own: set[str]) -> tuple[date | None, date | None]:
    """The last day that a sentence gives, and the first one where it gives both."""
    for pattern in (_RANGE, _UNTIL, _TO, _ENDS, _YEARS_FROM, _YEARS):
        found = pattern.search(sentence)
        if not found or not _speaks_of_us(sentence, found.start(), own):
            continue
        if pattern is _YEARS_FROM:
            first = as_date(found, "a")
            return (_last_of(first, _months(found)), first) if first else (None, None)
        if pattern is _YEARS:
            if start is None:
                continue
            months = _months(found)
            return (_last_of(start, months), None) if months else (None, None)
        if pattern is _RANGE:
            first = as_date(found, "a") if found["ay"] else _year(found["from"], 1, 1)
            last = as_date(found, "u", end=True) if found["uy"] else _year(found["to"], 12, 31)
            return last, first
        if found["uy"]:
            return as_date(found, "u", end=True), None
        if found.groupdict().get("vy"):
            return as_date(found, "v", end=True), None
        if "year" in found.groupdict() and found["year"]:
            return _year(found["year"], 12, 31), None
    return None, None


def _months(found: re.Match[str]) -> int:
    """The length that a match of `_YEARS` tells: 30 of 两年零六个月."""
    if found["halfyear"]:
        return 6
    if found["years"] is None:
        return chinese_number(found["months"]) or 0
    more = 6 if found["half"] else chinese_number(found["more"]) or 0 if found["more"] else 0
    return 12 * (chinese_number(found["years"]) or 0) + more


def _year(words: str | None, month: int, day: int) -> date | None:
    return date(int(words[:4]), month, day) if words else None


def _last_of(start: date, months: int) -> date:
    """The last day of so many months from `start`: the day before the same day; the end of a month that has no such day."""
    later = _months_later(start, months)
    return later - timedelta(days=1) if later.day == start.day else later


def _months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# 《甲办法》(甲发〔2019〕22号,下称旧办法) … 旧办法同时废止
_CALLED = re.compile(
    r"《(?P<title>[^《》\n]{4,80})》(?:[（(][^（()）]{0,40}?)?[（(，,](?:以)?下(?:统一)?简?称[:：]?[“\"《]?(?P<name>[^（()）“”\"《》]{2,16})[”\"》]?[)）]"
)


def superseded(readable: str, title: str) -> tuple[str, ...]:
    """The documents that this one repeals, by title or else by number, in order."""
    found: list[str] = []
    clearing = bool(_REPEALED.search(title))
    listing = False
    own = bare(title)
    names = {match["name"]: match["title"] for match in _CALLED.finditer(readable) if bare(match["title"]) != own}
    for sentence in _sentences(readable):
        folded = fold(sentence)
        said = re.sub(r"<[^<>]*>", "", folded)
        if _REPEALS_LIST.search(said) and (clearing or _DECIDES.search(said)):
            listing = True
        elif _ANOTHER_LIST.search(said) and not _REPEALED.search(said):
            listing = False
        verb = _REPEAL.search(folded)
        if listing and not verb:
            found += (_LOOSE_ENTRY if clearing else _ENTRY).findall(_CITED.sub("", sentence))
        elif verb and not _REPEALS_NOTHING.search(folded):
            scope = sentence[: verb.start()]
            if stays := [*_STAYS.finditer(folded, 0, verb.start())]:
                scope = scope[stays[-1].end() :]  # 《甲》继续有效,《乙》同时废止
            scope = scope if re.search(r"[《\]〕]", scope) else sentence[verb.end() :]
            named = parse_references(_CITED.sub("", scope))
            # An edition may bear the title of the one before it: its number tells them apart
            titles = [
                name[1:-1] for name in named if name.startswith("《") and (clearing or not _is_own(name, scope, own))
            ]
            numbers = [name for name in named if not name.startswith("《")]
            short = re.search(r"(?:^|[,。])原?(?P<name>[^,。]{2,16})$", folded[: verb.start()])
            called = names.get(sentence[short.start("name") : short.end("name")]) if short else None
            found += titles or (
                [] if any(name.startswith("《") for name in named) else numbers or ([called] if called else [])
            )
    return tuple(dict.fromkeys(found))


def _is_own(name: str, scope: str, own: str) -> bool:
    """Whether 《name》 is the document itself: its title, and no number of another document behind it."""
    same = bare(name) == own or (len(bare(name)) > 6 and bare(name) in own)
    return same and not re.match(
        r"\s*[（(][\u3400-\u9fff\U00020000-\U0003ffff]{1,14}\s?[〔\[]", scope[scope.find(name) + len(name) :]
    )
