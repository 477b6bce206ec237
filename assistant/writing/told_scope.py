"""What speaks against a sentence that reaches farther than its clauses: the whole for a part, one condition for all, a step left out. Pure.

A claim may name fewer conditions than its clause only if it does not say, or let one think, that nothing else is needed. So a
word that says so (只要, 就能, 都, 不必) is held against the part of the clause that the claim tells: what is left of it there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.rules import Rule, rule
from assistant.writing.found import UNSTATED, Evidence
from assistant.writing.labelled import grams
from assistant.writing.stated import NOT, Stated

TOLD = 0.35  # share of a part's pairs from which the sentence tells it
UNTOLD = 0.2  # and up to which it says nothing of it
BESIDE = 2  # parts beside one that is told, in which its conditions stand
KNOWN = 2  # pairs that a thing waived must share with the clause
WHOLE = rule(
    r"全部(?!退|返|收)|完全|整(?!体|理|改|个[流过])|各类|所有|一律|统一|一概|统统|任何|(?<!首)都(?:能|可|按|算|享|适用|给|补|执行|是)|全额|同样",
    "全部进口量都按每立方米45元补助",
    "整改到位后再补",
    name="whole",
)
PART = rule(
    r"部分|[只仅限](?!制|要|需)|除[^,;。]{1,12}外|不含|不包括|其中|另行",
    "超过5万立方米的部分,每立方米45元",
    "没有限制",
    name="part",
)
EASY = rule(
    r"只要|就能(?!源)|就可以?(?!能)|即可|就行|就算|都可以|都能|无论|不论|不管|仅需|只需",
    "只要办了护理院就能拿到",
    "就能源项目给予支持",
    name="easy",
)
CONDITION = rule(
    r"满|以上|具备|符合|缴纳|签订|须|应当|经|的$|不[低少]于|达到|通过",
    "从事一线护理满2年的",
    "给予2万元奖补",
    name="condition",
)
_GRANTS = re.compile(r"奖励|补[贴助]|给予|资助|发放|元|%|不超过|最[高多]|封顶|累计")
_PARTS = re.compile(r"[,:()]|且|并(?!网|购)|同时(?!停)")
WAIVED = rule(
    r"不(?:需要?|用|必(?!须)|要求|看|管|影响)|无(?:需|须|论)|免(?:于|去|交|提交)|没有?(?:要求|限制|关系)|可不|跳过|省去",
    "不必再上市政府常务会议",
    "必须上会",
    name="waived",
)
_COMFORTS = re.compile(r"不用(?:太|急|着急|担心|慌|怕|灰心|紧张|赶)")
_WAIVED_THERE = re.compile(r"不再|不受|自愿|自主|任选|均可|同样|视同|免|可以不|可不")
EITHER = rule(
    r"(?:满足|符合|具备|达到|做到|占)[^,]{0,3}(?:其一|之一|一[样项条个点])|一[样项条个](?:即可|就(?:行|算|可|够))|任[选意]?一[样项条个]",
    "两条满足一条即可",
    "这一项就享受不到了",
    name="either",
)
BOTH = rule(
    r"缺一|两[样项个者]都(?!不)|都[要得须](?!求)|同时(?:满足|具备|符合|提供|提交|达到)",
    "两样都得交,缺一样都不行",
    "两者都不行",
    name="both",
)
_OR = re.compile(r"或|任一|之一|任选|其一|一[样项条个](?:即可|就)|满足一")
_AND = re.compile(r"且|同时|均|都|缺一|兼具|以及")
RULES: tuple[Rule, ...] = (WHOLE, PART, EASY, CONDITION, WAIVED, EITHER, BOTH)


def look(found: Evidence, said: str, pieces: Sequence[str], stated: Stated, asked: str) -> None:
    """Everything about how far a sentence reaches."""
    _whole_for_part(found, said, pieces, stated)
    _nothing_else(found, said, stated, asked)
    _waived(found, pieces, stated)
    _joined(found, said, stated)


def _whole_for_part(found: Evidence, said: str, pieces: Sequence[str], stated: Stated) -> None:
    """Everything or everybody where the sentence of the clauses limits it: 全部进口量 for 超过5万立方米的部分."""
    if PART.pattern.search(said):
        return
    for piece in pieces:
        if WHOLE.pattern.search(piece) and not NOT.search(piece):
            near = stated.nearest_sentence(grams(piece))
            limits = near >= 0 and PART.pattern.search(stated.sentences[near])
            if limits and not WHOLE.pattern.search(stated.sentences[near]):
                found.most("whole for part", piece)


def _nothing_else(found: Evidence, said: str, stated: Stated, asked: str) -> None:
    """就能, 即可 and their like where conditions stand beside what the sentence tells that neither it nor the question names."""
    easy = EASY.pattern.search(said)
    near = stated.nearest_sentence(grams(said)) if easy else -1
    if easy is None or near < 0:
        return
    own, known = grams(said), grams(said) | grams(asked)
    parts = [(words, grams(words)) for words in _PARTS.split(stated.sentences[near]) if len(words) > 3]
    told = [at for at, (_, some) in enumerate(parts) if len(some & own) >= TOLD * len(some)]
    if not told:
        return
    left = [
        words
        for words, some in parts[max(0, told[0] - BESIDE) : told[-1] + BESIDE + 1]
        if len(some & known) <= UNTOLD * len(some) and CONDITION.pattern.search(words) and not _GRANTS.search(words)
    ]
    if left:
        found.add("condition passed over", left[0], float(len(left)))


def _waived(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """Something called needless of which the clauses speak and waive nothing: 不必再上会 where it goes there."""
    for piece in pieces:
        waives = WAIVED.pattern.search(piece)
        if waives is None or UNSTATED.search(piece) or _COMFORTS.search(piece):
            continue
        known = {
            pair for pair in grams(piece[: waives.start()]) | grams(piece[waives.end() :]) if pair in stated.weight
        }
        near = stated.nearest_piece(known)[0] if len(known) >= KNOWN else -1
        if near < 0 or len(known & stated.piece_grams[near]) < KNOWN:
            continue
        words = stated.pieces[near]
        if not (NOT.search(words) or WAIVED.pattern.search(words) or _WAIVED_THERE.search(words)):
            found.most("waives what stands there", piece)


def _joined(found: Evidence, said: str, stated: Stated) -> None:
    """One of two where both are asked for, both where one is enough."""
    either, both = EITHER.pattern.search(said), BOTH.pattern.search(said)
    near = stated.nearest_sentence(grams(said)) if either or both else -1
    if near < 0:
        return
    if either and not _OR.search(stated.beside(near)):
        found.most("either for both", either[0])
    if both and _OR.search(stated.sentences[near]) and not _AND.search(stated.sentences[near]):
        found.most("both for either", both[0])
