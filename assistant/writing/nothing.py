"""Sentences of a chat model that tell nothing: the question once more, the head of a clause, a line of the prompt. Pure.

None of them is false, and so the check finds no fault in them; shown as the answer they would stand for one that was never given.
"""

from __future__ import annotations

import re

from assistant.writing.grounds import Context
from assistant.writing.labelled import grams
from assistant.writing.sentences import Sentence
from assistant.writing.values import plain
from corpus.text.title_marks import titled

ECHOED = 0.8  # share of a question's pairs that stand in the question that was asked
_ASKS = re.compile(
    r"[?？]|是吧|吗|呢[,。]?$|什么|哪[些里个天条几一种]|多少|几[年天个月次]|多久|怎么|怎样|如何|能否|可否|是否|有没有|(\w)不\1"
)
_SCAFFOLD = re.compile(r"(?:条款\[?\d*\]?)?完|\"?(?:条款|问题|已核对的要点)\"?(?:开始|结束)")


def tells_nothing(sentence: Sentence, context: Context) -> bool:
    """Whether a sentence only asks again, names the clause that it stands on, or repeats a mark of the prompt.

    A sentence with a pair of characters that neither the question nor such a head has tells something, true or not.
    """
    said = plain(sentence.bare).strip(",;。:!|* ")
    if not said:
        return True
    if _SCAFFOLD.fullmatch(said) or said in _heads(context):
        return True
    words = grams(said)
    return bool(words and _ASKS.search(said)) and len(words & grams(plain(context.question))) >= ECHOED * len(words)


def _heads(context: Context) -> set[str]:
    """What stands above each clause in the prompt, with and without the marks of a title."""
    heads = set()
    for citation in context.citations.values():
        for title in (titled(citation.document_title), citation.document_title, ""):
            heads.add(plain(title + citation.measure.label).strip(",;。:!|* "))
            heads.add(plain(title).strip(",;。:!|* "))
            first = citation.measure.text.lstrip().split("\n", 1)[0]
            if len(first) <= 30:
                heads.add(plain(title + first).strip(",;。:!|* "))
    return heads - {""}
