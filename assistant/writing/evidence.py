"""A sentence and its clauses in, named features out: what speaks for its being borne out, and against. Pure.

Nothing is decided here; `assistant/writing/weighed.py` weighs. A sentence is read into the same things as its clauses (figures
with what they are of, bounds, marks, parties, offices, what is denied and waived), and each is looked for there.
"""

from __future__ import annotations

import re

from assistant.writing import (
    actors,
    paired,
    steps,
    things,
    told_facts,
    told_figures,
    told_names,
    told_scope,
    told_words,
)
from assistant.writing.counted import numbers_of
from assistant.writing.found import PIECE, YOURS, Evidence
from assistant.writing.grounds import Context
from assistant.writing.labelled import NO_QUANTITY, grams
from assistant.writing.stated import Stated
from assistant.writing.values import plain

SHORT = 16  # characters
BRIEF = 12
# What advises or comforts the person and claims nothing: 预算可以先按这个估, 提前收进一个文件袋就好
_ADVICE = re.compile(
    r"对一对|来估|估一下|问问|坐坐|看看|关注|一步步|持续|建议|不妨|记得|记住|放心|别(?:忘|漏|着急|急|太|去|白|再)|心里有数|供您?参考|可以(?:先|再|提前|据此|对照|多|参考|按这个|结合|这样|到时)"
    r"|提前|尽早|尽快|恭喜|遗憾|灰心|省心|省事|划算|实在|体贴|贴心|不错|值得|可观|压力|稳妥|预算|有数|讲清楚|说清楚|收好|备好|留好|留意|注意|请以|为准|咨询|提醒|帮您|替您|给您|简单说|说白|通俗|直白"
    r"|好消息|总的来说|总之|综上|根据您|结合您|了解一下|多看|算算|衡量|权衡|想清楚|规划|安排好|打算|节奏|宽裕|从容|不用(?:担心|太|慌|急|灰心)|最好|千万|赶紧|抓紧|早点"
)
_ADVISES = re.compile(
    r"(?:所以|因此|不过|但)?也?(?:建议|记得|不妨|可别|别忘|提醒|请以|可以考虑|您可以(?:先|再|考虑|问)|最好)"
)
_COMPARES = re.compile(
    r"比[^,;。]{1,14}(?:多|少|高|低|晚|早|长|短)|相差|多出|减为|降[为到]|[两一二三]倍|的一半|高[于出](?!\d)"
)
_CLAIMS = re.compile(
    r"\d|[一二三四五六七八九十两]{1,3}(?:[万千百元年月日天个家户%]|成)|电话|拨打|无需|不需|不得|必须|应当|只要|无论|不看|不限|都可以|就能|即可|免费|不受理"
)


def claim_of(said: str) -> str:
    """A plain sentence without the pieces that only advise or comfort.

    >>> claim_of("20万元以上的补8%,预算可以先按这个估,很划算。")
    '20万元以上的补8%,'
    """
    pieces = re.findall(r"[^,;。!?]+[,;。!?]*", said)
    return "".join(
        piece
        for piece in pieces
        if not (_ADVISES.match(piece) or (_ADVICE.search(piece) and not _CLAIMS.search(piece)))
    )


def evidence_of(said: str, stated: Stated, context: Context, around: str = "") -> Evidence:
    """What is found between the plain sentence `said` and its clauses; `around` are the sentences beside it."""
    found = Evidence()
    asked = plain(context.question)
    said = claim_of(said) or said
    pieces = [words for words in PIECE.split(said) if words]
    _shape(found, said, stated, asked)
    told_figures.look(found, said, stated, context, around)
    paired.look(found, said, stated)
    told_words.look(found, said, pieces, stated, asked)
    told_scope.look(found, said, pieces, stated, asked)
    told_names.look(found, said, pieces, stated, asked)
    told_facts.look(found, said, pieces, stated, context)
    actors.look(found, pieces, stated)
    steps.look(found, said, stated)
    things.look(found, pieces, stated, asked)
    return found


def _shape(found: Evidence, said: str, stated: Stated, asked: str) -> None:
    """How near it keeps to the words of its clauses, whose figures it tells, and whether to the person."""
    given = {one.key for one in numbers_of(asked) if one.kind not in NO_QUANTITY}
    own = [one for one in numbers_of(said) if one.kind not in NO_QUANTITY and one.key not in given]
    own = [one for one in own if not told_figures.counts_its_own(said, one)]
    found.add("figures of its own", value=sum(one.key not in stated.registered for one in own))
    found.add("figures asked", value=len(given))
    found.add("to the person", value=float(bool(YOURS.search(said))))
    found.add("brief", value=float(len(said) <= BRIEF))
    found.add("short", value=float(len(said) <= SHORT))
    found.add("introduces", value=float(said.endswith(":")))
    found.add("compares", value=float(bool(_COMPARES.search(said))))
    words = grams(said)
    found.add("near wording", value=len(words & stated.weight.keys()) / max(1, len(words)))
