"""Files onto the shelf and off it: nothing twice, nothing lost, nothing half done."""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from corpus import shelf
from corpus.errors import BadRegister, PolicyError, UnknownDocument, UnreadableDocument
from corpus.formats.read import source_of
from corpus.identity.stated import Statements
from corpus.measure import Correction, Document, Validity
from corpus.parse import load_corpus
from corpus.register import Register, load_register
from corpus.shelf import Added, Shelf, add_file, remove_document

OLD = """松塔县人民政府办公室关于印发《松塔县稳岗补贴办法（试行）》的通知
松政办发〔2020〕3号
各乡镇人民政府：
现将《松塔县稳岗补贴办法（试行）》印发给你们，请认真执行。
松塔县人民政府办公室
2020年5月6日
松塔县稳岗补贴办法（试行）
第一条 对未裁员的企业给予10万元补贴。
第二条 本办法自2020年6月1日起施行，有效期3年。
"""
NEW = (
    OLD.replace("（试行）", "")
    .replace("〔2020〕3号", "〔2022〕8号")
    .replace("2020年5月6日", "2022年9月1日")
    .replace("2020年6月1日起施行，有效期3年", "2022年10月1日起施行，《松塔县稳岗补贴办法（试行）》（松政办发〔2020〕3号）同时废止")
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def put(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def everything(folder: Path) -> dict[str, bytes]:
    """All that counts on a shelf: its files but for the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def test_what_a_text_says_of_itself_is_registered_as_stated_where_it_stands_there(home: Path, tmp_path: Path) -> None:
    assert add_file(home, put(tmp_path, "稳岗 2020.txt", OLD)) == Added("added", "稳岗-2020")
    register = load_register(home)
    (document,) = register.documents
    assert document.title == "松塔县稳岗补贴办法（试行）"
    assert document.number == "松政办发〔2020〕3号"
    assert document.issuing_body == "松塔县人民政府办公室"
    assert document.issued == date(2020, 5, 6)
    assert document.regions == ("松塔县", "松塔")
    assert document.validity == (Validity(date(2023, 5, 31), None, date(2020, 6, 1)),)
    assert document.inferred == {"validity"}  # 有效期三年: the last day is computed, the other values stand in the text
    assert document.aliases == ("松塔县人民政府办公室关于印发《松塔县稳岗补贴办法（试行）》的通知",)
    assert load_corpus(register).sources[document.id] == OLD


def test_the_same_file_again_changes_nothing(home: Path, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", OLD)
    add_file(home, path)
    before = everything(home)
    assert add_file(home, path).outcome == "unchanged"
    assert add_file(home, put(tmp_path, "copy.txt", OLD)) == Added("unchanged", "a")
    assert everything(home) == before


def test_a_changed_file_replaces_its_old_version_and_keeps_what_a_person_wrote(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    book = home / "documents.toml"
    text = book.read_text(encoding="utf-8")
    text = text.replace(
        'issuing_body = {value = "松塔县人民政府办公室", stated = true}',
        'issuing_body = {value = "松塔县政府办", stated = true}',
    )
    text = re.sub(r"(?m)^aliases = .*$", 'aliases = ["稳岗"]', text)
    book.write_text(f"# mine\n{text}", encoding="utf-8")
    assert add_file(home, put(tmp_path, "a.txt", NEW)) == Added("replaced", "a")
    (document,) = load_register(home).documents
    assert document.number == "松政办发〔2022〕8号"
    assert document.validity == ()
    assert document.supersedes == ("松塔县稳岗补贴办法（试行）",)
    assert (document.issuing_body, document.aliases) == ("松塔县政府办", ("稳岗",))
    assert book.read_text(encoding="utf-8").startswith("# mine\n")
    assert len(list((home / "raw").iterdir())) == 1
    assert add_file(home, put(tmp_path, "a.txt", OLD)) == Added("replaced", "a")
    assert len(list((home / "raw").iterdir())) == 1


def test_a_file_of_another_document_with_the_same_name_of_id_gets_its_own(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    assert add_file(home, put(tmp_path, "a.md", NEW)).document_id == "a-2"


def test_another_document_of_the_same_file_name_replaces_nothing(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    other = OLD.replace("松塔县", "青石县").replace("松政", "青政")
    assert add_file(home, put(tmp_path / "elsewhere", "a.txt", other)) == Added("added", "a-2")
    assert sorted(load_corpus(load_register(home)).sources.values()) == sorted([OLD, other])


def test_a_removed_document_is_gone_and_the_others_stay(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    before = everything(home)
    add_file(home, put(tmp_path, "b.txt", NEW))
    remove_document(home, "b")
    assert everything(home) == before
    remove_document(home, "a")
    with pytest.raises(BadRegister, match="一个文件也没有登记"):
        load_register(home)
    assert not list((home / "raw").iterdir())
    assert add_file(home, put(tmp_path, "a.txt", OLD)).outcome == "added"
    with pytest.raises(UnknownDocument, match="没有登记「b」"):
        remove_document(home, "b")


def test_a_document_that_was_repealed_is_out_of_force_from_that_day(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "old.txt", OLD))
    add_file(home, put(tmp_path, "new.txt", NEW))
    old, new = load_register(home).documents
    assert old.repealed is not None
    assert (old.repealed.by_id, old.repealed.on) == ("new", date(2022, 10, 1))
    assert [old.in_force(day) for day in (date(2022, 9, 30), date(2022, 10, 1))] == ["yes", "expired"]
    assert new.repealed is None


def test_the_letter_that_printed_a_document_is_repealed_with_it(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "old.txt", OLD))
    letter = "《松塔县人民政府办公室关于印发〈松塔县稳岗补贴办法（试行）〉的通知》（松政办发〔2020〕3号）\n停止执行。"
    add_file(home, put(tmp_path, "new.txt", NEW[: NEW.index("《松塔县稳岗补贴办法（试行）》")] + letter))
    old, _ = load_register(home).documents
    assert old.repealed is not None
    assert old.repealed.by_id == "new"


@pytest.mark.parametrize("name", ["gone.txt", "scan.jpg", "empty.txt"])
def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(name: str, home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    before = everything(home)
    put(tmp_path, "empty.txt", " \n")
    with pytest.raises(UnreadableDocument):
        add_file(home, tmp_path / name)
    assert everything(home) == before


@pytest.mark.parametrize("at", range(4))
def test_wherever_it_stops_the_shelf_is_whole(
    at: int, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th write or removal of files fails: the register still fits its files, old version or new."""
    add_file(home, put(tmp_path, "a.txt", OLD))
    count = 0

    def failing(real):  # type: ignore[no-untyped-def]
        def call(self: Path, *arguments: object, **named: object) -> object:
            nonlocal count
            if home in self.parents:
                count += 1
                if count == at + 1:
                    raise OSError(28, "No space left on device")
            return real(self, *arguments, **named)

        return call

    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    monkeypatch.setattr(Path, "unlink", failing(Path.unlink))
    with contextlib.suppress(PolicyError, OSError):
        add_file(home, put(tmp_path, "a.txt", NEW))
    monkeypatch.undo()
    assert load_corpus(load_register(home)).sources["a"] in (OLD, NEW)


def test_two_at_once_wait_for_each_other(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    add_file(home, put(tmp_path, "a.txt", OLD))
    monkeypatch.setattr(shelf, "_PATIENCE", 0.1)
    with FileLock(home / ".documents.toml.lock"), pytest.raises(BadRegister, match="另一个程序"):
        add_file(home, put(tmp_path, "b.txt", NEW))


def test_a_broken_register_is_not_written_over(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "documents.toml").write_text("[[document]]\nid = 1\n", encoding="utf-8")
    before = everything(home)
    with pytest.raises(BadRegister):
        add_file(home, put(tmp_path, "a.txt", OLD))
    assert everything(home) == before


def test_a_register_written_in_another_way_is_not_appended_to(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    line = 'document = [{ id = "z", source_file = "z.txt", sha256 = "0", title = { value = "甲", stated = true } }]\n'
    (home / "documents.toml").write_text(line, encoding="utf-8")
    with pytest.raises(BadRegister, match=r"\[\[document\]\]"):
        add_file(home, put(tmp_path, "a.txt", OLD))
    assert (home / "documents.toml").read_text(encoding="utf-8") == line


def test_many_files_are_added_without_reading_the_register_for_each(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    real = shelf.documents_of

    def counting(raw: bytes, path: Path, *known: object) -> tuple[Document, ...]:
        documents = real(raw, path, *known)  # type: ignore[arg-type]
        read.append(len(documents))
        return documents

    add_file(home, put(tmp_path, "first.txt", OLD))
    monkeypatch.setattr(shelf, "documents_of", counting)
    many = Shelf(home)
    for number in range(2, 7):
        many.add(put(tmp_path, f"{number}.txt", OLD.replace("松塔县", f"松塔县{number}区")))
    assert read == [1] * 6  # what was there, and each file's own entry
    assert many.documents == load_register(home).documents


BESIDE = OLD.replace("松塔县", "青石县").replace("〔2020〕3号", "〔2020〕7号")
WIDER = (
    """id = "wider"
source_file = "wider.txt"
sha256 = "{sum}"
title = {{ value = """
    + '"""'
    + """甲
[[document]]
乙"""
    + '"""'
    + """, stated = false }}
"""
)


def three(home: Path, tmp_path: Path) -> Path:
    """A register of three entries, with words of a person before, between and behind them."""
    for name, text in (("old.txt", OLD), ("beside.txt", BESIDE), ("last.txt", OLD.replace("松塔县", "云泽县"))):
        add_file(home, put(tmp_path, name, text))
    path = home / "documents.toml"
    heads = path.read_text("utf-8").split("[[document]]")
    heads[2] = heads[2].rstrip() + "\n# 下面这份待核\n\n"
    path.write_text("# 自己的话\n\n" + "[[document]]".join(heads) + "\n# 完\n", "utf-8")
    return path


@pytest.mark.parametrize("change", ["removed", "replaced", "described", "corrected"])
def test_of_a_register_only_the_entry_is_taken_apart_that_changes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = three(home, tmp_path)
    then = path.read_text("utf-8")
    changed = put(tmp_path / "newer", "beside.txt", BESIDE.replace("10万元", "12万元"))
    longest: list[int] = []
    parse = shelf.tomlkit.parse

    def measured(text: str) -> object:
        longest.append(len(text))
        return parse(text)

    monkeypatch.setattr(shelf.tomlkit, "parse", measured)
    changes = {
        "removed": lambda: Shelf(home).remove("beside"),
        "replaced": lambda: Shelf(home).add(changed),
        "described": lambda: Shelf(home).describe("beside", {"issuing_body": "青石县人民政府"}, BESIDE),
        "corrected": lambda: path.write_bytes(
            Shelf(home).correction("beside", [Correction("join", "第一条", "", 0)]).after
        ),
    }
    changes[change]()
    assert longest
    assert max(longest) < len(then) / 2
    first, own, last = then.split("[[document]]")[1:]
    head, *entries = path.read_text("utf-8").split("[[document]]")
    assert head == then.partition("[[document]]")[0]
    assert entries[0] == first
    assert entries[-1] == last
    assert entries[1:-1] == [] if change == "removed" else len(entries) == 3 and entries[1] != own
    assert len(load_register(home).documents) == len(entries)


def test_an_entry_that_is_none_by_itself_is_found_in_the_whole(home: Path, tmp_path: Path) -> None:
    path = three(home, tmp_path)
    raw = put(home / "raw", "wider.txt", "一、甲").read_bytes()
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n[[document]]\n{WIDER.format(sum=hashlib.sha256(raw).hexdigest())}", "utf-8")
    assert len(load_register(home).documents) == 4
    remove_document(home, "beside")
    assert [each.id for each in load_register(home).documents] == ["old", "last", "wider"]
    remove_document(home, "wider")
    assert [each.id for each in load_register(home).documents] == ["old", "last"]


def test_somebody_else_may_change_the_register_between_two_files(home: Path, tmp_path: Path) -> None:
    ours = Shelf(home)
    ours.add(put(tmp_path, "a.txt", OLD))
    add_file(home, put(tmp_path, "b.txt", OLD.replace("松塔", "青石")))
    assert ours.add(put(tmp_path / "elsewhere", "b.txt", OLD.replace("松塔", "云泽"))).document_id == "b-2"
    assert [document.id for document in load_register(home).documents] == ["a", "b", "b-2"]


def test_a_file_that_stays_behind_is_named(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    add_file(home, put(tmp_path, "b.txt", OLD.replace("松塔", "青石")))
    stuck = home / "raw" / "a.txt"
    stuck.unlink()
    (stuck / "inside").mkdir(parents=True)  # nobody can unlink a folder, not even root
    with pytest.raises(BadRegister, match=r"已从登记表移除「a」.*a\.txt 删不掉.*手动删除"):
        remove_document(home, "a")
    assert [document.id for document in load_register(home).documents] == ["b"]


def test_a_file_that_another_entry_needs_stays_when_it_is_replaced(home: Path, tmp_path: Path) -> None:
    add_file(home, put(tmp_path, "a.txt", OLD))
    register = home / "documents.toml"
    entry = register.read_text("utf-8").split("[[document]]", 1)[1]
    again = entry.replace('"a"', '"b"', 1)
    register.write_text(f"{register.read_text('utf-8')}\n[[document]]{again}", "utf-8")
    assert [document.id for document in load_register(home).documents] == ["a", "b"]
    new = put(tmp_path / "new", "a.txt", OLD.replace("10万元", "20万元"))
    assert add_file(home, new).outcome == "replaced"
    documents = load_register(home).documents
    assert len({document.source_file for document in documents}) == 2
    assert all((home / "raw" / document.source_file).is_file() for document in documents)


def test_a_file_of_several_that_stays_behind_undoes_nothing(home: Path, tmp_path: Path) -> None:
    """Two are replaced at once, and the old file of the first cannot be deleted: both entries are the new ones, with their files."""
    texts = {"a.txt": OLD, "b.txt": OLD.replace("松塔", "青石")}
    for name, text in texts.items():
        add_file(home, put(tmp_path, name, text))
    shelf = Shelf(home)
    raws = {name: text.replace("10万元", "20万元").encode() for name, text in texts.items()}
    changes = shelf.additions([(name, source_of(name, raw, name), None) for name, raw in raws.items()])
    assert [change.outcome for change in changes] == ["replaced", "replaced"]
    stuck = home / "raw" / "a.txt"
    stuck.unlink()
    (stuck / "inside").mkdir(parents=True)
    with (
        pytest.raises(BadRegister, match=r"a\.txt 删不掉"),
        shelf.all_carried_out(list(zip(changes, raws.values(), strict=True))),
    ):
        pass
    documents = load_register(home).documents
    assert [(home / "raw" / document.source_file).read_bytes() for document in documents] == list(raws.values())
    assert not (home / "raw" / "b.txt").exists()


# ---------------------------------------------------------------- on the command line


@pytest.mark.parametrize("blank", ["--title", "--place"])
def test_a_blank_title_registers_nothing(run, home: Path, tmp_path: Path, blank: str) -> None:  # type: ignore[no-untyped-def]
    result = run("add", put(tmp_path, "a.txt", OLD), blank, " ")
    assert result.exit_code == 2
    assert "空白" in result.stderr
    assert not (home / "documents.toml").exists()


def test_a_damaged_table_of_jobs_is_a_sentence(run, home: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    put(tmp_path / "many", "a.txt", OLD)
    put(home, "ingest.sqlite", "no database")
    result = run("add", tmp_path / "many", "--workers", "1")
    assert result.exit_code == 1
    assert "ingest.sqlite" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("POLICY_CORPUS", str(home))

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["corpus", *map(str, arguments)])

    return invoke


def test_a_person_adds_looks_and_removes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = put(tmp_path, "a.txt", OLD)
    added = run("add", path)
    assert added.exit_code == 0
    assert "已登记（a）" in added.output
    assert "松政办发〔2020〕3号（第 2 行）\n" in added.output  # stated
    assert "有效期：全文有效期至2023-05-31（已过期）（推断）" in added.output  # computed from 有效期3年
    assert "第一条 对未裁员的企业给予10万元补贴" in added.output
    assert "补贴10万元" in added.output
    assert "请运行 policy index" in added.output
    again = run("add", path)
    assert "没有改动" in again.output
    assert "policy index" not in again.output
    assert "《松塔县稳岗补贴办法（试行）》  条款 2  全文有效期至2023-05-31（已过期）" in run("list").output
    assert "第二条" in run("show", "松塔县稳岗补贴办法（试行）").output
    assert run("check").exit_code == 0
    assert run("remove", "a.txt").exit_code == 0
    assert run("show", "a").exit_code == 1


def test_the_same_number_twice_is_remarked(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("add", put(tmp_path, "a.txt", OLD))
    other = OLD.replace("稳岗", "扩岗")
    assert (
        "文号 松政办发〔2020〕3号 与 a《松塔县稳岗补贴办法（试行）》相同"
        in run("add", put(tmp_path, "b.txt", other)).output
    )
    checked = run("check")
    assert checked.output.count("请核对是否为同一份文件") == 2
    assert checked.exit_code == 0


def test_one_bad_file_does_not_keep_the_others_out(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("add", tmp_path / "gone.txt", put(tmp_path, "a.txt", OLD))
    assert result.exit_code == 1
    assert "找不到这个文件" in result.output
    assert load_documents(run, tmp_path) == ["a"]


def load_documents(run, tmp_path: Path) -> list[str]:  # type: ignore[no-untyped-def]
    register: Register = load_register(tmp_path / "corpus")
    return [document.id for document in register.documents]


def test_the_registered_documents_are_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICY_CORPUS", raising=False)
    result = CliRunner().invoke(main, ["corpus", "check"])
    assert result.exit_code == 0, result.output
    assert result.output.count("没有问题") == 5


# ---------------------------------------------------------------- changes worked out first


def change_of(home: Path, what: str, tmp_path: Path) -> tuple[Shelf, shelf.Change, bytes]:
    """A change of the shelf with one document `a`: another file, a newer version, or its removal."""
    add_file(home, put(tmp_path, "a.txt", OLD))
    ours = Shelf(home)
    if what == "removed":
        return ours, ours.removal("a"), b""
    raw = NEW.replace("松塔", "青石").encode() if what == "added" else NEW.encode()
    return ours, ours.addition("b.txt" if what == "added" else "a.txt", source_of("x.txt", raw)), raw


@pytest.mark.parametrize("what", ["added", "replaced", "removed"])
def test_what_fails_inside_a_change_undoes_it(what: str, home: Path, tmp_path: Path) -> None:
    ours, change, raw = change_of(home, what, tmp_path)
    assert change.outcome == what
    before = everything(home)

    def fail() -> None:
        assert everything(home) != before
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), ours.carried_out(change, raw):
        fail()
    assert everything(home) == before
    with ours.carried_out(change, raw):
        pass
    assert ours.documents == change.documents
    assert everything(home) != before


def test_a_change_is_refused_where_somebody_was_faster(home: Path, tmp_path: Path) -> None:
    ours, change, raw = change_of(home, "added", tmp_path)
    add_file(home, put(tmp_path, "c.txt", OLD.replace("松塔", "云泽")))
    before = everything(home)
    with pytest.raises(BadRegister, match="刚刚被别人改动过"), ours.carried_out(change, raw):
        pass
    assert everything(home) == before


def test_a_corrected_proposal_is_what_is_registered(home: Path, tmp_path: Path) -> None:
    ours, change, raw = change_of(home, "added", tmp_path)
    corrected = replace(
        change.document,
        title='青石县"稳岗"办法 [[document]]',
        number=None,
        regions=("青石县",),
        aliases=("青石稳岗",),
        validity=(Validity(date(2030, 1, 2), "附件1"),),
        inferred=frozenset({"title"}),
    )
    again = ours.addition("b.txt", source_of("x.txt", raw), corrected)
    with ours.carried_out(again, raw):
        pass
    assert load_register(home).documents[1] == corrected == again.document


def test_a_confirmed_value_follows_a_new_version_and_a_corrected_one_stays(home: Path, tmp_path: Path) -> None:
    ours = Shelf(home)
    source = source_of("a.txt", OLD.encode())
    proposed = Statements(source.text).told(ours.addition("a.txt", source).document)
    assert proposed.inferred == {"validity"}  # 有效期3年 is counted, the day does not stand there
    change = ours.addition("a.txt", source, replace(proposed, issuing_body="松塔县就业局"))
    with ours.carried_out(change, OLD.encode()):
        pass
    assert add_file(home, put(tmp_path, "a.txt", NEW)).outcome == "replaced"
    (document,) = load_register(home).documents
    assert document.issuing_body == "松塔县就业局"
    assert document.number == "松政办发〔2022〕8号"
    assert document.issued == date(2022, 9, 1)


def test_what_is_half_written_goes_and_what_is_called_alike_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "raw").mkdir(parents=True)
    half, note = home / "raw" / ".new-ab12_xyz", home / "raw" / ".new-notes.txt"
    for path in (half, note):
        path.write_text("words", encoding="utf-8")
    given = tmp_path / "办法.txt"
    given.write_text("松塔县稳岗补贴办法\n第一条 给予10万元补贴。\n", encoding="utf-8")
    add_file(home, given)
    assert not half.exists()
    assert note.read_text(encoding="utf-8") == "words"
