"""A function of a hostile file run in a child process with limits: what it may cost in memory and time is spent there.

One child is kept and used again, so that a file costs no start of Python; it ends by itself when nothing was asked of
it for a while, or when it has grown. Both ways go the name of a function and JSON, read as the types that it says it takes
and returns; nothing is unpickled on either side. A child that a file took over can tell us something wrong, and cannot
have this process run anything. Its limits are no sandbox: they hold what a file costs, not what code may do in the child.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import IO, Any, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter

from corpus import errors
from corpus.errors import PolicyError, UnreadableDocument
from corpus.reports import write_report

try:
    import resource
except ImportError:  # Windows: the limit on time holds, that on memory does not
    resource = None  # type: ignore[assignment]

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of the processor
PATIENCE = 3 * SECONDS  # seconds by the clock, for a machine that is busy with other things
SHORT = 100_000  # characters
LONGEST = 512 * 1024 * 1024  # bytes of an answer; the longest text that is taken, divided, has a third of it
_LEAVE = 5.0  # seconds a child has to end
_IDLE = 60.0  # seconds after which an unused child ends
_GROWN = 256 * 1024 * 1024  # bytes in memory; a child that keeps more behind an answer gives way to a fresh one
_OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 0))
_HEAD = struct.Struct(">cQ")  # what kind of message comes, and of how many bytes
_REQUEST, _VALUE, _REFUSED, _UNFORESEEN, _MEMORY = b"q", b"v", b"r", b"u", b"m"
_Message = tuple[bytes, bytes]  # its kind and its content
_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from corpus.formats.confined import serve; serve()"

T = TypeVar("T")


class _Unforeseen(Exception):
    """An error that nobody raises on purpose; its text is the traceback in the child."""


def carefully(where: str, function: Callable[..., T], *arguments: Any, confined: bool) -> T:
    """`function(*arguments)` for the file that messages call `where`, in the child process if `confined`.

    `function` must be importable by name and say what it takes and returns, in types that JSON can write. Raises the
    PolicyError that it raises, and UnreadableDocument where it goes beyond a limit or fails in any way that was not
    foreseen; the traceback of that is kept in a report.
    """
    try:
        return _worker.call(where, function, *arguments) if confined else function(*arguments)
    except PolicyError:
        raise
    except Exception as error:
        told = str(error) if isinstance(error, _Unforeseen) else traceback.format_exc()
    kept = write_report(where, told)
    raise UnreadableDocument(
        f"{where}：程序处理不了这个文件，没有收入。请另存为另一种格式再试" + (f"；错误报告：{kept}。" if kept else "。")
    )


def for_text(text: str, where: str, function: Callable[..., T], *arguments: Any) -> T:
    """`carefully`, in this process where `text` is so short that no rule can take long over it."""
    return carefully(where, function, *arguments, confined=len(text) > SHORT)


class _Worker:
    """The child process. Calls from several threads wait for one another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, where: str, function: Callable[..., T], *arguments: Any) -> T:
        request = _request(function, *arguments)
        with self._lock:
            answer = self._answer(where, request)
        try:
            return _read(function, *answer)
        except MemoryError:
            raise _given_up(where, f"要用的内存超过 {MEMORY // 2**20} MB") from None
        except (ValueError, TypeError, RecursionError):  # no answer of ours: the child is not to be trusted any more
            with self._lock:
                self._end()
            raise _given_up(where, "读出的结果不对，可能已损坏") from None

    def _answer(self, where: str, request: bytes) -> _Message:
        while True:
            process = self._process
            rested = process is not None and process.poll() is None
            if process is None or not rested:
                self._end()
                process = self._process = _started()
            late = threading.Event()
            answer = _exchanged(process, request, late)
            if answer is not None:
                return answer
            ended = self._end()
            if late.is_set() or ended == _OUT_OF_TIME:
                raise _given_up(where, f"在 {PATIENCE if late.is_set() else SECONDS} 秒内没有处理完")
            if ended != 0 or not rested:
                raise _given_up(where, f"读取时中止了，可能已损坏，或要用的内存超过 {MEMORY // 2**20} MB")
            # else it went to rest just as we asked: another one is asked

    def _end(self) -> int | None:
        """Be done with the child; how it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            return process.wait(_LEAVE)
        except subprocess.TimeoutExpired:  # a child of ours has nothing to do once its pipes are closed
            process.kill()
            return process.wait()


def _exchanged(process: subprocess.Popen[bytes], request: bytes, late: threading.Event) -> _Message | None:
    """The child's answer; None where it ended without one, `late` set if that was for the clock."""
    assert process.stdin is not None
    assert process.stdout is not None

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(PATIENCE, stop)
    timer.daemon = True
    timer.start()
    try:
        _put(process.stdin, _REQUEST, request)
        return _got(process.stdout)
    except OSError:
        return None
    finally:
        timer.cancel()


