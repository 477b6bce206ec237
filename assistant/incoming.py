"""What somebody hands over in, the documents in it out: a file, the files of a .zip, the policies of a file that holds several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PolicyError
from corpus.formats.read import read_raw
from corpus.packed import SUFFIX, policies_of, unpacked
from corpus.parse import Parsed
from corpus.shelf import Ready, ready, ready_of, safe_name
from corpus.text.title_marks import titled


@dataclass(frozen=True, slots=True)
class Incoming:
    """One document, or why there is none: `where` is what messages call it, `note` says what it was taken from."""

    where: str
    file: Ready | None = None
    parsed: Parsed | None = None
    error: PolicyError | None = None
    note: str = ""


def incoming(paths: Iterable[Path], *, whole: bool = False) -> Iterator[Incoming]:
    """The documents of `paths`; with `whole` a file is one document, whatever it holds. What cannot be read harms no other."""
    for path in paths:
        where = str(path)
        if path.suffix.lower() != SUFFIX:
            yield from _of_one(where, path, whole)
            continue
        try:
            members = unpacked(path.name, read_raw(path), where)
        except PolicyError as error:
            yield Incoming(where, error=error)
            continue
        yield Incoming(where, note=f"压缩包里有 {len(members)} 份文件，逐份登记。")
        for name, raw in members:
            yield from _of_bytes(f"{where}/{name}", safe_name(name), raw, whole)


def _of_one(where: str, path: Path, whole: bool) -> Iterator[Incoming]:
    try:
        file, parsed = ready(path)
    except PolicyError as error:
        yield Incoming(where, error=error)
        return
    yield from _parted(where, file, parsed, whole)


def _of_bytes(where: str, name: str, raw: bytes, whole: bool) -> Iterator[Incoming]:
    try:
        file, parsed = ready_of(name, raw, where)
    except PolicyError as error:
        yield Incoming(where, error=error)
        return
    yield from _parted(where, file, parsed, whole)


def _parted(where: str, file: Ready, parsed: Parsed, whole: bool) -> Iterator[Incoming]:
    inner = () if whole else policies_of(file.source)
    if not inner:
        yield Incoming(where, file, parsed)
        return
    yield Incoming(where, note=parted_words(file.source.text, inner))
    for name, raw in inner:
        yield from _of_bytes(f"{where} 中的{titled(Path(name).stem)}", name, raw, whole=True)


def parted_words(text: str, inner: Iterable[tuple[str, bytes]]) -> str:
    """What is said of a file that holds several policies, with what stands in none of them."""
    pieces = list(inner)
    first = text.find(pieces[0][1].decode())
    before = "".join(text[: max(0, first)].split())
    left = f"前面 {len(before)} 字（封面、目录：{before[:12]}…）不属于其中任何一份，没有收入。" if before else ""
    return f"这份文件里有 {len(pieces)} 份政策，逐份登记；要作为一份登记，请加 --whole。{left}"
