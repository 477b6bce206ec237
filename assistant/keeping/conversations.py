"""Conversations kept in one SQLite file, each under an address that nobody can guess. No account is needed.

POLICY_HISTORY names the file, or is `off`: then nothing is kept. POLICY_HISTORY_DAYS says after how many days without a
word a conversation is forgotten. Who holds the address of one may read it; only the visitor who began it goes on in it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from corpus.errors import PolicyError, UsageError
from corpus.home import data_folder

SETTING, DAYS = "POLICY_HISTORY", "POLICY_HISTORY_DAYS"
OFF = "off"
DEFAULT_DAYS = 90
LONGEST_TITLE = 60  # characters
MOST_TURNS = 200  # of one conversation
MOST_OF_ONE = 500  # conversations of one visitor; the oldest go first
_ADDRESS = re.compile(r"[A-Za-z0-9_-]{22}")
_WAIT = 10  # seconds for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
  address TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS turn (
  address TEXT NOT NULL REFERENCES conversation(address) ON DELETE CASCADE, number INTEGER NOT NULL,
  question TEXT NOT NULL, kept TEXT NOT NULL, PRIMARY KEY (address, number)
) STRICT;
CREATE TABLE IF NOT EXISTS visitor (owner TEXT PRIMARY KEY, role TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS conversation_of ON conversation (owner, updated);
"""


