"""A small endpoint that speaks OpenAI's chat protocol over a real socket, and says what a test has written for it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.writing.chat_model import ChatSettings, OpenAICompatible


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the endpoint: `text` in pieces of `size`, `pause` seconds between them, or an error `status`.

    `dies_after` cuts the connection after so many pieces; `finish` is the reason it gives for ending, None for none;
    `raw` is sent as the body instead of all that.
    """

    text: str = ""
    size: int = 7
    pause: float = 0.0
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    dies_after: int | None = None
    finish: str | None = "stop"
    raw: bytes | None = None
    keeps_alive: float = 0.0  # seconds of ": keep-alive" before anything else


@dataclass
class Endpoint:
    """What the endpoint will say, request by request (the last reply again and again), and what it was asked."""

    replies: Sequence[Reply]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)  # the other side closed while we were writing

    def model(self, seconds: float = 20.0) -> OpenAICompatible:
        return OpenAICompatible(ChatSettings(self.url, "scripted", "secret-key", seconds))

    @property
    def asked(self) -> str:
        """All that the last request said."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])


@contextmanager
def endpoint(*replies: Reply | str) -> Iterator[Endpoint]:
    """An endpoint on loopback for as long as the block lasts."""
    script = Endpoint([Reply(one) if isinstance(one, str) else one for one in replies])
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            with lock:
                script.requests.append(json.loads(self.rfile.read(length)))
                reply = script.replies[min(len(script.requests), len(script.replies)) - 1]
            try:
                self._answer(reply)
            except (BrokenPipeError, ConnectionResetError):
                script.hung_up.set()
            self.close_connection = True

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            if reply.status != 200:
                body = json.dumps({"error": {"message": "no", "code": reply.text or None}}).encode()
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            if reply.raw is not None:
                self.wfile.write(reply.raw)
                return
            until = time.monotonic() + reply.keeps_alive
            while time.monotonic() < until:
                self._send(b": keep-alive\n\n")
                time.sleep(0.05)
            pieces = [reply.text[at : at + reply.size] for at in range(0, len(reply.text), reply.size)]
            for number, piece in enumerate(pieces):
                if number == reply.dies_after:
                    return
                self._event({"content": piece}, None)
                time.sleep(reply.pause)
            if reply.finish is not None:
                self._event({}, reply.finish)
                self._send(b"data: [DONE]\n\n")

        def _event(self, delta: Mapping[str, str], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [choice],
            }
            self._send(b"data: " + json.dumps(chunk).encode() + b"\n\n")

        def _send(self, words: bytes) -> None:
            self.wfile.write(words)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