def _read(function: Callable[..., T], kind: bytes, told: bytes) -> T:
    """What the child says that `function` returned, or what it says was raised: no more than words and figures.

    Raises MemoryError where the child had no more, and ValueError, TypeError or RecursionError for what is no answer.
    """
    if kind == _VALUE:
        result: T = _returned(function).validate_json(told, strict=True)
        return result
    if kind == _REFUSED:
        name, words = _REFUSAL.validate_json(told, strict=True)
        raise _family().get(name, UnreadableDocument)(words)
    if kind == _UNFORESEEN:
        raise _Unforeseen(told.decode())
    if kind == _MEMORY:
        raise MemoryError
    raise ValueError("no answer")


def _request(function: Callable[..., Any], *arguments: Any) -> bytes:
    """A call as the child reads it: a line with the function's name, then its arguments as JSON.

    Raises ValueError or TypeError for arguments that the function does not take: a fault of ours.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    bound = inspect.signature(function).bind(*arguments)
    bound.apply_defaults()
    content = json.dumps(_taken(function).dump_python(bound.args, mode="json", warnings="error"), ensure_ascii=False)
    try:
        return f"{name}\n{content}".encode()
    except UnicodeEncodeError:  # the path of a file may be no UTF-8: it goes as a PolicyError shows it
        shown = _HALF.sub(lambda half: f"\\\\u{ord(half[0]):04x}", content)
        return f"{name}\n{shown}".encode()


def _named(name: str) -> FunctionType:
    """The function `module:name`, where that module itself wrote it. Raises ValueError or ImportError."""
    module, _, own = name.partition(":")
    found = getattr(importlib.import_module(module), own, None)
    if not isinstance(found, FunctionType) or (found.__module__, found.__qualname__) != (module, own):
        raise ValueError(f"no function: {name}")
    return found


@cache
def _taken(function: Callable[..., Any]) -> TypeAdapter[Any]:
    """What reads and writes the arguments of `function`, all of them in order. Raises KeyError where one has no type."""
    hints = get_type_hints(function)
    types = tuple(hints[name] for name in inspect.signature(function).parameters)
    in_base64 = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")  # they would have to be UTF-8 otherwise
    whole: Any = tuple.__class_getitem__(types)
    return TypeAdapter(whole, config=in_base64)


_HALF = re.compile("[\ud800-\udfff]")  # of a pair of surrogates


@cache
def _returned(function: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(function)["return"])


_REFUSAL = TypeAdapter(tuple[str, str])  # the name of an error of the family and its sentence


def _family() -> dict[str, type[PolicyError]]:
    """The errors that one process may tell another of, by name."""
    known = vars(errors).values()
    return {each.__name__: each for each in known if isinstance(each, type) and issubclass(each, PolicyError)}


def _given_up(where: str, why: str) -> UnreadableDocument:
    return UnreadableDocument(f"{where}：这个文件{why}，没有收入。请拆分、去掉图片或另存一份再试。")


def _started() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-I", "-S", "-B", "-c", _CHILD, json.dumps([root, *sys.path])]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


# ---------------------------------------------------------------- the child


def serve() -> None:
    """Answer requests from standard input until it closes."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    if resource is not None:
        _limit(resource.RLIMIT_AS, MEMORY)
        _limit(resource.RLIMIT_CORE, 0)
    while _asked(requests):
        request = _got(requests)
        if request is None:
            return
        if resource is not None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS)
        try:
            answer = _result(request[1])
        except MemoryError:
            answer = _MEMORY, b""
        _put(answers, *answer)
        del request, answer
        if _held() > _GROWN:
            return


def _result(request: bytes) -> _Message:
    try:
        name, _, content = request.partition(b"\n")
        function = _named(name.decode())
        arguments = _taken(function).validate_json(content, strict=True)
        return _VALUE, _returned(function).dump_json(function(*arguments))
    except MemoryError:
        return _MEMORY, b""
    except PolicyError as error:
        return _REFUSED, json.dumps([type(error).__name__, str(error)]).encode()
    except Exception:
        return _UNFORESEEN, traceback.format_exc().encode("utf-8", "backslashreplace")


def _held() -> int:
    """The bytes that this process has in memory; 0 where the system does not tell. (Its peak would count its parent's.)"""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _limit(which: int, amount: int) -> None:
    """Set a soft limit, no higher than the machine allows."""
    _, hard = resource.getrlimit(which)
    with contextlib.suppress(OSError, ValueError):  # macOS knows no limit on address space
        resource.setrlimit(which, (amount if hard == resource.RLIM_INFINITY else min(amount, hard), hard))


def _asked(requests: IO[bytes]) -> bool:
    """Whether something comes before the child is tired of waiting."""
    if os.name != "posix":
        return True
    ready, _, _ = select.select([requests], [], [], _IDLE)
    return bool(ready)


def _put(stream: IO[bytes], kind: bytes, content: bytes) -> None:
    stream.write(_HEAD.pack(kind, len(content)))
    stream.write(content)
    stream.flush()


def _got(stream: IO[bytes]) -> _Message | None:
    """What the other side put; None where it is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    if length > LONGEST:
        return None
    content = stream.read(length)
    return (kind, content) if len(content) == length else None


_worker = _Worker()
