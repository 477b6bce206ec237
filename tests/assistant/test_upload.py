"""A file uploaded or taken out: what is seen before, and that shelf, index and assistant change together or not at all."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document as WordFile
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assistant import growing, library, upload
from assistant.ask import Assistant, build_index, corpus_identity, index_folder, open_assistant, open_corpus
from assistant.desk import Desk
from assistant.library import holdings_of
from assistant.showing.password import SETTING
from assistant.showing.upload_view import Entry, counts_words, outcome_words, progress_words
from assistant.upload import Preview, preview, register, withdraw
from corpus import register as registers
from corpus.errors import BadRegister, PolicyError, UnreadableDocument, UsageError
from corpus.formats import read
from corpus.measure import Document, Measure, Validity
from corpus.shelf import Shelf, add_file
from index import segments, store
from index.holdings import Holdings
from tests.corpus.test_shelf import everything
from tests.shelf_kit import JOBS, KILNS, QUESTION, make_library
from tests.toy import ToyEncoder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "corpus"
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    monkeypatch.delenv(store.SETTING, raising=False)
    monkeypatch.delenv(SETTING, raising=False)
    return folder


@pytest.fixture
def before(home: Path) -> Assistant:
    return make_library(home, ToyEncoder())


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody looks at the bar."""


def put_up(home: Path, before: Assistant | None, name: str = "kilns.txt", text: str = KILNS) -> Assistant:
    seen = preview(home, name, text.encode())
    made: list[Assistant] = []
    register(home, seen, seen.document, before, quiet, made.append)
    return made[0]


def test_a_preview_says_what_would_become_of_a_file_and_writes_nothing(home: Path, before: Assistant) -> None:
    then = everything(home)
    seen = preview(home, "kilns.txt", KILNS.encode())
    assert everything(home) == then
    assert seen.document.title == "青石县人民政府关于支持陶瓷产业发展的若干措施"
    assert seen.document.number == "青政发〔2024〕12号"
    assert seen.document.validity == (Validity(date(2027, 2, 28), None, date(2024, 3, 1)),)
    assert seen.document.inferred == frozenset()  # each value stands in the text
    measures = [unit for unit in seen.parsed.units if unit.kind == "measure"]
    assert [unit.title for unit in measures] == ["支持窑炉改造", "支持品牌建设", "支持人才引进"]
    assert any("中间缺号" in finding.words for finding in seen.findings)
    assert any("关闭窗口" in unit.text for unit in seen.parsed.units if unit.kind == "boilerplate")
    assert "条款 3" in counts_words(seen)
    assert "新文件" in outcome_words(seen)