class HistoryNotKept(PolicyError):
    """The file of conversations cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One conversation in the list: its address, its title, when something was last said, how many questions."""

    address: str
    title: str
    updated: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: each turn is the question and what was kept of it, as JSON objects."""

    address: str
    owner: str
    title: str
    turns: tuple[tuple[str, Mapping[str, Any]], ...]


class Conversations:
    """The file. Every call opens it anew, so that it may be used from any thread and by several servers."""

    def __init__(self, path: Path, days: int = DEFAULT_DAYS) -> None:
        self.path = path
        self.days = days
        self._made = False
        self._making = threading.Lock()

    def begin(self, owner: str, title: str, now: datetime | None = None) -> str:
        """A new conversation without turns; its address."""
        address, at = secrets.token_urlsafe(16), _stamp(now)
        with self._open() as book:
            self._forget(book, owner, now)
            row = (address, owner, _title(title), at, at)
            book.execute("INSERT INTO conversation VALUES (?, ?, ?, ?, ?)", row)
        return address

    def keep(
        self, address: str, number: int, question: str, kept: Mapping[str, Any], now: datetime | None = None
    ) -> bool:
        """Keep the turn `number` (from 0), also in the place of the same question; behind all others where another window
        of the visitor asked something else there. False where the conversation is gone. Beyond MOST_TURNS nothing is kept.
        """
        with self._open() as book:
            if book.execute("SELECT 1 FROM conversation WHERE address = ?", (address,)).fetchone() is None:
                return False
            number = _place(book, address, number, question)
            if number < MOST_TURNS:
                row = (address, number, question, json.dumps(kept, ensure_ascii=False))
                book.execute("INSERT OR REPLACE INTO turn VALUES (?, ?, ?, ?)", row)
                book.execute("UPDATE conversation SET updated = ? WHERE address = ?", (_stamp(now), address))
        return True

    def opened(self, address: str) -> Conversation | None:
        """The conversation under `address`; None where there is none, or where it has been forgotten."""
        if not _ADDRESS.fullmatch(address):
            return None
        with self._open() as book:
            self._expire(book, None)
            head = book.execute("SELECT owner, title FROM conversation WHERE address = ?", (address,)).fetchone()
            if head is None:
                return None
            rows = book.execute("SELECT question, kept FROM turn WHERE address = ? ORDER BY number", (address,))
            turns = tuple((question, _object(kept)) for question, kept in rows)
        return Conversation(address, head[0], head[1], turns)

    def of(self, owner: str, words: str = "", most: int = 20, skip: int = 0) -> tuple[list[Listed], int]:
        """The conversations of `owner` that hold `words` in title or questions, the latest first, and how many there are."""
        wanted = [f"%{_escaped(word)}%" for word in words.split()]
        clause = " AND ".join(
            r"(title LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM turn t WHERE t.address = c.address AND question LIKE ? ESCAPE '\'))"
            for _ in wanted
        )
        where = f"owner = ?{f' AND {clause}' if clause else ''}"
        given = (owner, *(each for word in wanted for each in (word, word)))
        with self._open() as book:
            self._expire(book, None)
            (total,) = book.execute(f"SELECT COUNT(*) FROM conversation c WHERE {where}", given).fetchone()
            rows = book.execute(
                "SELECT address, title, updated, (SELECT COUNT(*) FROM turn t WHERE t.address = c.address)"
                f" FROM conversation c WHERE {where} ORDER BY updated DESC LIMIT ? OFFSET ?",
                (*given, most, skip),
            ).fetchall()
        return [Listed(a, title, datetime.fromisoformat(at), turns) for a, title, at, turns in rows], total

    def rename(self, address: str, owner: str, title: str) -> None:
        """Raises UsageError for a title without words, or a conversation of somebody else."""
        if not title.strip():
            raise UsageError("标题是空的，没有改名。")
        with self._open() as book:
            self._own(book, address, owner)
            book.execute("UPDATE conversation SET title = ? WHERE address = ?", (_title(title), address))

    def delete(self, address: str, owner: str) -> None:
        """Forget a conversation at once; its address leads nowhere then. Raises UsageError for one of somebody else."""
        with self._open() as book:
            self._own(book, address, owner)
            book.execute("DELETE FROM conversation WHERE address = ?", (address,))

    def copy(self, address: str, owner: str) -> str:
        """A copy of a shared conversation for `owner`, to go on in; its address. Raises UsageError where there is none."""
        found = self.opened(address)
        if found is None:
            raise UsageError("这个对话已经删除或过期，不能接着问。")
        made = self.begin(owner, found.title)
        for number, (question, kept) in enumerate(found.turns):
            self.keep(made, number, question, kept)
        return made

    def role(self, owner: str) -> str:
        """What the visitor said to be; empty where nothing was said."""
        with self._open() as book:
            found = book.execute("SELECT role FROM visitor WHERE owner = ?", (owner,)).fetchone()
        return str(found[0]) if found else ""

    def keep_role(self, owner: str, role: str) -> None:
        """Empty forgets it."""
        with self._open() as book:
            book.execute("DELETE FROM visitor WHERE owner = ?", (owner,))
            if role:
                book.execute("INSERT INTO visitor VALUES (?, ?)", (owner, role))

    def _own(self, book: sqlite3.Connection, address: str, owner: str) -> None:
        found = book.execute("SELECT owner FROM conversation WHERE address = ?", (address,)).fetchone()
        if found is None or found[0] != owner:
            raise UsageError("这不是您的对话，或者它已经删除，没有改动。")

    def _forget(self, book: sqlite3.Connection, owner: str, now: datetime | None) -> None:
        self._expire(book, now)
        book.execute(
            "DELETE FROM conversation WHERE address IN (SELECT address FROM conversation WHERE owner = ?"
            " ORDER BY updated DESC LIMIT -1 OFFSET ?)",
            (owner, MOST_OF_ONE - 1),
        )

    def _expire(self, book: sqlite3.Connection, now: datetime | None) -> None:
        oldest = (now or datetime.now(UTC)) - timedelta(days=self.days)
        book.execute("DELETE FROM conversation WHERE updated < ?", (_stamp(oldest),))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._making:
                if not self._made:
                    self._make()
            book = sqlite3.connect(self.path, timeout=_WAIT)
            try:
                book.execute("PRAGMA foreign_keys = ON")
                with book:
                    yield book
            finally:
                book.close()
        except (sqlite3.Error, OSError) as error:
            raise HistoryNotKept(
                f"{self.path}：对话没有存下或读不出来（{error}）。请检查磁盘和权限，或设 {SETTING}=off 不保存对话。"
            ) from None

    def _make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_CREAT, 0o600)  # nobody else on the machine reads it
        os.close(handle)
        book = sqlite3.connect(self.path, timeout=_WAIT)
        try:
            book.execute("PRAGMA journal_mode = WAL")
            book.executescript(_SCHEMA)
        finally:
            book.close()
        self._made = True


def kept_here() -> Conversations | None:
    """The conversations of this server; None where POLICY_HISTORY is off. Raises UsageError for days that are no number."""
    chosen = os.environ.get(SETTING, "").strip()
    if chosen.lower() == OFF:
        return None
    days = os.environ.get(DAYS, "").strip() or str(DEFAULT_DAYS)
    if not re.fullmatch(r"[1-9]\d{0,4}", days):
        raise UsageError(f"{DAYS}={days}：应是一个天数，例如 90。")
    path = Path(chosen).expanduser() if chosen else data_folder() / "history.sqlite"
    return Conversations(path, int(days))


def title_of(questions: Sequence[str]) -> str:
    """What a conversation is called until somebody names it: its first question."""
    return _title(questions[0]) if questions else "新对话"


def _place(book: sqlite3.Connection, address: str, number: int, question: str) -> int:
    """Where a turn belongs: `number` where that is free or holds the same question, else where that question came to stand."""
    rows = book.execute("SELECT number, question FROM turn WHERE address = ? AND number >= ?", (address, number))
    later: dict[int, str] = dict(rows.fetchall())
    if later.get(number, question) == question:
        return number
    return max((at for at, asked in later.items() if asked == question), default=max(later) + 1)


def _object(kept: str) -> Mapping[str, Any]:
    """What was kept of a turn; nothing where that is damaged, so that the other turns can be read."""
    try:
        found = json.loads(kept)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _title(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"


def _stamp(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")


def _escaped(word: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", word)
