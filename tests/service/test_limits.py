"""What the service stands: schemathesis, a hundred clients while the index is exchanged, a thousand connections."""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from assistant.ask import Assistant, build_index, open_assistant, open_corpus
from corpus.shelf import add_file
from service.keeper import Keeper
from service.settings import Limits, Settings
from tests.service_kit import KEYS, READ, serving
from tests.toy import ToyEncoder

pytestmark = pytest.mark.service
ROOT = Path(__file__).parents[2]
CLIENTS, CONNECTIONS = 100, 1000
ASKED = "昌吉高新区对瞪羚企业奖励多少"


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(assistant, Settings(keys=KEYS)) as url:
        yield url


def test_schemathesis_finds_nothing(address: str, tmp_path: Path) -> None:
    """No answer of 500 or more, none that is not described, in words and in shape, whatever is sent."""
    httpx.get(f"{address}/openapi.json", timeout=120)  # made now: schemathesis waits ten seconds for it and no longer
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json",
        "--header", f"Authorization: Bearer {READ}", "--max-examples", "40", "--seed", "7", "--workers", "1",
        "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
        "response_headers_conformance,unsupported_method",
        "--request-timeout", "60", "--no-color", "--report", "junit", "--report-junit-path", str(tmp_path / "report.xml"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]


def policy(number: int) -> str:
    """A policy in its `number`-th version: every one of its figures is that number."""
    clauses = "\n".join(
        f"第{each}条 对完成{name}改造的企业，给予{number}万元奖励。"
        for each, name in zip("一二三", ("窑炉", "厂房", "设备"), strict=True)
    )
    return f"松塔县技术改造奖励办法\n{clauses}\n"


def test_nobody_sees_half_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred clients ask while the index is exchanged again and again: every answer is whole, of one version."""
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "corpus"))
    encoder = ToyEncoder()
    monkeypatch.setattr("assistant.ask.load_encoder", lambda: encoder)
    path = tmp_path / "办法.txt"

    def publish(number: int) -> None:
        path.write_text(policy(number), encoding="utf-8")
        add_file(tmp_path / "corpus", path)
        build_index(open_corpus())

    publish(10)
    keeper = Keeper(0.05, open_assistant)
    limits = Limits(
        most=2 * CLIENTS, each=2 * CLIENTS, wait=3600.0, seconds=3600.0
    )  # a busy machine refuses nobody here
    over = threading.Event()
    with serving(open_assistant(), Settings(limits=limits), keeper) as url:

        def client(_: int) -> list[tuple[int, str]]:
            seen = []
            with httpx.Client(base_url=url, timeout=None) as one:
                while not over.is_set():
                    told = one.post("/v1/match", json={"words": "我们在松塔县，完成了窑炉改造、厂房改造、设备改造。"})
                    seen.append((told.status_code, told.text))
            return seen

        with ThreadPoolExecutor(CLIENTS) as clients:
            running = [clients.submit(client, number) for number in range(CLIENTS)]
            for number in range(11, 17):
                publish(number)
                threading.Event().wait(1.0)
            over.set()
            answers = [each for one in running for each in one.result()]
        last = httpx.post(f"{url}/v1/search", json={"query": "窑炉改造"}).text
    versions = set()
    for status, text in answers:
        assert status == 200, text
        told = json.loads(text)
        sums = {f"{number}万元" for number in range(10, 17) if f"{number}万元" in text}
        assert len(sums) == 1, sums
        assert all(citation["text"][citation["quote_start"] - citation["start"] :] for citation in told["citations"])
        versions |= sums
    assert len(versions) > 2, "the index was not exchanged while they asked"
    assert keeper.exchanges >= 2
    assert "16万元" in last


def answered(connection: socket.socket, request: bytes) -> int:
    """The status of the answer to a request; 0 where the line was cut because it came too late."""
    told = b""
    try:
        connection.settimeout(120)
        connection.sendall(request)
        while piece := connection.recv(65536):
            told += piece
    except ConnectionError:
        return 0
    return int(told.split(b" ", 2)[1]) if told else 0


def test_a_thousand_connections_at_once(address: str) -> None:
    """A thousand open connections, most of them silent: whoever asks is answered, or told to come back."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + 500
    if hard < wanted:
        pytest.skip(f"this system allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    host, port = urlsplit(address).hostname, urlsplit(address).port
    body = json.dumps({"query": ASKED, "k": 1}).encode()
    head = f"POST /v1/search HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {READ}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection((host, port), 60)) for _ in range(CONNECTIONS)]
        assert httpx.get(f"{address}/health", timeout=60).status_code == 200
        with ThreadPoolExecutor(50) as clients:  # and now all of them ask
            statuses = list(clients.map(lambda one: answered(one, head.encode() + body), silent))
    assert set(statuses) <= {200, 429, 503, 0}
    assert statuses.count(200) > 0
    assert httpx.get(f"{address}/ready", timeout=60).status_code == 200
