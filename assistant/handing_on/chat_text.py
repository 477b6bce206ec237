"""An answer as text for a chat: the words, what to heed, and each clause with the address that opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.address import clause_address
from assistant.answer import Answer, Citation
from assistant.saying.wording import Words
from corpus.text.title_marks import titled

_MARKUP = re.compile(r"([\\\[\]<>*_`])")


def chat_text(answer: Answer) -> str:
    """The whole answer for a chat, as Markdown that also reads well as it stands."""
    return answer.text + below(answer)


def below(answer: Answer) -> str:
    """What a chat shows below the words of an answer."""
    return "".join(f"\n\n{part}" for part in _parts(answer))


def _parts(answer: Answer) -> Iterator[str]:
    words = Words(answer.language)
    for warning in answer.warnings:
        yield words("注意：{warning}", warning=warning)
    if answer.choices:
        yield "\n".join([words("可以这样问："), *(f"- {choice}" for choice in answer.choices)])
    if answer.citations:
        yield "\n".join([words("依据："), *(f"- [{one.marker}] {_link(one)}" for one in answer.citations)])
    if answer.related:
        yield "\n".join([words("相关条款（不是答案）："), *(f"- {_link(one)}" for one in answer.related)])


def _link(citation: Citation) -> str:
    name = _MARKUP.sub(r"\\\1", f"{titled(citation.document_title)} {citation.measure.label}".strip())
    return f"[{name}]({clause_address(citation.measure.id)})"
