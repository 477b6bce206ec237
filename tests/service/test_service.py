"""The service over real sockets: what each address answers, who may, what it refuses, and how it says so."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
import httpx
import icalendar
import pytest
from pydantic import BaseModel, ValidationError
from uvicorn.protocols.http.flow_control import FlowControl

from assistant.address import clause_address
from assistant.answer import answer_to_json
from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant, build_index, open_corpus
from assistant.calendar_door import calendar_of
from assistant.handing_on.export import export
from assistant.handing_on.sheet import answer_sheet
from assistant.proposing.retrieve import Filters
from corpus.shelf import add_file
from service import chat, contract, dify, examples
from service.patience import PatientProtocol
from service.problems import words_of
from service.saying import clause_json
from service.settings import Settings
from tests.service_kit import KEYS, QUESTION, READ, WITH_KEY, WRITE, few, serving
from tests.toy import ToyEncoder

AS_OF = date(2025, 6, 1)
ASKED = "昌吉高新区对瞪羚企业奖励多少"


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(assistant, Settings(keys=KEYS)) as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=WITH_KEY, timeout=60) as opened:
        yield opened


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two answers are the same but for the time they took."""
    return {**one, "timings_ms": 0} == {**other, "timings_ms": 0}


# ---------------------------------------------------------------- what is answered


def test_an_answer_is_the_one_of_the_command_line(client: httpx.Client, assistant: Assistant) -> None:
    told = client.post("/v1/ask", json={"question": ASKED, "as_of": AS_OF.isoformat()}).json()
    assert same(told, json.loads(json.dumps(answer_to_json(assistant.ask(ASKED, as_of=AS_OF)))))
    assert told["status"] == "answered"
    assert told["citations"][0]["url"].startswith("http://127.0.0.1:8501/find?clause=")


def test_a_follow_up_and_filters_reach_the_assistant(client: httpx.Client, assistant: Assistant) -> None:
    history = [ASKED]
    told = client.post("/v1/ask", json={"question": "那独角兽呢", "history": history, "as_of": "2025-06-01"}).json()
    assert told["text"] == assistant.ask("那独角兽呢", history, AS_OF).text
    filters = {"region": "张掖"}
    told = client.post("/v1/search", json={"query": "孵化器补助", "k": 4, "filters": filters}).json()
    hits = assistant.search("孵化器补助", 4, filters=Filters(region="张掖"))
    assert [hit["clause"] for hit in told["hits"]] == [hit.measure.id for hit in hits]


