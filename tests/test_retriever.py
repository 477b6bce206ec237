"""The LangChain retriever over the real index: the same clauses as a search, ready to be cited, alone and in a chain."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from assistant.ask import Assistant
from assistant.proposing.retrieve import Filters
from assistant.retriever import PolicyRetriever

QUESTION = "新型研发机构一次性给多少"


def test_it_gives_what_search_gives(assistant: Assistant) -> None:
    found = PolicyRetriever(assistant=assistant, k=4).invoke(QUESTION)
    hits = assistant.search(QUESTION, 4)
    assert [document.id for document in found] == [hit.measure.id for hit in hits]
    assert [document.page_content for document in found] == [hit.measure.text for hit in hits]


def test_each_document_can_be_cited(assistant: Assistant) -> None:
    best = PolicyRetriever(assistant=assistant, as_of=date(2026, 1, 1)).invoke("昌吉附件2第10条")[0]
    assert best.metadata["label"] == "附件2 四、10."
    assert best.metadata["in_force"] == "expired"
    source = assistant.corpus.sources[best.metadata["document_id"]]
    assert source[best.metadata["start"] : best.metadata["end"]] == best.page_content
    assert best.metadata["quote"] in best.page_content
    json.dumps(best.metadata, ensure_ascii=False)  # a store or a trace can keep it


def test_asynchronously_the_same(assistant: Assistant) -> None:
    retriever = PolicyRetriever(assistant=assistant, k=3)
    assert asyncio.run(retriever.ainvoke(QUESTION)) == retriever.invoke(QUESTION)


def test_filters_and_chains(assistant: Assistant) -> None:
    def labels(documents: list[Document]) -> set[str]:
        return {document.metadata["document_id"] for document in documents}

    chain = PolicyRetriever(assistant=assistant, filters=Filters(region="张掖")) | RunnableLambda(labels)
    assert chain.invoke("孵化器补助") == {"ganzhou-2017"}


def test_a_wrong_number_is_refused_when_it_is_made(assistant: Assistant) -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        PolicyRetriever(assistant=assistant, k=0)
