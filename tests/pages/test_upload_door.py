"""The door for uploads: nobody who is not signed in, no more than a count and a rate, and not a byte is read before."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.upload_door import BYTES_IN_WINDOW, FILES_IN_WINDOW, WINDOW, UploadDoor, Uploads

PATH = "/_stcore/upload_file/session/file"


def sent(
    door_for: Uploads, path: str = PATH, method: str = "PUT", length: bytes | None = b"10", kind: str = "http"
) -> int:
    """The status that a request gets; 0 where it reached the application."""
    reached: list[int] = []
    told: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.append(0)

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        told.append(message)

    headers = [] if length is None else [(b"content-length", length)]
    scope = {"type": kind, "path": path, "method": method, "headers": headers}
    asyncio.run(UploadDoor(application, door_for)(scope, receive, send))
    return reached[0] if reached else int(told[0]["status"])


def signed_in(clock: Any = lambda: 0.0) -> Uploads:
    uploads = Uploads(clock)
    uploads.allow("session")
    return uploads


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        (PATH, "PUT", 403),
        (f"/base{PATH}/", "PUT", 403),
        (PATH, "POST", 403),
        (PATH, "OPTIONS", 0),
        (PATH, "DELETE", 0),
        ("/_stcore/health", "GET", 0),
        ("/", "GET", 0),
    ],
)
def test_a_stranger_uploads_nothing(path: str, method: str, status: int) -> None:
    uploads = Uploads()
    uploads.allow("another session")
    assert sent(uploads, path, method) == status


def test_who_signs_in_may_and_who_signs_out_may_not() -> None:
    uploads = signed_in()
    assert sent(uploads) == 0
    uploads.forbid("session")
    assert sent(uploads) == 403


@pytest.mark.parametrize(
    ("length", "files"), [(b"10", FILES_IN_WINDOW), (None, 8), (b"what", 8), (b"-1", 8), (b"9" * 15, 0)]
)
def test_no_more_than_a_count_and_a_size_in_a_while(length: bytes | None, files: int) -> None:
    now = [0.0]
    uploads = signed_in(lambda: now[0])
    assert [sent(uploads, length=length) for _ in range(files)] == [0] * files
    assert sent(uploads, length=length) == 429
    now[0] = WINDOW
    if files:
        assert sent(uploads, length=length) == 0


def test_many_sessions_are_forgotten_from_the_oldest() -> None:
    uploads = signed_in()
    for number in range(1000):
        uploads.allow(str(number))
    assert sent(uploads) == 403
    assert uploads.refusal("999", BYTES_IN_WINDOW) == (0, "")
