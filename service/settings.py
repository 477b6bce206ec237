"""What a service is started with: its address, its keys, and how much it takes on at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.keys import Keys

HOST, PORT = "127.0.0.1", 8600
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is too much. A question costs the processor a moment, so more threads than cores help nobody."""

    body: int = 256 * 1024  # bytes of a request
    sheet: int = 8 * 2**20  # bytes of an evidence sheet to verify
    threads: int = 2  # questions answered at once
    most: int = 128  # questions inside, those that wait included; one more is told to come back
    each: int = 64  # of one key, or of one address where there are no keys
    wait: float = 3.0  # seconds: who would have to wait longer is told so at once; twice that, and it is given up
    seconds: float = 30.0  # for one answer
    receive: float = 10.0  # for the head of a request, and for its body
    tellings: int = 8  # answers that a chat model words at once
    connections: int = 4096


@dataclass(frozen=True, slots=True)
class Settings:
    """One service. Without keys everybody may read and nobody may write."""

    host: str = HOST
    port: int = PORT
    keys: Keys = field(default_factory=Keys)
    limits: Limits = field(default_factory=Limits)
    log_questions: bool = False
    watch: float = 2.0  # seconds between two looks at whether there is another index

    @property
    def has_several_sources(self) -> bool:
        """Whether questions may come from more than one: several keys, or without keys several addresses."""
        return len(self.keys.known) > 1 or (not self.keys.known and self.host not in LOCAL)
