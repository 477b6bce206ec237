"""Who may do what: keys with a scope each, from the environment or a file, compared in constant time.

    read:wMqJ…                one key a line, or several with commas between them
    write:Zk2v… # the clerk   what stands behind # is who it is, for the log

A key that may write may read as well.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from corpus.errors import UsageError
from corpus.files import read_text

Scope = Literal["read", "write"]
KEYS, KEYS_FILE = "POLICY_API_KEYS", "POLICY_API_KEYS_FILE"
SHORTEST = 16  # characters: what is shorter can be guessed over the network
_ENTRY = re.compile(r"(?P<scope>read|write)\s*:\s*(?P<key>[!-~]+)")
_NEXT = f"写成 read:密钥 或 write:密钥，一行一个，密钥至少 {SHORTEST} 个字符（字母、数字和符号）。"


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key, known by its digest only."""

    digest: bytes
    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of a service; none, where everybody may read."""

    known: tuple[Key, ...] = ()

    def of(self, given: str) -> Key | None:
        """The key that `given` is. Looks at every one of them, whichever it is."""
        digest, found = _digest(given), None
        for key in self.known:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def keys_from(environment: Mapping[str, str]) -> Keys:
    """The keys of both settings. Raises UsageError, which never repeats a key."""
    found = [*_read(environment.get(KEYS, "").replace(",", "\n"), KEYS)]
    if name := environment.get(KEYS_FILE, "").strip():
        path = Path(name).expanduser()
        try:
            text = read_text(path)
        except (OSError, ValueError) as error:
            raise UsageError(f"{KEYS_FILE}：读不了 {path}（{error}）。请检查路径和权限。") from None
        of_file = [*_read(text, str(path))]
        if not of_file:
            raise UsageError(f"{path}：里面没有密钥。请{_NEXT}")
        found += of_file
    return Keys(tuple(found))


def _read(text: str, where: str) -> Iterator[Key]:
    for number, line in enumerate(text.splitlines(), start=1):
        entry, _, name = line.partition("#")
        if not entry.strip():
            continue
        match = _ENTRY.fullmatch(entry.strip())
        if match is None or len(match["key"]) < SHORTEST:
            raise UsageError(f"{where}：第 {number} 个密钥写得不对。请{_NEXT}")
        digest = _digest(match["key"])
        yield Key(digest, cast("Scope", match["scope"]), name.strip() or f"{match['scope']}-{digest.hex()[:6]}")


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
