"""What a hostile file costs stays in the child: memory, time, a crash; and the next file is read as if nothing had been."""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.hostile import docx_of, pdf_of
from corpus import errors, reports
from corpus.check import check_document
from corpus.errors import PolicyError, UnreadableDocument, UsageError
from corpus.formats import confined
from corpus.formats.confined import _Worker, carefully
from corpus.formats.read import SourceText, read_source, source_of
from corpus.identity.identity import infer_identity
from corpus.parse import Corpus, _parsed
from tests.confined_kit import (
    asleep,
    chattering,
    child,
    crashing,
    doubled,
    endless,
    found,
    greedy,
    refused,
    told,
    unforeseen,
    wrong,
)


@pytest.fixture
def worker() -> Iterator[_Worker]:
    worker = _Worker()
    yield worker
    worker._end()


@pytest.fixture(scope="module")
def rested() -> Iterator[_Worker]:
    """A child for all tests that leave it as they found it: each start of one is a start of Python."""
    worker = _Worker()
    yield worker
    worker._end()


def test_one_child_answers_many_calls(worker: _Worker) -> None:
    assert [worker.call("a", doubled, number) for number in range(5)] == [0, 2, 4, 6, 8]
    first = worker.call("a", child)
    assert first == worker.call("a", child) != os.getpid()
    assert worker.call("a", chattering) == "answer"


def test_what_comes_back_is_what_was_found(rested: _Worker) -> None:
    assert rested.call("a", found) == found()


@pytest.mark.deep
def test_a_document_comes_back_as_this_process_would_have_read_it(rested: _Worker, corpus: Corpus) -> None:
    for name, text in corpus.sources.items():
        division, units = _parsed(text, name, ())
        assert rested.call(name, _parsed, text, name, ()) == (division, units)
        assert rested.call(name, infer_identity, text, name) == infer_identity(text, name)
        source = SourceText(name, text, "")
        assert rested.call(name, check_document, source, division, units) == check_document(source, division, units)


FAMILY = [name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, PolicyError)]


@pytest.mark.parametrize("name", FAMILY)
def test_an_error_of_the_family_comes_back_as_itself(rested: _Worker, name: str) -> None:
    with pytest.raises(PolicyError) as error:
        rested.call("a", refused, name)
    assert type(error.value).__name__ == name
    assert str(error.value) == f"{name}：第 1 行 \\udcff"
    assert rested.call("a", doubled, 2) == 4


