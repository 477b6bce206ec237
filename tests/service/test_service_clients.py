"""Other people's clients at our doors: Dify's contract, `openai`, `langchain-openai`, and the client of `mcp`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import openai
import pytest
from langchain_openai import ChatOpenAI
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import METHOD_NOT_FOUND, Tool

from assistant.ask import Assistant
from service import contract
from service.dify import Condition, MetadataCondition, fits
from service.settings import Settings
from tests.chat_kit import endpoint
from tests.service_kit import KEYS, READ, WITH_KEY, few, serving

ASKED = "昌吉高新区对瞪羚企业奖励多少"


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(assistant, Settings(keys=KEYS)) as url:
        yield url


# ---------------------------------------------------------------- Dify


def retrieve(address: str, *, key: str = READ, **changes: Any) -> httpx.Response:
    body = {"knowledge_id": "policies", "query": ASKED, "retrieval_setting": {"top_k": 3, "score_threshold": 0.0}}
    return httpx.post(
        f"{address}/retrieval", json=body | changes, headers={"Authorization": f"Bearer {key}"}, timeout=60
    )


def test_dify_gets_clauses_with_what_it_needs_to_cite_them(address: str, assistant: Assistant) -> None:
    records = retrieve(address).json()["records"]
    assert len(records) == 3
    for record in records:
        assert record.keys() == {"content", "score", "title", "metadata"}
        assert 0 <= record["score"] <= 1
        assert None not in record["metadata"].values()
        assert {"label", "document_title", "validity", "in_force", "url"} <= record["metadata"].keys()
        source = assistant.corpus.sources[record["metadata"]["document_id"]]
        assert source[record["metadata"]["start"] : record["metadata"]["end"]] == record["content"]
    assert [record["score"] for record in records] == sorted((each["score"] for each in records), reverse=True)
    assert "瞪羚" in records[0]["content"]


@pytest.mark.deep
def test_dify_may_ask_for_less(address: str) -> None:
    every = retrieve(address).json()["records"]
    threshold = every[0]["score"]
    some = retrieve(address, retrieval_setting={"top_k": 3, "score_threshold": threshold}).json()["records"]
    assert some == [each for each in every if each["score"] >= threshold]
    assert len(some) < len(every)
    one = retrieve(address, knowledge_id="甘州").json()["records"]
    assert {each["metadata"]["document_id"] for each in one} == {"ganzhou-2017"}
    condition = {"conditions": [{"name": "document_id", "comparison_operator": "is", "value": "lanfa-2019-20"}]}
    filtered = retrieve(address, metadata_condition=condition).json()["records"]
    assert {each["metadata"]["document_id"] for each in filtered} == {"lanfa-2019-20"}
    assert retrieve(address, metadata_condition=None).json()["records"] == every


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"key": "wrong"}, 403, 1002),  # Dify keeps an address whose key is wrong unless it reads 403
        ({"knowledge_id": "没有的知识库"}, 404, 2001),
        ({"query": ""}, 422, 422),
        ({"retrieval_setting": {"top_k": 0, "score_threshold": 0.5}}, 422, 422),
        ({"retrieval_setting": {"top_k": 3, "score_threshold": 1.5}}, 422, 422),
        ({"metadata_condition": {"conditions": [{"name": "a", "comparison_operator": "like"}]}}, 422, 422),
    ],
)
def test_dify_reads_its_error_codes(address: str, changes: dict[str, Any], status: int, code: int) -> None:
    told = retrieve(address, **changes)
    assert (told.status_code, told.json()["error_code"]) == (status, code)
    assert told.json()["error_msg"]


def test_dify_is_told_of_a_header_that_is_none(address: str) -> None:
    told = httpx.post(f"{address}/retrieval", json={}, headers={"Authorization": READ})
    assert (told.status_code, told.json()["error_code"]) == (403, 1001)


@pytest.mark.parametrize(
    ("key", "status"), [(READ, 422), ("wrong", 403)], ids=["accepted: it looks at 403, 404 and 502 only", "refused"]
)
def test_dify_tries_an_address_without_a_body_when_it_is_registered(address: str, key: str, status: int) -> None:
    assert httpx.post(f"{address}/retrieval", headers={"Authorization": f"Bearer {key}"}).status_code == status


@pytest.mark.parametrize(
    "changes",
    [
        {"retrieval_setting": {"top_k": 3, "score_threshold": None}},
        {"retrieval_setting": {"top_k": None, "score_threshold": 0.0}},
        {"metadata_condition": {"logical_operator": None, "conditions": None}},
        {"metadata_condition": {"conditions": [{"name": ["url"], "comparison_operator": "not null", "value": None}]}},
    ],
)
def test_dify_may_leave_null_what_nobody_has_set(address: str, changes: dict[str, Any]) -> None:
    """A refusal is an empty result there, and nobody is told why."""
    assert retrieve(address, **changes).json()["records"]


HAS = {"label": "第三条", "issued": "2020-06-16", "start": 120, "number": "", "regions": "甲市、乙县"}
CONDITIONS = [
    ("label", "is", "第三条", True), ("label", "is not", "第三条", False), ("regions", "contains", "乙县", True),
    ("regions", "not contains", "乙县", False), ("label", "start with", "第", True), ("label", "end with", "款", False),
    ("label", "in", ["第二条", "第三条"], True), ("label", "not in", ["第二条"], True), ("number", "empty", None, True),
    ("label", "not empty", None, True), ("nowhere", "empty", None, True), ("start", "=", 120, True), ("start", "≠", "120", False),
    ("start", ">", 100, True), ("start", "<", 100, False), ("start", "≥", 120, True), ("start", "≤", 119.5, False),
    ("issued", "before", "2021-01-01", True), ("issued", "after", "2021-01-01", False), ("label", ">", 3, False),
    ("number", "before", "2021-01-01", False), (["nowhere", "label"], "is", "第三条", True), ("issued", "after", "", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "operator", "value", "holds"), CONDITIONS)
def test_a_condition_of_dify(name: Any, operator: Any, value: Any, holds: bool) -> None:
    condition = Condition(name=name, comparison_operator=operator, value=value)
    assert fits(MetadataCondition(conditions=[condition]), HAS) is holds


def test_conditions_of_dify_together() -> None:
    yes, no = (Condition(name="label", comparison_operator="is", value=value) for value in ("第三条", "第四条"))
    assert fits(MetadataCondition(logical_operator="or", conditions=[yes, no]), HAS)
    assert not fits(MetadataCondition(conditions=[yes, no]), HAS)
    assert fits(MetadataCondition(conditions=[]), HAS)


# ---------------------------------------------------------------- chat clients


@pytest.fixture(scope="module")
def chatting(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=READ, max_retries=0)


def user(*texts: Any) -> list[Any]:
    return [{"role": "system", "content": "你是助手"}, *({"role": "user", "content": text} for text in texts)]


def test_the_openai_client_gets_the_answer_with_its_clauses(chatting: openai.OpenAI, assistant: Assistant) -> None:
    assert [model.id for model in chatting.models.list()] == ["policy-assistant"]
    told = chatting.chat.completions.create(model="policy-assistant", messages=user(ASKED), temperature=1.0)
    content = told.choices[0].message.content or ""
    answer = assistant.ask(ASKED)
    assert content.startswith(answer.text)
    whole = told.policy  # type: ignore[attr-defined]
    assert whole["status"] == "answered"
    for citation in whole["citations"]:
        assert f"[{citation['marker']}] [" in content
        assert citation["url"] in content


def test_the_openai_client_streams_the_same(chatting: openai.OpenAI) -> None:
    whole = chatting.chat.completions.create(model="policy-assistant", messages=user(ASKED))
    usage = {"include_usage": True}
    chunks = list(
        chatting.chat.completions.create(
            model="policy-assistant", messages=user(ASKED), stream=True, stream_options=usage
        )  # type: ignore[call-overload]
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert next(chunk.policy for chunk in chunks if hasattr(chunk, "policy"))["status"] == "answered"


def test_earlier_messages_are_the_conversation(chatting: openai.OpenAI, assistant: Assistant) -> None:
    parts = [{"type": "text", "text": "那独角兽呢"}]
    told = chatting.chat.completions.create(model="policy-assistant", messages=user(ASKED, parts))
    assert told.policy["resolved_question"] == assistant.ask("那独角兽呢", [ASKED]).resolved_question  # type: ignore[attr-defined]


def test_the_openai_client_reads_our_errors(chatting: openai.OpenAI, address: str) -> None:
    assert chatting.models.retrieve("policy-assistant").id == "policy-assistant"
    with pytest.raises(openai.NotFoundError, match="没有叫「gpt-4」的模型"):
        chatting.models.retrieve("gpt-4")
    with pytest.raises(openai.NotFoundError, match="没有叫「gpt-4」的模型"):
        chatting.chat.completions.create(model="gpt-4", messages=user(ASKED))
    with pytest.raises(openai.UnprocessableEntityError, match="太长"):
        chatting.chat.completions.create(model="policy-assistant", messages=user("长" * 3000), stream=True)
    with pytest.raises(openai.UnprocessableEntityError, match="没有 user 的文字"):
        chatting.chat.completions.create(model="policy-assistant", messages=[{"role": "system", "content": "a"}])
    with pytest.raises(openai.AuthenticationError, match="密钥不对"):
        openai.OpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0).models.list()


def test_langchain_openai_invokes_and_streams(address: str, assistant: Assistant) -> None:
    model = ChatOpenAI(base_url=f"{address}/v1", api_key=READ, model="policy-assistant")  # type: ignore[arg-type]
    whole = model.invoke(ASKED).content
    assert str(whole).startswith(assistant.ask(ASKED).text)
    assert "".join(str(chunk.content) for chunk in model.stream(ASKED)) == whole


@pytest.mark.deep
def test_a_chat_model_words_the_answer_where_one_is_set(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    with endpoint("瞪羚企业可以得到100万元奖励。[1]") as chat, serving(assistant, Settings(keys=KEYS)) as url:
        monkeypatch.setenv("POLICY_CHAT_URL", chat.url)
        monkeypatch.setenv("POLICY_CHAT_MODEL", "scripted")
        client = openai.OpenAI(base_url=f"{url}/v1", api_key=READ, max_retries=0)
        assert [model.id for model in client.models.list()] == ["policy-assistant", "policy-assistant-worded"]
        whole = client.chat.completions.create(model="policy-assistant-worded", messages=user(ASKED))
        assert whole.policy["generated"]["kept"] == 1  # type: ignore[attr-defined]
        told = contract.AnswerBody.model_validate(whole.policy)  # type: ignore[attr-defined]
        assert json.loads(told.model_dump_json()) == whole.policy  # type: ignore[attr-defined]
        chunks = client.chat.completions.create(model="policy-assistant-worded", messages=user(ASKED), stream=True)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        assert text == whole.choices[0].message.content


# ---------------------------------------------------------------- MCP

TOOLS = {"ask", "search", "get_clause", "match", "list_documents"}


async def use(client: Client) -> None:
    """Every tool once, as an agent would."""
    listed = (await client.list_tools()).tools
    assert {tool.name for tool in listed} == TOOLS
    assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in listed)
    documents = (await client.call_tool("list_documents", {})).structured_content
    assert documents is not None
    assert len(documents["documents"]) == 5
    told = await client.call_tool("ask", {"question": ASKED})
    assert told.structured_content is not None
    citation = told.structured_content["citations"][0]
    assert citation["url"] in told.content[0].text  # type: ignore[union-attr]
    place = {"document_id": citation["document_id"], "label": citation["label"]}
    clause = await client.call_tool("get_clause", place)
    assert citation["text"] in clause.content[0].text  # type: ignore[union-attr]
    found = await client.call_tool("search", {"query": ASKED, "k": 2})
    assert found.structured_content is not None
    assert len(found.structured_content["hits"]) == 2
    matched = await client.call_tool("match", {"words": "我们在昌吉高新区，是瞪羚企业。"})
    assert matched.structured_content is not None
    assert matched.structured_content["rows"]
    refused = await client.call_tool("get_clause", {"document_id": "nowhere", "label": "1"})
    assert refused.is_error
    assert "没有 id 为「nowhere」的文件" in refused.content[0].text  # type: ignore[union-attr]
    assert (await client.call_tool("search", {"query": ASKED, "k": 0})).is_error


def test_mcp_over_http(address: str) -> None:
    async def go() -> None:
        http = httpx2.AsyncClient(headers=WITH_KEY, timeout=60)
        async with http, Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client:
            await use(client)

    asyncio.run(go())


def test_mcp_over_http_needs_a_key_and_a_page_of_elsewhere_gets_nothing(address: str) -> None:
    assert httpx.post(f"{address}/mcp", json={}).status_code == 401
    for header in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        told = httpx.post(f"{address}/mcp", json={}, headers=WITH_KEY | header)
        assert told.status_code in (403, 421)


def test_mcp_tells_an_agent_what_each_argument_is(address: str) -> None:
    async def go() -> list[Tool]:
        http = httpx2.AsyncClient(headers=WITH_KEY, timeout=60)
        async with http, Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client:
            return (await client.list_tools()).tools

    for tool in asyncio.run(go()):
        assert tool.description, tool.name
        assert all(given.get("description") for given in tool.input_schema["properties"].values()), tool.name


@pytest.mark.deep
def test_a_client_of_mcp_that_listens_holds_no_place(assistant: Assistant) -> None:
    """Clients open a stream to listen on and leave it open; there is never anything to hear, and it counted as a question."""
    listening = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}
    modern = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    params = {"notifications": {"toolsListChanged": True}, "_meta": modern}
    listen = {"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": params}
    with serving(assistant, Settings(limits=few(each=1))) as url, httpx.Client(base_url=url, timeout=20) as client:
        with client.stream("GET", "/mcp", headers=listening) as opened:
            assert opened.status_code == 405
        told = client.post("/mcp", json=listen, headers={**listening, "mcp-method": "subscriptions/listen"})
        assert told.json()["error"]["code"] == METHOD_NOT_FOUND, told.text
        assert client.get("/v1/documents").status_code == 200


@pytest.mark.deep
def test_mcp_over_stdio(built_index: Path) -> None:
    environment = {**os.environ, "POLICY_INDEX": str(built_index), "PYTHONPATH": "."}
    program = "from service.command import mcp; mcp()"
    server = StdioServerParameters(command=sys.executable, args=["-c", program], env=environment)

    async def go() -> None:
        async with Client(server, read_timeout_seconds=60) as client:
            while (await client.call_tool("list_documents", {})).is_error:  # it is still opening
                await asyncio.sleep(0.2)
            await use(client)

    asyncio.run(go())
