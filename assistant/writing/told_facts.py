"""What speaks for and against the facts of a sentence: whose task it is, what a list holds, what is left open, what holds when. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from assistant.reading.offices import TRADES, office_of
from assistant.writing.counted import Key, numbers_of
from assistant.writing.found import PIECE, UNSTATED, Evidence
from assistant.writing.grounds import Context
from assistant.writing.labelled import grams
from assistant.writing.stated import NOT, Stated
from assistant.writing.values import plain
from index.tokens import word_rarity

RARE = 9.0  # rarity from which a word names a thing
TELLING = 7.0  # and from which it tells anything
LEAST_TOPIC = 6  # characters from which the words right before 没有写明 say what
MOST_ANSWERED = 1.5  # what such words count at most
ANSWERED = 0.4  # share of the words asked after that may stand in one sentence which answers nothing
_OFFICE = re.compile(
    rf"(?:(?P<trade>{TRADES})(?:主管|行政)*|(?P<other>(?![\u4e00-\u9fff]分)(?![\u4e00-\u9fff]?[由和与向及在到经的市省区县州归找是])(?!有关|相关|主管|各级|上级|政府|其他|两个|这个|哪个|别的|对应|所在|当地|业务|职能|不同|同一|多个|任何)[\u4e00-\u9fff]{{2}}))"
    r"(?:局|厅|委员会|部门|委(?![托员内派培会])|办公室)"
)
# 美国金融办, and no more: a name alone says whose office it is, and each word of it must be known
_NAME_ALONE = re.compile(
    rf"(?P<whose>(?:(?![由和与向及在到经的是归找看打请为给把被将对或去问让等都也还各该本有者省市县区州])[\u4e00-\u9fff]){{2,4}})(?:{TRADES})(?:局|厅|委员会|部门|委|办公室|办)"
)
SAME_TASK = 3  # pairs from which a piece of the clauses tells of the same task
_BEHIND = 6  # sentences behind which 责任单位 may follow
_RESPONSIBLE = re.compile(r"(?:责任|牵头|配合)(?:单位|部门)")
_LEVEL_BEFORE = re.compile(r"(国家|自治区|[省市州县区镇])(?:级|人民政府)?$")
# What is said to be left open, and what its answer would hold
_ANSWERS = tuple(
    (re.compile(asked), re.compile(answer))
    for asked, answer in (
        (r"多少钱|金额|标准|上限|数额|封顶|限额|最多能", r"(?:奖|补|给|限|标准)[^,;。]{0,12}\d[\d.,]*(?:[万亿]?元|%)"),
        (r"比例|分担", r"%|分之|成|\d:\d"),
        (
            r"时间|日期|截止|期限|何时|什么时候|多久|几月|时限|多长",
            r"\d(?:月|日|年|天|个工作日|个月|个自然日)|当年|次年",
        ),
        (r"电话|联系方式|热线", r"\d{7,}|\d{3,4}-\d{7}"),
        (r"材料|证明", r"材料|申请表|复印件|凭证"),
        (r"次数|几次|多少次", r"[一二三四五\d]次"),
        (
            r"数量|份数|人数|面积|规模|(?:几|多少)[个间台名人家份辆套张户]",
            r"\d+(?:平方)?[个间台名人家份辆套张户米亩]|[一二三四五六七八九十][份名人家间]",
        ),
        (r"分两次|分几次|怎么发|如何发放|怎样发放", r"一次性|分[一二三四五两\d]|%|全额|先.{1,12}再"),
        (r"排序|先后|顺序", r"依次|排序|顺序|优先"),
        (r"怎么处理|如何处理|怎么办|超出|超过", r"按|退|核减|不予|折|停|取消"),
        (r"理由|原因", r"理由|原因|告知"),
        (r"多少", r"\d|[一二三四五六七八九十]{1,3}[个名人家项亩元%]"),
        (r"后果|处理|怎样|会怎么|处罚", r"追回|取消|作废|不得|不予|退|罚"),
    )
)
_OF_ANSWERING = re.compile(
    r"条款|文件|方案|条文|办法|政策|措施|写明|第.{1,3}条|一[条项]|哪些|几[次天]|何时|规定|明确|具体|说明|建议|咨询|进一步|关于|至于|以及|是否|什么|多少|怎么|怎样|要求|提到|这一|没有"
)
_WHETHER = re.compile(r"能不能|能否|可否|是否|有没有|要不要|算不算|会怎样|会不会|怎么办|行不行|补不补|如何处理")
_SETTLED = re.compile(rf"{NOT.pattern}|无效|作废|自动|为限|逾期")
_HOLDS = re.compile(
    r"有效(?!期)|同步执行|并行执行|都能用|仍然?执行|仍在|来得及|(?:还|仍)(?:可|能|在|有|处)|在[^,。]{0,8}(?:有效期|期限|执行期|期)之?内|照常|继续|没有?过期|未过期|适用|可以(?:照|继续|按|申)|能(?:申|报|用)"
)
_GONE = re.compile(
    r"过期|失效|废止|来不及|已?截止|停止执行|不再|已经?(?:到期|结束|过)|超过(?:有效|期限)|错过|届满|不在(?:有效|执行|实施|政策)期"
)
_REPEALED = re.compile(r"废止|停止执行|不再执行|失效")
_OF_TIME = re.compile(r"有效|过期|截止|施行|执行|期|失效|还能|来得及|现在|目前|今年")
_UNTIL = re.compile(
    r"(?:有效期|施行期|执行期|实施期|试行期|执行|施行|实施|期限|截止|截至|终止)[^,。;\d]{0,12}$|[至到][^,。;\d]{0,4}$"
)
_BEGINS = re.compile(r"施行|实施|执行|生效")
_DAY = re.compile(r"(20\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?|底|末)?")


def look(found: Evidence, said: str, pieces: Sequence[str], stated: Stated, context: Context) -> None:
    """Everything about offices, lists, what is left open and what holds."""
    for place, piece in enumerate(pieces):
        _offices(found, piece, pieces[place - 1] if place else "", stated)
        _name_alone(found, piece, f"{stated.text}\n{stated.known}\n{plain(context.question)}")
    _unstated(found, said, stated)
    _validity(found, said, stated, context)
    _start(found, pieces, stated)


def _offices(found: Evidence, piece: str, before: str, stated: Stated) -> None:
    """An office told of something else than what the clauses put beside it, or of another level."""
    offices = list(_OFFICE.finditer(piece))
    if not offices:
        return
    task = grams(_OFFICE.sub(",", piece))
    topic = task | grams(before) if len(task) < 4 else task
    far = stated.nearest_sentence(topic)
    near, shared = stated.nearest_piece(topic)
    if len(offices) == 1 and near >= 0 and len(task & stated.piece_grams[near]) >= SAME_TASK:
        theirs = list(_OFFICE.finditer(stated.pieces[near]))
        if theirs and not _office(offices[0]["trade"] or offices[0]["other"]).search(stated.pieces[near]):
            found.most("office against another", offices[0][0])
    for match in offices:
        name = match["trade"] or match["other"]
        pattern = _office(name)
        if near >= 0 and shared > 2 and (level := _level_before(piece, match.start())):
            levels = {_level_before(stated.pieces[near], one.start()) for one in pattern.finditer(stated.pieces[near])}
            if levels - {""} and level not in levels:
                found.most("office of another level", level + match[0])
        if not pattern.search(stated.text):
            if not pattern.search(stated.known):
                found.most("office nowhere", name)
        elif len(task) < 2:  # A、B配合 says nothing that a sentence of the clauses could be found by
            continue
        elif far >= 0 and not pattern.search(_with_offices(stated, far)):
            found.most("office of another sentence", name)
        elif near >= 0 and shared > 3 and not pattern.search(",".join(stated.pieces[max(0, near - 1) : near + 2])):
            found.most("office of another piece", name)


def _name_alone(found: Evidence, piece: str, known: str) -> None:
    """An office as the whole answer, of somebody whom neither clauses nor question name."""
    name = _NAME_ALONE.fullmatch(piece)
    if name and not any(pair in known for pair in grams(name["whose"])):
        found.most("office nowhere", piece)


def _with_offices(stated: Stated, at: int) -> str:
    """A sentence, the next, and whoever is named as responsible behind them."""
    behind = stated.sentences[at : at + _BEHIND]
    named = next((place for place, words in enumerate(behind) if _RESPONSIBLE.search(words)), 1)
    return "。".join(behind[: max(2, named + 1)])


def _level_before(text: str, start: int) -> str:
    match = _LEVEL_BEFORE.search(text[max(0, start - 6) : start])
    return match[1] if match else ""


_office = lru_cache(512)(office_of)


def _unstated(found: Evidence, said: str, stated: Stated) -> None:
    """Something called unstated of which the clauses have the words, or an answer of its kind."""
    claim = UNSTATED.search(said)
    if claim is None:
        return
    found.add("says unstated")
    pieces = PIECE.split(said)
    at = next((place for place, piece in enumerate(pieces) if UNSTATED.search(piece)), 0)
    topic = UNSTATED.sub(",", ",".join(pieces[max(0, at - 1) : at + 1]))
    near = stated.nearest_sentence(grams(topic))
    sentence = stated.sentences[near] if near >= 0 else ""
    for asked, answer in _ANSWERS:
        if asked.search(topic):
            found.most("unstated but there" if answer.search(sentence) else "unstated and not there", claim[0])
    own = UNSTATED.sub(",", pieces[at])
    if len(_OF_ANSWERING.sub("", own)) < LEAST_TOPIC and at:
        own = f"{pieces[at - 1]},{own}"
    words = [(rarity, word) for word, rarity in word_rarity(own) if len(word) > 1 and rarity > TELLING]
    words = [(rarity, word) for rarity, word in words if not _OF_ANSWERING.search(word)]
    if words:
        total = sum(rarity for rarity, _ in words)
        there = max((sum(rarity for rarity, word in words if word in one) for one in stated.sentences), default=0.0)
        share = max(0.0, (there / total - ANSWERED) / ANSWERED)
        if found.of("unstated and not there"):  # what is told beside it stands there: 补助一定数额,具体多少没有写
            share /= 2
        found.add("unstated words there", claim[0], min(MOST_ANSWERED, share))
    if _WHETHER.search(said):
        named = [word for rarity, word in words if rarity > RARE]
        if any(_SETTLED.search(one) and any(word in one or word[:2] in one for word in named) for one in stated.pieces):
            found.add("unstated but settled", claim[0])


def _validity(found: Evidence, said: str, stated: Stated, context: Context) -> None:
    """In force or over, against the days that the clauses name and the day that the question is about."""
    gone = bool(_GONE.search(said))
    holds = bool(_HOLDS.search(said)) and not gone
    if not (holds or gone):
        return
    near = stated.nearest_sentence(grams(said))
    if holds and near >= 0 and _REPEALED.search(stated.sentences[near]):
        found.add("repealed told to hold", said[:20])
    ends = list(_ends(stated.text)) or list(_ends(stated.known))
    if not ends or not _OF_TIME.search(said + context.question):
        return
    asked = _day_in(plain(context.question)) or _day_in(said) or context.as_of
    if holds == (asked <= max(ends)):
        found.add("day agrees")
    else:
        found.add("holds after its end" if holds else "over before its end", str(max(ends)))


def _start(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """Told to begin on a day of its own, the day of issue say, where the clauses name another."""
    days = {day for piece in stated.pieces if _BEGINS.search(piece) for day in _days(piece)}
    for piece in pieces:
        told = _days(piece) if days and _BEGINS.search(piece) else set()
        if told and not told & days:
            found.most("begins on another day", piece)


def _days(text: str) -> set[Key]:
    return {one.key for one in numbers_of(text) if one.kind == "date"}


def _ends(text: str) -> Iterator[date]:
    for match in _DAY.finditer(text):
        if _UNTIL.search(text[max(0, match.start() - 20) : match.start()]):
            yield _date(match, 12, 28)


def _day_in(text: str) -> date | None:
    match = _DAY.search(text)
    return None if match is None else _date(match, 6, 15)


def _date(match: re.Match[str], month: int, day: int) -> date:
    """The day that is written; `month` and `day` where only a year or a month is."""
    try:
        return date(int(match[1]), int(match[2] or month), int(match[3] or day))
    except ValueError:
        return date(int(match[1]), month, day)
