"""Who changed what of the shelf, and when: JSON lines beside the register, appended only; a full file is put aside whole."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.json_text import json_of

NAME, EARLIER = "changes.jsonl", "changes.1.jsonl"
NOBODY = "管理员"
LONGEST = 200  # characters of a name or of what was done
LARGEST = 8 * 1024 * 1024  # bytes; a larger file is put aside as EARLIER, and the one before it dropped


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: when (ISO 8601, UTC), by whom, what was done, to which document."""

    time: str
    who: str
    what: str
    document_id: str
    title: str
    detail: str = ""


def record(
    folder: Path, who: str, what: str, document_id: str, title: str, detail: str = "", now: datetime | None = None
) -> None:
    """Add one line. A shelf that cannot be written to has not changed either, so a failure here is left unsaid."""
    time = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    entry = Entry(time, who.strip()[:LONGEST] or NOBODY, what[:LONGEST], document_id, title[:LONGEST], detail[:LONGEST])
    path = folder / NAME
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode())
        finally:
            os.close(handle)
        if path.stat().st_size > LARGEST:
            path.replace(folder / EARLIER)
    except OSError:
        return


def recorded(folder: Path, most: int, skip: int = 0) -> tuple[Sequence[Entry], int]:
    """The latest changes first, and how many there are; a line that cannot be read is left out."""
    found = []
    for line in reversed([*_lines(folder / EARLIER), *_lines(folder / NAME)]):
        try:
            found.append(Entry(**json_of(line)))
        except (ValueError, TypeError):
            continue
    return tuple(found[skip : skip + most]), len(found)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