def test_no_entry_is_read_again_that_what_answers_now_was_made_of(
    home: Path, before: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = open_assistant(ToyEncoder())
    read: list[object] = []
    as_it_is = registers._document_of

    def counted(entry: dict[str, object], *where: object) -> Document:
        read.append(entry["id"])
        return as_it_is(entry, *where)  # type: ignore[arg-type]

    monkeypatch.setattr(registers, "_document_of", counted)
    seen = preview(home, "kilns.txt", KILNS.encode(), before=now)
    made: list[Assistant] = []
    register(home, seen, seen.document, now, quiet, made.append)
    own = seen.document.id
    assert len(now.corpus.documents) > 0
    assert set(read) == {own}
    withdraw(home, own, made[0], quiet, made.append)
    assert set(read) == {own}
    assert [each.id for each in made[1].corpus.documents] == [each.id for each in now.corpus.documents]


@pytest.mark.deep
def test_the_documents_of_the_shelf_are_not_looked_for_one_by_one(
    home: Path, before: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FEW", 1)
    monkeypatch.setattr(segments, "RATIO", 0)
    monkeypatch.setattr(segments, "DRIFT", 9.0)
    looked_for: list[str] = []
    row_of_document = Holdings.row_of_document

    def counted(self: Holdings, document_id: str) -> int | None:
        looked_for.append(document_id)
        return row_of_document(self, document_id)

    counts = []
    for number, more in ((1, 1), (2, 12)):
        for other in range(more):
            (home.parent / f"{number}-{other}.txt").write_text(f"{JOBS}第{other}号\n", encoding="utf-8")
            add_file(home, home.parent / f"{number}-{other}.txt")
        build_index(open_corpus(), ToyEncoder())
        now = open_assistant(ToyEncoder())
        with monkeypatch.context() as watching:
            watching.setattr(Holdings, "row_of_document", counted)
            looked_for.clear()
            seen = preview(home, f"kilns{number}.txt", KILNS.replace("35", f"3{number}").encode(), before=now)
            register(home, seen, seen.document, now, quiet, lambda _: None)
            counts.append(len(looked_for))
    assert counts[1] <= counts[0] + 2


def test_what_a_shelf_is_asked_by_is_made_of_the_new_document_alone(
    home: Path, before: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FEW", 1)
    monkeypatch.setattr(segments, "RATIO", 0)
    monkeypatch.setattr(segments, "DRIFT", 9.0)
    now = open_assistant(ToyEncoder())
    made_of: list[list[str]] = []

    def watched(documents: Sequence[Document], units: Sequence[Measure], sources: Mapping[str, str]) -> Holdings:
        made_of.append([each.id for each in documents])
        return holdings_of(documents, units, sources)

    for room in (growing, library):
        monkeypatch.setattr(room, "holdings_of", watched)
    seen = preview(home, "kilns.txt", KILNS.encode(), before=now)
    made: list[Assistant] = []
    register(home, seen, seen.document, now, quiet, made.append)
    assert made[0].ask("支持窑炉改造").citations
    assert made_of == [[seen.document.id]]


def test_a_registered_file_is_answered_from_and_a_restart_finds_the_same(home: Path, before: Assistant) -> None:
    heard: list[str] = []
    seen = preview(home, "kilns.txt", KILNS.encode())
    made: list[Assistant] = []
    register(home, seen, seen.document, before, lambda stage, done, total: heard.append(stage), made.append)
    (now,) = made
    assert dict.fromkeys(heard) == dict.fromkeys(["解析文件", "计算向量", "写入文件和索引"])
    assert "35万元" in now.ask(QUESTION).text
    assert before.ask(QUESTION).status == "not_found"  # who still asks the old one gets the old answer
    again = open_assistant(ToyEncoder())
    assert again.corpus == now.corpus
    assert again.ask(QUESTION).text == now.ask(QUESTION).text


def test_only_what_is_new_is_parsed_and_embedded(
    home: Path, before: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = before.library.index.encoder
    assert isinstance(encoder, ToyEncoder)
    encoder.seen.clear()
    monkeypatch.setattr(upload, "load_document", lambda *_: pytest.fail("parsed again"))
    now = put_up(home, before)
    assert encoder.seen
    assert not any("裁员" in passage for passage in encoder.seen)
    assert now.corpus.units[: len(before.corpus.units)] == before.corpus.units


def test_taking_out_leaves_what_was_there_before(home: Path, before: Assistant) -> None:
    then = everything(home / "raw")
    now = put_up(home, before)
    made: list[Assistant] = []
    assert withdraw(home, "kilns", now, quiet, made.append).title.startswith("青石县")
    assert everything(home / "raw") == then
    assert made[0].corpus.units == before.corpus.units
    assert made[0].ask(QUESTION).status == "not_found"
    assert open_assistant(ToyEncoder()).corpus == made[0].corpus
    with pytest.raises(UsageError, match="最后一份"):
        withdraw(home, "jobs", made[0], quiet, made.append)
    assert open_assistant(ToyEncoder()).corpus == made[0].corpus


class Left(BaseException):
    """A visitor has left the page: like what Streamlit raises then, no Exception."""


@pytest.mark.parametrize("stage", ["解析文件", "计算向量", "写入文件和索引"])
def test_whoever_leaves_on_the_way_has_written_nothing(stage: str, home: Path, before: Assistant) -> None:
    then = everything(home)

    def leave(now: str, done: int, total: int) -> None:
        if now == stage:
            raise Left

    seen = preview(home, "kilns.txt", KILNS.encode())
    with pytest.raises(Left):
        register(home, seen, seen.document, before, leave, pytest.fail)
    assert everything(home) == then


def test_an_index_that_cannot_be_saved_takes_the_registration_back(
    home: Path, before: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = everything(home)

    def full(*_: object) -> None:
        assert Shelf(home).removal("kilns")  # it is registered by now
        raise PolicyError("无法写入索引（No space left on device）。")

    monkeypatch.setattr(store, "save", full)
    with pytest.raises(PolicyError, match="无法写入索引"):
        put_up(home, before)
    assert everything(home) == then


def test_without_an_index_or_a_document_a_first_upload_makes_both(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "load_encoder", lambda progress: ToyEncoder())
    now = put_up(home, None)
    assert "35万元" in now.ask(QUESTION).text
    assert index_folder() == home / "index"
    assert store.load(index_folder(), ToyEncoder(), corpus_identity(now.corpus)).units == now.library.index.units


def test_the_same_bytes_and_a_newer_version_are_told_apart(home: Path, before: Assistant) -> None:
    same = preview(home, "copy of jobs.txt", JOBS.encode())
    assert same.is_known
    assert "已经登记过" in outcome_words(same)
    newer = preview(home, "jobs.txt", JOBS.replace("10万元", "12万元").encode())
    assert newer.change.outcome == "replaced"
    assert "替换" in outcome_words(newer)
    other = preview(home, "jobs.txt", KILNS.encode())
    assert (other.change.outcome, other.document.id) == ("added", "jobs-2")
    assert f"存为 {other.change.stored}" in outcome_words(other)
    made: list[Assistant] = []
    register(home, newer, newer.document, before, quiet, made.append)
    assert "12万元" in made[0].ask("松塔县对未裁员的企业补贴多少").text
    assert [path.name for path in (home / "raw").iterdir()] == [newer.change.stored]


def test_of_two_who_upload_the_same_the_second_is_told(home: Path, before: Assistant) -> None:
    first, second = preview(home, "a.txt", KILNS.encode()), preview(home, "b.txt", KILNS.encode())
    register(home, first, first.document, before, quiet, lambda made: None)
    with pytest.raises(UsageError, match="别人登记了"):
        register(home, second, second.document, before, quiet, pytest.fail)


def test_a_register_changed_meanwhile_is_not_written_over(home: Path, before: Assistant) -> None:
    seen = preview(home, "kilns.txt", KILNS.encode())

    def meanwhile(stage: str, done: int, total: int) -> None:
        if stage.startswith("写入"):
            (home / "documents.toml").write_text((home / "documents.toml").read_text() + "\n# seen\n")

    with pytest.raises(BadRegister, match="别人改动过"):
        register(home, seen, seen.document, before, meanwhile, pytest.fail)
    assert not (home / "raw" / "kilns.txt").exists()


def test_one_change_at_a_time() -> None:
    desk = Desk()
    with desk.changing(), pytest.raises(UsageError, match="另一位管理员"), desk.changing():
        pass
    with desk.changing():
        pass


def encrypted() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(100, 700, "secret")
    canvas.save()
    return made.getvalue()


def scanned() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.save()
    return made.getvalue()


def empty_word() -> bytes:
    made = io.BytesIO()
    WordFile().save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.pptx", b"PK", "不支持 .pptx"),
        ("a.exe", b"MZ", "不支持 .exe"),
        ("a", b"x", "不支持 无后缀"),
        ("a.png", b"x", "图片"),
        ("a.pdf", encrypted(), "密码"),
        ("a.pdf", scanned(), "文字"),
        ("a.pdf", b"no pdf", "a.pdf："),
        ("a.docx", empty_word(), "没有文字"),
        ("a.docx", b"PK\x03\x04 broken", "a.docx："),
        ("a.txt", b" \n", "没有文字"),
        ("a.txt", b"\x00\x01\x02", "二进制"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_sentence_and_nothing_is_written(
    name: str, raw: bytes, words: str, home: Path, before: Assistant
) -> None:
    then = everything(home)
    with pytest.raises(UnreadableDocument, match=words) as problem:
        preview(home, name, raw)
    assert str(problem.value).startswith(name)
    assert everything(home) == then


def test_a_file_that_is_too_large_is_not_parsed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 10)
    with pytest.raises(UnreadableDocument, match="超过"):
        preview(home, "a.txt", KILNS.encode())


def seen_of(home: Path) -> Preview:
    return preview(home, "kilns.txt", KILNS.encode())


def test_a_form_that_nobody_touched_changes_nothing(home: Path, before: Assistant) -> None:
    document = seen_of(home).document
    assert Entry.of(document).applied(document) == document


def test_corrections_are_registered_and_marked_as_inferred_where_the_text_does_not_say_so(
    home: Path, before: Assistant
) -> None:
    seen = seen_of(home)
    filled = replace(
        Entry.of(seen.document), number="", regions="青石县，青石；窑镇", until=date(2028, 1, 1), aliases="陶瓷若干措施"
    )
    made: list[Assistant] = []
    register(home, seen, filled.applied(seen.document), before, quiet, made.append)
    document = made[0].library.document("kilns")
    assert document.number is None
    assert document.regions == ("青石县", "青石", "窑镇")
    assert document.aliases == ("陶瓷若干措施",)
    assert document.validity == (Validity(date(2028, 1, 1), None, date(2024, 3, 1)),)
    assert document.inferred == {"validity"}
    assert "35万元" in made[0].ask("陶瓷若干措施第1条").text


@pytest.mark.parametrize(
    ("change", "words"), [({"title": " "}, "标题是空的"), ({"until": date(2023, 1, 1)}, "早于开始的日期")]
)
def test_a_form_that_contradicts_itself_is_a_sentence(
    change: dict[str, object], words: str, home: Path, before: Assistant
) -> None:
    document = seen_of(home).document
    with pytest.raises(UsageError, match=words):
        replace(Entry.of(document), **change).applied(document)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (0, 10, 0.0, "计算向量……"),
        (0, 0, 0.0, "计算向量……"),
        (5, 10, 60.0, "计算向量：50%，还需约 60 秒"),
        (1, 10, 60.0, "计算向量：10%，还需约 9 分钟"),
        (9, 10, 9.0, "计算向量：90%"),
    ],
)
def test_a_bar_says_how_long_it_will_take(done: int, total: int, seconds: float, words: str) -> None:
    assert progress_words("计算向量", done, total, seconds) == words
