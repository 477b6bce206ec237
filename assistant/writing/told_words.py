"""What speaks for and against the words of a sentence: marks against marks, what is put for what, denied, waived, widened. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.rules import Rule, rule
from assistant.writing.aligned import Edit, are_kin, blocks, edits, swapped, turned
from assistant.writing.found import DENIES_MARK, PIECE, UNSTATED, YOURS, Evidence
from assistant.writing.labelled import SENTENCE, grams
from assistant.writing.marks import marks_of, sweeping, without
from assistant.writing.stated import GIVEN, NOT, Stated

_HOWEVER = re.compile(r"无论|不论|不管|再(?:多|大|高)")  # 无论引进多少人,最多100万元 bounds and widens nothing
_CAPS = re.compile(r"(?:最[多高]|至多|不超过|封顶|为限|上限)")
SAME_THING = 3  # pairs beside a mark from which two pieces tell the same thing
_NAMING = frozenset(
    {"level", "grade", "star", "skill", "degree", "size"}
)  # dimensions that name whom, whatever is denied
_CALLS = re.compile(r"致电|拨打|电话|可以?打")
LISTED = 0.5  # share of the pairs of an item that a piece has which tells of it
_GRANTED = re.compile(r"可|能|行|照样|仍|给|补|奖|支持|享受|没关系")
_LITTLE = re.compile(r"不要紧|没关系|不影响|不碍事|没问题|不妨碍")
_GONE = re.compile(r"过期|失效|废止|来不及|已?截止|停止执行|不再|已经?(?:到期|结束)|错过|届满")
# Denied in other words than the clauses': what a sentence leaves out, or bounds
_DENIES = re.compile(
    rf"{NOT.pattern}|之外|以外|挡|只有|至多|最多|封顶|拿不到|[享领]不[到了]|一样(?![可能])|别(?:想|指望)"
)
_AFFIRMS = re.compile(r"同样(?:可|能|享|适用|补|按|给|领)|仍|照样|也(?:可|能|享|给|补|要)|包括|包含")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}(?<![万元亿])")  # 50万元 alone is no topic
_ADVISES = re.compile(r"建议|先问|问问|咨询|确认一下|核实一下")
_REQUIRES = re.compile(r"须|先")
HANDS_IN = rule(
    r"递交|提交|交[到至给]|寄[到至送]|补交|上交|报送|送[到至]|带[着上齐好]",
    "把复印件交到窗口",
    "交通补助",
    name="hands in",
)
PAPERS = rule(r"纸质|复印件|原件|窗口|线下|邮寄|材料", "纸质材料一份", "在网上填报", name="papers")
NOT_TAKEN = rule(
    r"(?:不再?|无需|不用|无须|免)(?:予|得)?(?:收取?|交|接收|提交|报送|提供|递交|寄)[^,;。]{0,6}(?:纸质|材料|原件|复印件)"
    r"|(?:纸质|材料|原件|复印件|线下|现场)[^,;。]{0,5}(?:不再?|无需|免)(?:收|交|提交|接收|受理)",
    "线上申报,线下不收取材料",
    "不交卫生费",
    name="not taken",
)
_WAIVED_OUTRIGHT = re.compile(r"不需|无需|无须|不必|不用|免申|直接|不要求|自动")
_WAIVES = re.compile(
    r"(?<!是否)(?:不(?:需要?|用|必|看|管|论|限|要求|影响|受(?!理)|设|再(?:需|要求)|一定非?要?)|无(?:需|须|论)|没有(?:别的|其他|任何|额外|什么)?(?:要求|限制|门槛|条件|关系|规定)"
    r"|没(?:要求|限制|关系|门槛)|免(?:于|去|交|提交)|(?:并不|都不|不会)(?:影响|受限|要求)|可以不|可不|自行决定|自主决定|自愿|随(?:意|便|时)|哪怕|即使|不是强制)"
)
_ALSO = re.compile(
    r"也(?:行|认|可以|能|算|可|在|属|包)|同样(?:可|能|享|适用|补|算|给|予|有|在|按|纳|包)|照样|一样(?:可|能)|都(?:行|可以|能|认|算)|包括在内|一视同仁"
)
_WAIVED = re.compile(
    r"不(?:需要?|用|必|限|要求|受(?!理)|设|收|再要|作要求|以)|无(?:需|须|论)|免(?!征|税|费提供)|可以不|可不|均可|自愿|自主|任选|同样|包括|[(]含|视同|不作为|仅作|不影响|也可|亦可"
)
RULES: tuple[Rule, ...] = (HANDS_IN, PAPERS, NOT_TAKEN)


def look(found: Evidence, said: str, pieces: Sequence[str], stated: Stated, asked: str) -> None:
    """Everything about words."""
    for piece in pieces:
        _marks(found, piece, stated)
    _edits(found, said, stated)
    _passed_over(found, said, stated, asked)
    _denied(found, pieces, stated)
    _listed(found, pieces, stated)
    _required(found, pieces, stated)
    _waived(found, pieces, stated)


def _marks(found: Evidence, piece: str, stated: Stated) -> None:
    """The classes that a piece carries, against those of the sentence of the clauses that it tells."""
    own = marks_of(piece) if len(piece) > 4 and not UNSTATED.search(piece) else frozenset()
    if DENIES_MARK.search(piece):
        own = frozenset(mark for mark in own if mark[0] in _NAMING)
    if not own:
        return
    words = grams(piece)
    near, close = stated.nearest_sentence(words), stated.nearest_piece(words)[0]
    beside = set(marks_of(stated.sentences[near])) if near >= 0 else set()
    within = marks_of(stated.pieces[close]) if close >= 0 else frozenset()
    dimensions = [dimension for dimension, _ in own]
    if near >= 0 and len(set(dimensions)) < len(dimensions):  # 硕士6万元,本科3万元: a row of them stands in several
        beside |= {mark for mark in marks_of(stated.beside(near)) if dimensions.count(mark[0]) > 1}
    _against_piece(found, piece, own, stated)
    for dimension, name in sorted(own):
        theirs = sorted(mark for place, mark in beside if place == dimension)
        closest = [mark for place, mark in within if place == dimension]
        if name in theirs:
            if closest and name not in closest:
                found.add("mark of another piece", piece)
            continue
        if theirs:
            found.add("mark against another", piece)
            found.add(f"{dimension} against another", piece)
        elif (dimension, name) not in stated.marks:
            found.add(f"{dimension} of none", piece)
        if dimension in ("modal", "free") and not (name == "may" and (YOURS.search(piece) or _CALLS.search(piece))):
            found.add(f"{name} for {_stated_as(name, theirs)}", piece)


def _stated_as(name: str, theirs: Sequence[str]) -> str:
    """What the clauses have in the place of a class: 应当优先 is a must to whoever says 可以."""
    return "must" if name == "may" and "must" in theirs else "/".join(theirs) or "nothing"


def _against_piece(found: Evidence, piece: str, own: frozenset[tuple[str, str]], stated: Stated) -> None:
    """A class other than the one that stands in the piece of the clauses which tells the same thing."""
    others = {name for name, value in stated.marks if (name, value) not in own}
    for dimension in sorted({name for name, _ in own} & others):
        topic = grams(without(piece, dimension))
        near = stated.nearest_piece(topic)[0]
        if near < 0 or len(topic & stated.piece_grams[near]) < SAME_THING:
            continue
        theirs = {mark for mark in marks_of(stated.pieces[near]) if mark[0] == dimension}
        if theirs and not theirs & own:
            found.most("mark against the piece", piece)


def _edits(found: Evidence, said: str, stated: Stated) -> None:
    text = stated.text.replace("\n", "。")
    shared = blocks(said, text)
    for one in swapped(said, text, shared):
        found.most("one of a kind for another", one.before + one.said + one.after)
    for one in turned(said, text):
        found.most("a side for another", one.said + one.after)
    for one in edits(said, text, shared):
        put, out = one.put_in, one.left_out
        if put and out:
            if _is_kin(one):
                found.add("a word for its like", one.before[-2:] + one.said + one.after[:2])
            if min(len(one.before), len(one.after)) >= 4 and max(len(put), len(out)) <= 4:
                found.add("put for another", one.said)
        elif out and NOT.search(out):
            found.add("not left out", one.stated)
        elif put and NOT.search(put):
            found.add("not put in", one.said)


def _is_kin(one: Edit) -> bool:
    before, after = one.before[-2:], one.after[:2]
    if are_kin(before + one.said + after, before + one.stated + after):
        return True
    return len(one.before) >= 3 and are_kin(one.put_in, one.left_out)


def _passed_over(found: Evidence, said: str, stated: Stated, asked: str) -> None:
    """A denial of the clauses that is about what a piece, or the question, is about, where the sentence denies nothing of it.

    A denial beside the piece denies the piece too (被排除的是公务员,国企的可以), unless that one affirms against it (虽然…,仍可).
    """
    runs = [[words for words in PIECE.split(run) if words] for run in SENTENCE.split(said)]
    pieces = [piece for run in runs for piece in run]
    if any(_GONE.search(piece) for piece in pieces):
        return
    claims = [
        grams(piece)
        for run in runs
        for at, piece in enumerate(run)
        if not (_DENIES.search(piece) or UNSTATED.search(piece))
        and (_AFFIRMS.search(piece) or not any(_DENIES.search(other) for other in run[max(0, at - 1) : at + 2]))
    ]
    denying = {gram for piece in pieces if _DENIES.search(piece) for gram in grams(piece)}
    wanted = grams(asked)
    for denial, topic in stated.denials:
        if len(topic) < 2 or len(topic & denying) >= 0.4 * len(topic) or not _WORDS.search(NOT.sub("", denial)):
            continue
        for own in claims:
            shared = len(topic & own)
            if shared and len(topic & (own | wanted)) >= 0.55 * len(topic):
                found.most("denial passed over", denial, 1.0 + 0.2 * min(5, shared))


def _listed(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """What is told to be given though it stands in a list of what is not."""
    for place, piece in enumerate(pieces):
        own = grams(piece)
        beside = ",".join(pieces[max(0, place - 1) : place + 2])
        if len(own) < SAME_THING or NOT.search(_LITTLE.sub("", beside)) or not _GRANTED.search(beside):
            continue
        if any(len(own & grams(item)) >= LISTED * len(grams(item)) > 0 for item in stated.listed_denials):
            found.most("given though listed as denied", piece)


def _denied(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """What a piece denies and the clauses say, nowhere denying it."""
    for piece in pieces:
        if not NOT.search(piece) or any(some.search(piece) for some in (UNSTATED, DENIES_MARK, _WAIVES)):
            continue
        words = grams(NOT.sub(",", GIVEN.sub(",", piece)))
        topic = {gram for gram in words if gram in stated.weight and not gram.isascii()}
        if len(topic) < 2:
            continue
        denied = told = 0.0
        for other, theirs in zip(stated.pieces, stated.piece_grams, strict=True):
            share = len(topic & theirs) / len(topic)
            if NOT.search(other):
                denied = max(denied, share)
            else:
                told = max(told, share)
        if told >= 0.7 and denied < 0.5:
            found.most("denies what is told", piece)


def _required(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """What a piece requires where the clauses near its words waive, and papers handed in that they do not take."""
    for piece in pieces:
        needs = ("modal", "must") in marks_of(piece) or bool(_REQUIRES.search(piece))
        hands_in = bool(PAPERS.pattern.search(piece) and (needs or HANDS_IN.pattern.search(piece)))
        if not (needs or hands_in) or _WAIVES.search(piece) or _ADVISES.search(piece):
            continue
        near = stated.nearest_sentence(grams(piece))
        if near < 0:
            continue
        if needs and _WAIVED_OUTRIGHT.search(stated.sentences[near]):
            found.add("requires what is waived", piece)
        if hands_in and not NOT.search(piece) and NOT_TAKEN.pattern.search(stated.beside(near)):
            found.most("papers that are not taken", piece)


def _waived(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """What a piece says is not needed, or open to all, where the clauses near its words waive nothing, or deny it."""
    as_stated: set[str] = set()
    for place, piece in enumerate(pieces):
        waives, also = _WAIVES.search(piece), _ALSO.search(piece)
        if not (waives or also) or UNSTATED.search(piece) or DENIES_MARK.search(piece):
            continue
        topic = grams(piece) | (grams(pieces[place - 1]) if place and (also or len(piece) < 9) else set())
        near = stated.nearest_sentence(topic)
        if near < 0:
            if waives:
                found.add("waives nothing there", piece)
            continue
        allowed = _WAIVED.search(stated.sentences[near]) or _is_waived_beside(piece, stated)
        if waives:
            found.add("waives as stated" if allowed else "waives what is asked", piece)
            as_stated |= {piece} if allowed else set()
        if NOT.search(stated.sentences[near]) and not NOT.search(piece) and not allowed:
            found.add("allows what is denied", piece)
    capped = _CAPS.search(",".join(pieces))
    claims = [piece for piece in pieces if not DENIES_MARK.search(piece) and not (capped and _HOWEVER.search(piece))]
    for words in (words for piece in claims if piece not in as_stated for words in sorted(sweeping(piece))):
        if words not in stated.text:
            found.most("sweeping", words)


def _is_waived_beside(piece: str, stated: Stated) -> bool:
    """Whether a piece of the clauses waives something that the piece names: 不用单位申报 and 单位不必递申请."""
    words = grams(_WAIVES.sub(",", piece))
    return any(
        not words.isdisjoint(theirs) and _WAIVED.search(other)
        for other, theirs in zip(stated.pieces, stated.piece_grams, strict=True)
    )
