"""The LangChain retriever and tool over the real index: the same clauses and answers, ready to be cited, alone and in a chain."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from assistant.ask import Assistant
from assistant.policy_tool import PolicyTool
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


def test_the_tool_gives_an_agent_the_answer_and_its_clauses(assistant: Assistant) -> None:
    day = date(2025, 6, 1)
    tool = PolicyTool(assistant=assistant, as_of=day)
    call = {"name": tool.name, "args": {"question": "昌吉高新区对瞪羚企业奖励多少"}, "id": "1", "type": "tool_call"}
    message = tool.invoke(call)
    answer = assistant.ask("昌吉高新区对瞪羚企业奖励多少", as_of=day)
    assert message.artifact.text == answer.text
    assert message.content.startswith(answer.text)
    assert all(citation.to_json()["url"] in message.content for citation in answer.citations)
    assert asyncio.run(tool.ainvoke(call)).content == message.content


def test_the_tool_tells_an_agent_what_was_wrong(assistant: Assistant) -> None:
    tool = PolicyTool(assistant=assistant, filters=Filters(document="没有"))
    assert "没有叫「没有」的文件" in tool.invoke({"question": "高企"})
    for question in ("", "长" * 2001):
        assert "应是 1 到 2000 字的文字" in tool.invoke({"question": question})
