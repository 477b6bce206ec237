"""The service on a free port of this machine, in threads of the test's own process: real sockets, real clients."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from assistant.ask import Assistant
from service.application import application
from service.house import House
from service.keeper import Keeper
from service.keys import keys_from
from service.patience import PatientProtocol
from service.settings import Limits, Settings

READ, WRITE = "read-key-of-the-tests", "write-key-of-the-tests"
KEYS = keys_from({"POLICY_API_KEYS": f"read:{READ},write:{WRITE}"})
WITH_KEY = {"Authorization": f"Bearer {READ}"}
QUESTION = "新型研发机构一次性给多少"


@contextmanager
def serving(assistant: Assistant, settings: Settings | None = None, keeper: Keeper | None = None) -> Iterator[str]:
    """The address of a service that answers from `assistant`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = settings or Settings()
    house = House(settings, keeper or Keeper(3600.0, lambda: assistant))
    config = uvicorn.Config(
        application(house), "127.0.0.1", port, http=PatientProtocol, ws="none", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 60
        while not (server.started and house.keeper.is_ready):
            assert thread.is_alive(), "the service did not start"
            assert time.monotonic() < until, "the service did not get ready"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


def few(**limits: float) -> Limits:
    """Limits so small that a test meets them."""
    return Limits(**limits)  # type: ignore[arg-type]
