"""HTTP/1.1 as uvicorn speaks it, with an end to two waits: for the head of a request, and for a client to read its answer."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

UNREAD = 30.0  # seconds in which nothing is taken of an answer that waits here
SECONDS = 10.0  # from the opening of a connection, or the first byte of its next request, to the end of the head


class PatientProtocol(H11Protocol):
    """A connection; the wait for the body of a request is ended by `service.door`."""

    _waiting: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_unread()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """There is more of an answer than the system keeps for a client: one who never reads would hold its place for ever."""
        super().pause_writing()
        self._look_again()

    def resume_writing(self) -> None:
        self._stop_unread()
        super().resume_writing()

    def _look_again(self) -> None:
        self._stop_unread()
        self._unread = self.loop.call_later(UNREAD, self._look_whether_it_reads, self._left)

    def _look_whether_it_reads(self, before: int) -> None:
        if self._left < before:
            self._look_again()
        else:
            self.transport.abort()

    @property
    def _left(self) -> int:
        """Bytes that the client has not taken."""
        return self.transport.get_write_buffer_size()

    def _stop_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(SECONDS, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        self._waiting = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
