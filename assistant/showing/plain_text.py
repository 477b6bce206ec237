"""An answer as plain text that reads well where it is pasted: in a chat group, a letter, a form. Pure, no Streamlit."""

from __future__ import annotations

from assistant.answer import Answer
from assistant.handing_on.quotation import citation_line
from assistant.saying.wording import Words
from assistant.showing.glance import Glance
from assistant.showing.view import STATUS_LOOKS
from assistant.within import documents_of
from corpus.parse import Corpus

MOST_QUOTES = 6


def plain_answer(answer: Answer, seen: Glance, corpus: Corpus) -> str:
    """The question, what was said to it, and each clause in its own words with title, number and validity."""
    words = Words(answer.language)
    cited = documents_of(corpus, (one.measure.document_id for one in answer.citations))
    documents = {document.id: document for document in cited}
    lines = [f"问：{answer.resolved_question or answer.question}"]
    if answer.status != "answered":
        lines.append(f"（{words(STATUS_LOOKS[answer.status].words)}）")
    blocks = []
    for block in seen.blocks:
        place = f"{block.place} · " if block.place else ""
        blocks.append(f"{place}{block.figure}（{block.validity}）")
        blocks += [f"· {who}：{figure}" for who, figure in block.rows]
        blocks += [f"{name}：{value}" for name, value in block.facts]
    lines += [*blocks, *seen.said] if len(seen.blocks) == 1 else [*seen.said, *blocks]
    lines += [f"{row.place}｜{row.item}｜{row.amount}" for row in answer.comparison]
    lines += [*seen.notes]
    lines += [
        f"依据：{citation_line(one, documents[one.measure.document_id])}"
        for one in answer.citations[:MOST_QUOTES]
        if one.measure.document_id in documents
    ]
    lines.append(f"（截至 {answer.as_of}）")
    return "\n".join(line for line in lines if line.strip())
