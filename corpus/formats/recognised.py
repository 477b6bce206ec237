"""Pictures of pages in, the words that a recogniser reads off them out, with how sure it is of each line.

The extra `ocr` (RapidOCR, its models in its wheel, run by OpenVINO) need not be there: `is_there` says. It works in a
process of its own, for it needs more memory than the reader of a file is given.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from corpus.errors import UnreadableDocument

COMMAND = 'pip install "policy-assistant[ocr]"'
MOST_PAGES = 60  # of a scan; a page takes seconds
MEMORY = 4 * 1024 * 1024 * 1024  # bytes of address space
_NOTE = "〔以下内容的第{pages}页由文字识别得到，其中的数字请与原件核对〕"
_SIZE = struct.Struct(">II")  # width and height of a picture, before its bytes
_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from corpus.formats.recognised import serve; serve()"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as 8-bit red, green, blue, row by row."""

    width: int
    height: int
    colours: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """One line as it was read: its words, how sure that is (0 to 1), and its box in pixels from the top left corner."""

    words: str
    sure: float
    left: float
    top: float
    right: float
    bottom: float


def is_there() -> bool:
    return importlib.util.find_spec("rapidocr") is not None


def note(pages: Iterable[int]) -> str:
    """The line that a text begins with of which some pages were recognised."""
    return _NOTE.format(pages="、".join(map(str, pages)))


def is_recognised(text: str) -> bool:
    """Whether some of a text was read off a picture, so that its figures are to be confirmed."""
    return text.startswith(_NOTE[: _NOTE.index("{")])


def lines_seen(pictures: Iterable[Picture], where: str) -> Iterator[list[Seen]]:
    """For each picture its lines, from the top. Raises UnreadableDocument where the recogniser fails."""
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-I", "-S", "-B", "-c", _CHILD, json.dumps([root, *sys.path])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        for picture in pictures:
            process.stdin.write(_SIZE.pack(picture.width, picture.height) + picture.colours)
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise UnreadableDocument(f"{where}：文字识别中止了，请减少页数，或先做文字识别（OCR）再试。")
            yield [Seen(*line) for line in json.loads(answer)]
    except OSError:
        raise UnreadableDocument(f"{where}：文字识别中止了，请减少页数，或先做文字识别（OCR）再试。") from None
    finally:
        process.kill()
        process.communicate()


# ---------------------------------------------------------------- the child


def serve() -> None:
    """Answer pictures from standard input, each by one line of JSON, until it closes."""
    _raise_limits()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    engine = _engine()
    while head := sys.stdin.buffer.read(_SIZE.size):
        width, height = _SIZE.unpack(head)
        answers.write(json.dumps(_read(engine, sys.stdin.buffer, width, height)).encode() + b"\n")
        answers.flush()


def _read(engine: Any, stream: IO[bytes], width: int, height: int) -> list[list[object]]:
    import numpy as np

    picture = np.frombuffer(stream.read(width * height * 3), dtype=np.uint8).reshape(height, width, 3)
    found = engine(picture, use_cls=False)
    if found.boxes is None or found.txts is None:
        return []
    lines: list[list[object]] = []
    for box, words, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        if words.strip():
            lines.append([words, float(sure), min(xs), min(ys), max(xs), max(ys)])
    return sorted(lines, key=lambda line: (line[3], line[2]))


def _raise_limits() -> None:
    """More memory and time than the reader of a file that started this process has."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for which, wanted in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, 10 * 60)):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _engine() -> Any:
    import rapidocr

    logging.disable(logging.CRITICAL)
    engine = rapidocr.EngineType.OPENVINO
    own = {f"{part}.engine_type": engine for part in ("Det", "Cls", "Rec")}
    return rapidocr.RapidOCR(params={"Global.log_level": "critical", **own})