def test_a_streamed_answer_is_the_whole_one_in_pieces(client: httpx.Client, assistant: Assistant) -> None:
    with client.stream("POST", "/v1/ask", json={"question": ASKED, "as_of": "2025-06-01", "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        body = "".join(response.iter_text())
    events = [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", body)]
    assert "".join(piece for name, piece in events if name == "text") == assistant.ask(ASKED, as_of=AS_OF).text
    assert [name for name, _ in events].count("answer") == 1
    assert events[-1][0] == "answer"
    assert events[-1][1]["citations"]


def test_match_and_compare(client: httpx.Client, assistant: Assistant) -> None:
    words = "我们在昌吉高新区。我们是瞪羚企业。出资1800万元。"
    told = client.post("/v1/match", json={"words": words, "as_of": "2025-06-01"}).json()
    found, answer = what_can_i_get(assistant, words, AS_OF)
    assert told["text"] == answer.text
    assert [row["clause"] for row in told["rows"]] == [row.measure.id for row in found.rows]
    assert [row["url"] for row in told["rows"]] == [clause_address(row.measure.id) for row in found.rows]
    asked = {"regions": ["昌吉高新区", "甘州区"], "topic": "孵化器"}
    compared = client.post("/v1/compare", json=asked).json()
    assert {row["place"] for row in compared["comparison"]} == {"昌吉高新区", "甘州区"}
    refused = client.post("/v1/compare", json={**asked, "regions": ["昌吉", "深圳"]})
    assert refused.status_code == 422
    assert "甘州区" in refused.json()["next"]


def test_documents_and_their_clauses(client: httpx.Client, assistant: Assistant) -> None:
    documents = client.get("/v1/documents").json()["documents"]
    assert [each["id"] for each in documents] == [each.id for each in assistant.corpus.documents]
    for document in documents:
        contents = client.get(f"/v1/documents/{document['id']}").json()
        assert len(contents["clauses"]) == document["clauses"]
    unit = next(unit for unit in assistant.library.units if unit.kind == "measure" and " " in unit.label)
    for label in (unit.label, unit.label.replace(" ", "")):
        found = client.get(f"/v1/clauses/{unit.document_id}/{label}").json()["clauses"]
        assert unit.text in [each["text"] for each in found]


def test_a_calendar_can_be_subscribed_to(client: httpx.Client, assistant: Assistant) -> None:
    told = client.get("/v1/calendar.ics", params={"as_of": "2025-06-01", "kind": ["到期失效", "开始施行"]})
    assert told.headers["content-type"].startswith("text/calendar")
    assert told.content == calendar_of(assistant.corpus, None, (), ("到期失效", "开始施行"), AS_OF)
    names = [str(event["summary"]) for event in icalendar.Calendar.from_ical(told.content).walk("VEVENT")]
    assert names
    assert all("失效" in name or "施行" in name for name in names)
    none = client.get("/v1/calendar.ics", params={"as_of": "2025-06-01", "place": "哪里也不是"})
    assert not icalendar.Calendar.from_ical(none.content).walk("VEVENT")
    assert client.get("/v1/calendar.ics", params={"kind": "生日"}).status_code == 422


def test_every_address_of_a_clause_opens_it_on_the_page(client: httpx.Client, assistant: Assistant, open_page) -> None:  # type: ignore[no-untyped-def]
    url = client.post("/v1/search", json={"query": QUESTION, "k": 1}).json()["hits"][0]["url"]
    asked = httpx.QueryParams(urlsplit(url).query)
    assert urlsplit(url).path == "/find"
    page = open_page(assistant, "find", clause=asked["clause"])
    unit = next(unit for unit in assistant.library.units if unit.id == asked["clause"])
    assert unit.text[:20] in "".join(str(each.proto.body) for each in page.get("html"))


def test_the_page_may_be_elsewhere(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_PAGE_URL", "https://policy.example.cn/zc/")
    hit = client.post("/v1/search", json={"query": QUESTION, "k": 1}).json()["hits"][0]
    assert hit["url"].startswith("https://policy.example.cn/zc/find?clause=")


def test_citations_are_verified(client: httpx.Client) -> None:
    citations = client.post("/v1/ask", json={"question": ASKED, "as_of": "2025-06-01"}).json()["citations"]
    asked = {"citations": citations, "as_of": "2025-06-01"}
    assert client.post("/v1/verify", json=asked).json() == {"holds": True, "checked": len(citations), "findings": []}
    first = citations[0]
    changed = [
        ("removed", {"document_id": "nowhere"}),
        ("moved", {"quote_start": first["quote_start"] + 1, "quote_end": first["quote_end"] + 1}),
        ("text", {"quote": "给予九百万元奖励"}),
        ("label", {"label": "第九百条"}),
        ("validity", {"in_force": "not yet"}),
    ]
    for kind, change in changed:
        told = client.post("/v1/verify", json={**asked, "citations": [first | change]}).json()
        assert (told["holds"], [each["kind"] for each in told["findings"]]) == (False, [kind])


def test_an_evidence_sheet_is_verified(client: httpx.Client, assistant: Assistant, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "sheet.docx"
    export(answer_sheet(assistant.ask(ASKED, as_of=AS_OF), assistant.corpus), path)
    told = client.post("/v1/verify/sheet?as_of=2025-06-01", content=path.read_bytes())
    assert told.json()["holds"], told.text
    refused = client.post("/v1/verify/sheet", content=b"PK no sheet at all")
    assert (refused.status_code, refused.json()["status"]) == (422, 422)


# ---------------------------------------------------------------- the description


EXAMPLES: list[tuple[type[BaseModel], object]] = [
    (contract.AskRequest, examples.ASKED),
    (contract.AnswerBody, examples.ANSWER),
    (contract.SearchRequest, examples.SEARCHED),
    (contract.SearchAnswer, examples.FOUND),
    (contract.MatchRequest, examples.STORY),
    (contract.MatchAnswer, examples.MATCHED),
    (contract.CompareRequest, examples.COMPARING),
    (contract.AnswerBody, examples.COMPARED),
    (contract.DocumentsAnswer, examples.DOCUMENTS),
    (contract.OneDocumentAnswer, examples.DOCUMENT),
    (contract.ClausesAnswer, examples.CLAUSES),
    (contract.VerifyRequest, examples.TO_VERIFY),
    (contract.VerifyAnswer, examples.VERIFIED),
    (contract.HealthAnswer, examples.HEALTH),
    (contract.ReadyAnswer, examples.READY),
    (contract.ReloadAnswer, examples.RELOADED),
    (contract.ProblemAnswer, examples.problem(422)),
    (dify.Retrieval, examples.RETRIEVED_BY),
    (dify.Retrieved, examples.RETRIEVED),
    (chat.Models, examples.MODELS),
    (chat.ModelCard, examples.MODEL),
    (chat.ChatRequest, examples.CHATTED),
    (chat.Completion, examples.COMPLETED),
]


@pytest.mark.parametrize(("model", "example"), EXAMPLES, ids=lambda each: getattr(each, "__name__", ""))
def test_an_example_fits_its_description(model: type[BaseModel], example: object) -> None:
    model.model_validate_json(json.dumps(example), strict=False)


def test_every_address_is_described_in_two_languages_with_an_example(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            assert re.search(r"[\u4e00-\u9fff]+ · [A-Za-z]", one["summary"]), path
            assert all("example" in kind for kind in one["responses"]["200"]["content"].values()), path
            if method == "post" and path != "/v1/reload":
                assert all("example" in kind for kind in one["requestBody"]["content"].values()), path
            for given in one.get("parameters", ()):
                assert given["in"] != "path" or given["schema"].get("examples"), (path, given["name"])
            assert {"401", "422", "429", "503"} <= one["responses"].keys()


def is_described(model: type[BaseModel], told: object) -> bool:
    """Whether an answer is what its description says, whole: nothing in it that the description leaves out."""
    return json.loads(model.model_validate(told).model_dump_json()) == json.loads(json.dumps(told))


@pytest.mark.parametrize(
    ("path", "body", "answer"),
    [
        ("/v1/ask", {"question": ASKED}, contract.AnswerBody),
        ("/v1/ask", {"question": "昌吉高新区的瞪羚企业能不能拿100万元", "as_of": "2021-06-01"}, contract.AnswerBody),
        ("/v1/ask", {"question": "How much for a gazelle company in Changji?"}, contract.AnswerBody),
        ("/v1/ask", {"question": "怎么申请"}, contract.AnswerBody),
        ("/v1/search", {"query": ASKED, "k": 30}, contract.SearchAnswer),
        ("/v1/match", {"words": "我们在昌吉高新区。我们是瞪羚企业。出资1800万元。"}, contract.MatchAnswer),
        ("/v1/compare", {"regions": ["昌吉高新区", "甘州区"], "topic": "孵化器"}, contract.AnswerBody),
        ("/retrieval", examples.RETRIEVED_BY, dify.Retrieved),
        ("/v1/documents", None, contract.DocumentsAnswer),
        ("/v1/models", None, chat.Models),
        ("/ready", None, contract.ReadyAnswer),
        ("/health", None, contract.HealthAnswer),
    ],
)
def test_what_is_answered_is_described(client: httpx.Client, path: str, body: object, answer: type[BaseModel]) -> None:
    told = client.get(path) if body is None else client.post(path, json=body)
    assert told.status_code == 200, told.text
    assert is_described(answer, told.json())


def test_every_clause_is_described(client: httpx.Client, assistant: Assistant) -> None:
    day = AS_OF
    assert is_described(
        contract.ClausesAnswer, {"clauses": [clause_json(assistant, unit, day) for unit in assistant.library.units]}
    )
    for document in assistant.corpus.documents:
        assert is_described(contract.OneDocumentAnswer, client.get(f"/v1/documents/{document.id}").json())


def test_rows_of_a_table_are_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "corpus"))
    path = tmp_path / "办法.md"
    path.write_text(
        "# 松塔县科技奖励办法\n\n第一条 按下表奖励。\n\n| 等次 | 奖金（万元） |\n|---|---|\n| 一等奖 | 30 |\n| 二等奖 | 12 |\n",
        encoding="utf-8",
    )
    add_file(tmp_path / "corpus", path)
    corpus = open_corpus()
    assistant = Assistant(corpus, build_index(corpus, ToyEncoder())[0])
    told = answer_to_json(assistant.ask("松塔县科技奖励二等奖奖金多少"))
    assert any(citation["rows"] for citation in told["citations"]), told
    assert is_described(contract.AnswerBody, told)


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    "given", ["", "Basic abc", "Bearer", "Bearer wrong", f"Bearer {READ}x", f"bearer  {READ}", "Bearer 密钥"]
)
def test_a_wrong_key_is_refused_before_the_body_is_read(address: str, given: str) -> None:
    told = httpx.post(f"{address}/v1/ask", content=b"{no json", headers={"authorization": given.encode()})
    assert (told.status_code, told.headers["www-authenticate"]) == (401, "Bearer")
    assert told.headers["content-type"] == "application/problem+json"


def test_a_key_that_reads_may_not_write(client: httpx.Client) -> None:
    assert client.post("/v1/reload").status_code == 403
    assert client.post("/v1/reload", headers={"Authorization": f"Bearer {WRITE}"}).status_code != 403
    assert client.get("/v1/documents", headers={"Authorization": f"Bearer {WRITE}"}).status_code == 200


def test_without_keys_everybody_reads_and_nobody_writes(assistant: Assistant) -> None:
    with serving(assistant) as url:
        assert httpx.get(f"{url}/v1/documents").status_code == 200
        assert httpx.post(f"{url}/v1/reload").status_code == 401


def test_whether_it_lives_is_told_to_everybody(address: str) -> None:
    for path in ("/health", "/ready"):
        told = httpx.head(f"{address}{path}")
        assert (told.status_code, told.content) == (200, b"")
    assert httpx.get(f"{address}/health").json()["status"] == "ok"
    assert httpx.get(f"{address}/ready").json()["documents"] == 5
    assert httpx.get(f"{address}/metrics").status_code == 401


def test_what_prometheus_scrapes(client: httpx.Client) -> None:
    client.post("/v1/search", json={"query": QUESTION})
    text = client.get("/metrics").text
    for name in (
        "policy_requests_total",
        "policy_request_seconds_bucket",
        "policy_inside",
        "policy_ready 1.0",
        "process_",
    ):
        assert name in text
    assert re.search(r'policy_requests_total\{route="/v1/search",status="200"\} [1-9]', text)


@pytest.mark.deep
def test_the_log_keeps_a_question_only_where_it_was_asked_for(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "service")
    for asked in (False, True):
        caplog.clear()
        with serving(assistant, Settings(log_questions=asked)) as url:
            httpx.post(f"{url}/v1/search", json={"query": QUESTION}, headers={"x-request-id": "from-the-portal"})
        said = [getattr(record, "said", {}) for record in caplog.records]
        line = next(each for each in said if each.get("route") == "/v1/search")
        assert (line["request"], line["status"]) == ("from-the-portal", 200)
        assert (QUESTION in json.dumps(line, ensure_ascii=False)) is asked


# ---------------------------------------------------------------- what is refused


BAD_BODIES: list[tuple[str, bytes, int]] = [
    ("nothing", b"", 422),
    ("no JSON", b"{question", 422),
    ("no UTF-8", b'{"question": "\xff\xfe"}', 400),
    ("a list", b"[]", 422),
    ("a number", b'{"question": 7}', 422),
    ("null", b'{"question": null}', 422),
    ("empty", b'{"question": ""}', 422),
    ("blank", '{"question": " \u3000"}'.encode(), 422),
    ("half a character", b'{"question": "\\ud800"}', 422),
    ("too long", json.dumps({"question": "长" * 2001}).encode(), 422),
    ("an unknown field", b'{"question": "a", "temperature": 1}', 422),
    ("half a character as a field", b'{"question": "a", "\\ud800": 1}', 422),
    ("a date that is none", b'{"question": "a", "as_of": "2025-02-30"}', 422),
    ("history of one word", b'{"question": "a", "history": "b"}', 422),
    ("history without end", json.dumps({"question": "a", "history": ["b"] * 33}).encode(), 422),
    ("an unknown document", json.dumps({"question": "a", "filters": {"document": "没有"}}).encode(), 404),
    ("an unknown engine", b'{"question": "a", "engine": "gpt"}', 422),
    ("no chat model", b'{"question": "a", "engine": "model"}', 422),
    ("no chat model, streamed", b'{"question": "a", "engine": "model", "stream": true}', 422),
    ("brackets without end", b"[" * 200_000, 400),
    ("objects without end", b'{"a":' * 40_000, 400),
    ("digits without end", b'{"question": ' + b"9" * 200_000 + b"}", 400),
    ("10 MB", b'{"question": "' + b"a" * 10_000_000 + b'"}', 413),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), [each[1:] for each in BAD_BODIES], ids=[each[0] for each in BAD_BODIES])
def test_a_bad_body_is_a_problem_with_its_next_step(client: httpx.Client, body: bytes, status: int) -> None:
    told = client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    assert told.status_code == status, told.text
    problem = contract.ProblemAnswer.model_validate_json(told.content)
    assert told.headers["content-type"] == "application/problem+json"
    assert problem.status == status
    assert problem.next
    assert problem.request == told.headers["x-request-id"]


ASKS = (
    contract.AskRequest, contract.SearchRequest, contract.MatchRequest, contract.CompareRequest, contract.VerifyRequest,
    contract.FilterChoice, contract.CitedWords, dify.Retrieval, dify.RetrievalSetting, dify.MetadataCondition, dify.Condition,
    chat.ChatRequest, chat.ChatMessage, chat.Part, chat.StreamOptions,
)  # fmt: skip
JUNK = (
    None, 7, -1, 10**12, 1.5, float("nan"), "", "x", "长" * 200_001, "\ud800", "2025-02-30", [], ["x"] * 600, [[]], [None], {},
    {"x": 1}, True, b"x",
)  # fmt: skip


@pytest.mark.parametrize("asked", ASKS, ids=lambda asked: asked.__name__)
def test_whatever_is_wrong_is_said_in_chinese(asked: type[BaseModel]) -> None:
    """Any wrong value at any place: no sentence of the library that found it comes through."""
    said = set()
    for given in [*JUNK, *({name: junk} for name in asked.model_fields for junk in JUNK)]:
        try:
            asked.model_validate(given)
        except ValidationError as error:
            said |= {words_of(each) for each in error.errors()}
    assert said
    assert [words for words in said if not re.match(r"[\u4e00-\u9fff]", words) or "Input" in words] == []


def test_a_body_whose_kind_is_not_told_is_answered_with_what_to_tell(client: httpx.Client) -> None:
    """What `curl -d` sends: JSON, called a form."""
    body, kind = json.dumps({"question": ASKED}).encode(), {"content-type": "application/x-www-form-urlencoded"}
    told = client.post("/v1/ask", content=body, headers=kind)
    assert told.status_code == 422
    assert "Content-Type: application/json" in told.json()["next"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/documents/nowhere", 404),
        ("/v1/documents/%00", 404),
        ("/v1/documents/..%2f..%2fetc%2fpasswd", 404),
        ("/v1/clauses/nowhere/1", 404),
        ("/v1/clauses/ganzhou-2017/第九百九十九条", 404),
        ("/v1/documents?as_of=tomorrow", 422),
        ("/v1/documents/" + "a" * 501, 422),
        ("/v2/ask", 404),
        ("/v1/ask", 405),
        ("/docs", 404),
    ],
)
def test_an_unknown_address_is_a_problem(client: httpx.Client, path: str, status: int) -> None:
    told = client.get(path)
    assert told.status_code == status, told.text
    assert contract.ProblemAnswer.model_validate_json(told.content).next


@pytest.mark.deep
def test_what_nobody_foresaw_is_a_number(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("POLICY_REPORTS", str(tmp_path))

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret words")

    with serving(assistant) as url:
        monkeypatch.setattr(Assistant, "ask", broken)
        told = httpx.post(f"{url}/v1/ask", json={"question": ASKED}).json()
    (report,) = tmp_path.iterdir()
    assert told["status"] == 500
    assert report.stem.removeprefix("report-") in told["detail"]
    assert "secret" not in json.dumps(told)


# ---------------------------------------------------------------- too much at once


class Slow:
    """Holds every question until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        real = Assistant.ask

        def ask(assistant: Assistant, *args: Any, **kwargs: Any) -> Any:
            assert self.go.wait(30)
            return real(assistant, *args, **kwargs)

        monkeypatch.setattr(Assistant, "ask", ask)


def asked(url: str) -> httpx.Response:
    return httpx.post(f"{url}/v1/ask", json={"question": ASKED}, timeout=60)


@pytest.mark.deep
@pytest.mark.parametrize(("limits", "status"), [({"most": 3}, 503), ({"most": 99, "each": 3}, 429)])
def test_too_many_at_once_are_told_to_come_back(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, limits: dict[str, float], status: int
) -> None:
    slow = Slow(monkeypatch)
    with serving(assistant, Settings(limits=few(**limits))) as url, ThreadPoolExecutor(8) as clients:
        sent = [clients.submit(asked, url) for _ in range(4)]
        refused = next(as_completed(sent)).result()
        assert (refused.status_code, refused.headers["retry-after"]) == (status, "1")
        assert httpx.get(f"{url}/health").status_code == 200
        slow.go.set()
        assert sorted(each.result().status_code for each in sent) == [200, 200, 200, status]
        assert asked(url).status_code == 200


@pytest.mark.deep
def test_an_answer_that_takes_too_long_is_given_up(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    with serving(assistant, Settings(limits=few(wait=0.05, seconds=0.2))) as url:
        told = asked(url)
        slow.go.set()
    assert (told.status_code, told.json()["type"].rpartition(":")[2]) == (503, "too-long")


@pytest.mark.deep
def test_a_slow_sender_is_hung_up_on(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.patience.SECONDS", 0.3)
    with serving(assistant, Settings(limits=few(receive=0.3))) as url:
        host, port = urlsplit(url).hostname, urlsplit(url).port
        for sent, answered in (
            (b"", b""),
            (b"POST /v1/ask HTTP/1.1\r\nHost: a\r\nX: ", b""),
            (
                b"POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{",
                b"408",
            ),
        ):
            with socket.create_connection((host, port), timeout=20) as connection:
                connection.sendall(sent)
                told = b""
                while piece := connection.recv(4096):
                    told += piece
            assert answered in told.split(b"\r\n")[0]
            assert not told or b"connection: close" in told  # nothing can come behind half a body


class Reader:
    """A connection whose client has `left` bytes of an answer to read, and takes `takes` of them between two looks."""

    def __init__(self, left: int, takes: int) -> None:
        self.left, self.takes, self.cut = left, takes, False

    def get_write_buffer_size(self) -> int:
        self.left -= self.takes
        return self.left

    def abort(self) -> None:
        self.cut = True


@pytest.mark.parametrize(("takes", "cut"), [(0, True), (1, False)])
def test_who_reads_nothing_is_hung_up_on_and_who_reads_slowly_is_not(
    takes: int, cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.patience.UNREAD", 0.01)

    async def go() -> bool:
        protocol, reader = PatientProtocol.__new__(PatientProtocol), Reader(1000, takes)
        protocol.loop, protocol.transport = asyncio.get_running_loop(), reader  # type: ignore[assignment]
        protocol.flow = FlowControl(reader)  # type: ignore[arg-type]
        monkeypatch.setattr(FlowControl, "pause_writing", lambda _: None)
        protocol.pause_writing()
        before = reader.left
        while not reader.cut and reader.left > before - 3:
            await asyncio.sleep(0.01)
        protocol._stop_unread()
        return reader.cut

    assert asyncio.run(go()) is cut


@pytest.mark.deep
def test_a_client_that_never_reads_holds_no_place(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.patience.UNREAD", 0.3)
    with serving(assistant, Settings(limits=few(each=1))) as url:
        host, port = urlsplit(url).hostname, urlsplit(url).port
        one = b"GET /v1/documents/ganzhou-2017 HTTP/1.1\r\nHost: a\r\n\r\n"
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((host, port))
            connection.settimeout(60)
            with pytest.raises(ConnectionError):
                connection.sendall(one * 100_000)  # their answers are more than the system keeps for it
        assert httpx.get(f"{url}/v1/documents", timeout=60).status_code == 200


@pytest.mark.deep
def test_no_request_waits_for_a_thread_that_does_nothing_for_it(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions are answered in the threads of the house; whatever FastAPI would give a thread of its own is a hop for nothing."""

    async def refused(*_: object, **__: object) -> None:
        raise AssertionError("a thread of its own")

    with serving(assistant) as url:
        monkeypatch.setattr(anyio.to_thread, "run_sync", refused)
        assert asked(url).status_code == 200
        assert httpx.get(f"{url}/v1/documents").status_code == 200


@pytest.mark.deep
def test_a_client_that_leaves_costs_nobody_anything(assistant: Assistant) -> None:
    with serving(assistant) as url:
        host, port = urlsplit(url).hostname, urlsplit(url).port
        body = json.dumps({"question": ASKED, "stream": True}).encode()
        head = (
            f"POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        for cut in (10, len(head), len(head) + 5, len(head) + len(body)):
            with socket.create_connection((host, port), timeout=20) as connection:
                connection.sendall((head.encode() + body)[:cut])
        assert asked(url).json()["status"] == "answered"
