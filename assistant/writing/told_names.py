"""What speaks against the things that a sentence names: papers nobody asks for, a party paid instead of another, words of another sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.lexicon import other_words
from assistant.reading.rules import Rule, rule
from assistant.writing.found import UNSTATED, YOURS, Evidence
from assistant.writing.labelled import grams
from assistant.writing.stated import Stated
from index.tokens import word_classes, word_rarity

NAMED = 8.0  # rarity from which a noun names a thing
LIST = 2  # things told with it that the clauses name
PAPER = rule(
    r"证明|证书|报告|批复|凭证|合同|发票|流水|清单|照片|复印件|协议|回单|台账|[请记查诺权托明册人]表|申请书|承诺书|授权书|委托书|执照|身份证|户口本|许可证|副本|账单|票据|译本|名册|简历|文件|微信|公众号|邮箱|网站|材料",
    "环评批复",
    "环评",
    name="paper",
)
_TITLE = re.compile(r"<([^<>]{3,40})>")
_NUMBER = re.compile(r"\[(20\d\d)\]第?(\d{1,4})号")
_LISTED = re.compile(r"、|以及|或者|[和或及与,;:。()]|还有|另外|另附|附上|提交|提供|准备")
_ITEM = re.compile(r"[\u4e00-\u9fff]{3,12}")
_AROUND = re.compile(
    r"^(?:请|要|需|须|应|再|还|带上?|交|另|除了?|凭|按|在|以|附|一?份)+|(?:等|这些|之类|那些|在内).*$|[两三四五六七八几\d][项样份种](?:材料)?$"
)
_LOOSE = re.compile(r"[的了在按上要和与及等个是有些]")  # in front of a paper's name it is none of it
_HEAD = r"(?:企业|单位|公司|机构|本人|个人|家属|员工|职工|学生|团队|货主|货代|车主|房东|业主|医院|学校|合作社|农户|俱乐部|运营方|组织|负责人|毕业生|运动员|体校|商户|银行|园区|旅行社|基地)"
_WHOM = rf"(?P<whom>(?:(?![由从向对])[\u4e00-\u9fff]){{0,9}}?(?P<head>{_HEAD}))"
# 补贴给家属, 按每人2000元给企业; 对输送的俱乐部奖50万元
_PAID = (
    re.compile(
        rf"(?:发放?|拨付?|打|奖励?|补[贴助]?|转[付发]?|支付|付|归|返还?|(?<!发)给)(?:给|到|进|入|至|了)*(?!予){_WHOM}"
    ),
    re.compile(rf"[对给]{_WHOM}[^,;。]{{0,14}}(?:给予|奖|补|资助|发)"),
)
_OFFICES = re.compile(r"(?:责任|牵头|配合)(?:单位|部门)")
_IDLE = re.compile(
    r"[一二三四五六七八九十年]|万元|标准|金额|类别|[局委厅办]$|部门$"
)  # figures, heads of columns, offices
DEMAND = rule(
    r"(?<![无不如])(?:须(?!知)|需(?!求))|要先|应当|必须|得先|还[要得]|务必",
    "申请人要先参加统一培训",
    "如需进一步了解",
    name="demand",
)
RULES: tuple[Rule, ...] = (PAPER, DEMAND)


def look(found: Evidence, said: str, pieces: Sequence[str], stated: Stated, asked: str) -> None:
    """Everything about the things that are named."""
    _papers(found, said, stated, asked)
    _titled(found, said, stated)
    _numbered(found, said, stated)
    for piece in pieces:
        _paid(found, piece, stated)
        _elsewhere(found, piece, stated, asked)
        _demanded(found, piece, stated, asked)


def _papers(found: Evidence, said: str, stated: Stated, asked: str) -> None:
    """A paper in a row of things that the clauses name, which they do not."""
    items = [item for words in _LISTED.split(said) if (item := words.strip('"<>'))]
    known = [item for item in items if len(item) > 1 and _share(item, stated) >= 0.6]
    if len(known) < LIST:
        return
    for item in items:
        item = _AROUND.sub("", item)
        if not _ITEM.fullmatch(item) or item in asked or item in stated.known:
            continue
        head = list(PAPER.pattern.finditer(item))
        of = item[max(0, head[-1].start() - 2) : head[-1].start()] if head and head[-1].end() == len(item) else ""
        if len(of) < 2 or _LOOSE.search(of) or of in stated.known or of in asked:
            continue
        if not any(word in stated.text for word in other_words(of)):
            found.most("paper of none", item)


def _titled(found: Evidence, said: str, stated: Stated) -> None:
    """A document or a form by another name: every character of the name told must stand in one name of the clauses, in its order."""
    for match in _TITLE.finditer(said):
        name = match[1]
        if name in stated.known:
            continue
        names = [other[1] for other in _TITLE.finditer(f"{stated.text},{stated.known}")]
        if names and not any(_is_short_for(name, other) for other in names):
            found.most("title of none", name)


def _numbered(found: Evidence, said: str, stated: Stated) -> None:
    """A document by another number of its year: [2022]31号 for [2022]19号."""
    known = {match.groups() for match in _NUMBER.finditer(f"{stated.text},{stated.known}")}
    for match in _NUMBER.finditer(said):
        if known and match.groups() not in known:
            found.most("title of none", match[0])


def _is_short_for(name: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in name)


def _share(item: str, stated: Stated) -> float:
    pairs = grams(item)
    return len([pair for pair in pairs if pair in stated.weight]) / max(1, len(pairs))


def _paid(found: Evidence, piece: str, stated: Stated) -> None:
    """Who is paid, where the sentence of the clauses pays another."""
    own = _paid_in(piece)
    near = stated.nearest_sentence(grams(piece)) if own else -1
    if near < 0:
        return
    theirs = _paid_in(stated.sentences[near])
    if not own & theirs and (theirs or not any(head in stated.sentences[near] for head in own)):
        found.most("paid to another", piece)


def _paid_in(text: str) -> set[str]:
    return {match["head"] for pattern in _PAID for match in pattern.finditer(text)}


def _elsewhere(found: Evidence, piece: str, stated: Stated, asked: str) -> None:
    """A noun that the clauses have, but not in the sentence which the piece tells."""
    if "|" in piece or len(piece) < 6 or UNSTATED.search(piece):
        return
    pairs = grams(piece)
    near = stated.nearest_sentence(pairs)
    if near < 0 or not any(pair in stated.weight for pair in pairs - stated.sentence_grams[near]):
        return  # cutting words is what costs
    sentence = stated.sentences[near]
    if _OFFICES.search(sentence):  # whose the task is, not what it is
        return
    nouns = [
        word
        for word, rarity in word_rarity(piece)
        if len(word) > 1 and rarity > NAMED and word in stated.text and not _IDLE.search(word) and "n" in word_classes(word)
    ]  # fmt: skip
    away = [word for word in nouns if word not in sentence and word not in stated.headings and word not in asked]
    if away and len(nouns) - len(away) >= LIST:
        found.most("noun of another sentence", away[0])


def _demanded(found: Evidence, piece: str, stated: Stated, asked: str) -> None:
    """A step or a thing demanded of which the clauses have no word: 需现场答辩."""
    demand = DEMAND.pattern.search(piece)
    if demand is None or UNSTATED.search(piece) or YOURS.search(piece):
        return
    words = [word for word, rarity in word_rarity(piece[demand.end() :]) if len(word) > 1 and rarity > NAMED]
    if words and not any(word in stated.known or word in asked for word in words):
        found.most("demand of none", piece)