class Evil:
    """What a pickle can do to whoever reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


class TakenOver:
    """A child that a file took over: whatever is asked, these bytes come back."""

    def __init__(self, answers: bytes) -> None:
        self.stdin, self.stdout = io.BytesIO(), io.BytesIO(answers)
        self.ended = False

    def poll(self) -> int | None:
        return 0 if self.ended else None

    def wait(self, timeout: float | None = None) -> int:
        self.ended = True
        return 0

    def kill(self) -> None:
        self.ended = True


def framed(answer: bytes) -> bytes:
    return answer[:1] + (len(answer) - 1).to_bytes(8, "big") + answer[1:]


@pytest.mark.parametrize(
    "answer",
    [
        b"v", b"x1", b"r", b"v{}", b'v"4"', b"v4.5", b"v[4]", b"vnull", b"v" + b"[" * 100_000, b"v" + b"9" * 5_000 + b".5",
        b"r4", b'r["UnreadableDocument"]', b"u\xff\xfe", b"v\xff", b"v4 ; import os", b"\x80\x04N.",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_a_sentence(
    worker: _Worker, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = TakenOver(framed(answer))
    monkeypatch.setattr(confined, "_started", lambda: child)
    with pytest.raises(UnreadableDocument, match=r"a\.pdf："):
        worker.call("a.pdf", doubled, 2)
    assert child.ended  # nothing more is asked of it


def test_a_child_that_was_taken_over_runs_nothing_here(
    worker: _Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    evil = Evil(run)
    assert pickle.loads(pickle.dumps(evil)) is None
    assert run.exists()  # so much for what a pickle does
    run.unlink()
    for answer in (
        pickle.dumps(evil),
        pickle.dumps(("value", evil)),
        b"v" + pickle.dumps(evil),
        b"u" + pickle.dumps(evil),
    ):
        monkeypatch.setattr(confined, "_started", lambda answer=answer: TakenOver(framed(answer)))
        with pytest.raises((UnreadableDocument, confined._Unforeseen)):
            worker.call("a.pdf", doubled, 2)
        worker._end()
    assert not run.exists()


def _message(answer: tuple[bytes, bytes]) -> str:
    kind, content = answer
    assert kind == confined._UNFORESEEN
    return content.decode()


def test_what_is_asked_arrives_as_it_was_asked(rested: _Worker) -> None:
    every = bytes(range(256)) * 1000
    assert rested.call("a", told, 1) == told(1)
    assert rested.call("a", told, 2, "零\u200b\n\0😀", found(), every) == told(2, "零\u200b\n\0😀", found(), every)
    # as an error of ours would show the name of a file that is no UTF-8
    assert rested.call("a", told, 3, "\udcff.pdf 😀")[1] == "\\udcff.pdf 😀"


def test_what_no_json_holds_is_a_fault_of_ours_and_reaches_no_child(worker: _Worker) -> None:
    for arguments in (("1",), (1, b"a"), (1, "a", (), "b"), (1, "a", (), b"", 5), ()):
        with pytest.raises((ValueError, TypeError)):
            worker.call("a", told, *arguments)
    assert worker._process is None


def test_a_request_in_a_pickle_runs_nothing(tmp_path: Path) -> None:
    run = tmp_path / "run"
    for request in (pickle.dumps(Evil(run)), pickle.dumps((doubled, (Evil(run),))), b"\n" + pickle.dumps(Evil(run))):
        _message(confined._result(request))
        name = b"tests.confined_kit:doubled\n"
        _message(confined._result(name + request))
    assert not run.exists()


@pytest.mark.parametrize(
    "name",
    [
        "os:system", "posix:system", "pathlib:Path.touch", "builtins:eval", "subprocess:run", "subprocess:call",
        "tests.confined_kit:Span", "tests.confined_kit:date", "corpus.formats.confined:_Worker.call", "no.such:thing", "",
        "tests.confined_kit:untyped",
    ],
)  # fmt: skip
def test_only_functions_that_say_what_they_take_can_be_asked_for(name: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    for arguments in ([f"touch {run}"], [["touch", str(run)]], [str(run)], [1]):
        _message(confined._result(f"{name}\n{json.dumps(arguments)}".encode()))
    assert not run.exists()


@pytest.mark.parametrize(
    "arguments",
    ["", "{}", "[]", "4", '["4"]', "[4.5]", "[null]", "[4,4]", "[" * 100_000, "[" + "9" * 5_000 + "]", '["\\ud800"]'],
)
def test_arguments_of_another_type_are_refused(arguments: str) -> None:
    assert confined._result(b"tests.confined_kit:doubled\n[4]") == (b"v", b"8")
    assert "Error" in _message(confined._result(f"tests.confined_kit:doubled\n{arguments}".encode()))


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "__import__", "annotations", "os.system", ""])
def test_no_error_from_outside_the_family_can_be_asked_for(
    worker: _Worker, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = b"r" + json.dumps([name, "a.pdf：句子"]).encode()
    monkeypatch.setattr(confined, "_started", lambda: TakenOver(framed(answer)))
    with pytest.raises(UnreadableDocument, match=r"^a\.pdf：句子$"):
        worker.call("a.pdf", doubled, 2)
    worker._end()


def test_an_answer_that_says_it_has_no_end_is_not_waited_for(worker: _Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_started", lambda: TakenOver(b"v" + (1 << 62).to_bytes(8, "big") + b"1" * 100))
    with pytest.raises(UnreadableDocument, match=r"a\.pdf：.*中止"):
        worker.call("a.pdf", doubled, 2)


@pytest.mark.deep
@pytest.mark.parametrize(("function", "said"), [(greedy, "内存超过"), (crashing, "中止")])
def test_what_takes_too_much_is_given_up_and_the_next_is_read(worker: _Worker, function: object, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=f"a.pdf：.*{said}"):
        worker.call("a.pdf", function)  # type: ignore[arg-type]
    assert worker.call("b.pdf", doubled, 2) == 4


@pytest.mark.deep
@pytest.mark.parametrize("function", [endless, asleep])
def test_what_takes_too_long_is_given_up(worker: _Worker, function: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "PATIENCE", 0.5)
    with pytest.raises(UnreadableDocument, match=r"a\.pdf：.*秒内没有处理完"):
        worker.call("a.pdf", function)  # type: ignore[arg-type]
    monkeypatch.undo()
    assert worker.call("b.pdf", doubled, 2) == 4


@pytest.mark.deep
def test_a_child_that_went_to_rest_is_replaced(worker: _Worker) -> None:
    first = worker.call("a", child)
    os.kill(first, signal.SIGTERM)
    assert worker._process is not None
    worker._process.wait()
    assert worker.call("a", child) != first


def test_visitors_side_by_side_each_get_their_own_answer(rested: _Worker) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: rested.call("a", doubled, number), range(40))) == [2 * n for n in range(40)]


@pytest.mark.parametrize("in_child", [True, False])
def test_an_error_on_purpose_passes_and_another_becomes_a_sentence_with_a_report(
    in_child: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(reports.SETTING, str(tmp_path))
    with pytest.raises(UsageError, match="按约定的句子"):
        carefully("a.txt", wrong, confined=in_child)
    with pytest.raises(UnreadableDocument, match=r"a\.txt：.*report-.*\.txt") as error:
        carefully("a.txt", unforeseen, confined=in_child)
    assert "ZeroDivisionError" not in str(error.value)
    (report,) = tmp_path.iterdir()
    told = report.read_text(encoding="utf-8")
    assert "a.txt" in told
    assert "ZeroDivisionError: nobody thought of this" in told


def test_reports_do_not_grow_without_end_and_a_full_disk_is_no_second_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "KEPT", 5)
    monkeypatch.setattr(reports, "LONGEST", 1000)
    for number in range(20):
        reports.write_report(f"{number}.txt", "x" * 3000, tmp_path)
    assert len([*tmp_path.iterdir()]) == 5
    assert all(each.stat().st_size < 2000 for each in tmp_path.iterdir())
    (tmp_path / "file").write_text("no folder")
    assert reports.write_report("a", "b", tmp_path / "file") is None


@pytest.mark.parametrize(
    ("name", "said", "made"),
    [
        pytest.param(
            "letters.pdf",
            "内存",
            lambda: pdf_of(iter([b"BT /F1 12 Tf 50 700 Td ", b"(abcdefghijklmnopqrstuvwxyz) Tj\n" * 4_000_000])),
            marks=pytest.mark.deep,  # three seconds until a gigabyte is full
        ),
        ("paragraphs.docx", "解压后过大", lambda: docx_of("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_000_000)),
        ("deep.html", "没有文字", lambda: b"<div>" * 500_000 + b"a"),
        ("64 MB.txt", "500 万字", lambda: b"a" * (64 * 2**20)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_is_refused_with_a_sentence(name: str, said: str, made: Callable[[], bytes]) -> None:
    raw = made()  # here: every worker that collects this file would make them
    with pytest.raises(PolicyError, match=f"{name}：.*{said}"):
        source_of(name, raw)


@pytest.mark.deep
def test_the_server_goes_on_while_a_bomb_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter's lock is the child's own: this process counts on meanwhile."""
    monkeypatch.setattr(confined, "PATIENCE", 0.5)
    worker, counted, done = _Worker(), 0, threading.Event()

    def read() -> None:
        with pytest.raises(UnreadableDocument):
            worker.call("a", endless)
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    while not done.wait(0.005):
        counted += 1
    thread.join()
    assert counted > 5


@pytest.mark.parametrize(
    "path", ["长" * 3000 + ".txt", "a\0b.txt", "a/" * 3000 + "b.txt", "\udcff.txt", "甲\udcfe/乙.pdf"]
)
def test_a_path_that_is_none_is_refused_with_a_sentence_that_can_be_shown(path: str) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read_source(Path(path))
    str(error.value).encode("utf-8")


@pytest.mark.parametrize(
    "charset", ["undefined", "idna", "rot13", "base64", "zlib", "hex", "utf-8-sig", "nonsense", "mbcs"]
)
def test_a_page_that_claims_any_encoding_is_read_or_refused(charset: str) -> None:
    page = f'<meta charset="{charset}"><p>镕基路20号</p>'.encode("gb18030")
    try:
        assert "20" in source_of("a.html", page).text
    except UnreadableDocument as error:
        assert "编码" in str(error)  # noqa: PT017
