"""The register and the reader: what is wrong is named with file, entry and field; nothing is half-read."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import BadRegister, UnreadableDocument
from corpus.formats.read import read_source
from corpus.measure import Document, Validity
from corpus.parse import load_corpus
from corpus.register import Known, documents_of, entries_of, entry_ids, load_register

TEXT = "一、支持。给予10万元。\n"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
GOOD = (
    f'[[document]]\nid = "a"\nsource_file = "a.txt"\nsha256 = "{SHA}"\ntitle = {{ value = "甲办法", stated = true }}\n'
)


def folder(tmp_path: Path, register: str, text: bytes = TEXT.encode()) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_bytes(text)
    (tmp_path / "documents.toml").write_text(register, encoding="utf-8")
    return tmp_path


def test_a_register_of_ones_own(tmp_path: Path) -> None:
    corpus = load_corpus(load_register(folder(tmp_path, GOOD)))
    assert [unit.label for unit in corpus.units] == ["一、"]


@pytest.mark.parametrize(
    ("register", "message"),
    [
        ("", "一个文件也没有登记"),
        ("[[document", "读不了登记表"),
        ("document = 3", "应写成"),
        (GOOD + GOOD, "登记了两次"),
        (GOOD.replace('id = "a"', ""), "缺少 id"),
        (GOOD + 'colour = "red"', "不认识的字段 colour"),
        (GOOD.replace('{ value = "甲办法", stated = true }', '"甲办法"'), "title 应写成"),
        (GOOD + 'validity = [{ until = "2025", stated = true }]', "validity 应写成"),
        (GOOD + 'issued = { value = "2020-01-01", stated = true }', "issued 应是日期"),
        (GOOD.replace('id = "a"', "id = 2020"), "id 应是加引号的文字"),
        (GOOD.replace('id = "a"', 'id = ""'), "id 应是加引号的文字"),
        (GOOD.replace('source_file = "a.txt"', "source_file = 1"), "source_file 应是加引号的文字"),
        (GOOD.replace('source_file = "a.txt"', 'source_file = "../a.txt"'), "不能指到别处"),
        (GOOD.replace('value = "甲办法"', "value = 3"), "title 的 value 应是加引号的文字"),
        (GOOD + 'aliases = "甲"', "aliases 应是一列文字"),
        (GOOD + "colour\n", "第 6 行第 7 列"),
        (GOOD + 'number = { value = "", stated = true }', "第 6 行.*number 的 value 应是加引号的文字"),
        (GOOD + "issued = { value = 2020-01-01T10:00:00, stated = true }", "第 6 行.*issued 应是日期.*不写时刻"),
        (GOOD + "effective = { value = 2020-01-01 10:00:00Z, stated = true }", "effective 应是日期"),
        (GOOD + "issued = { value = 10:00:00, stated = true }", "issued 应是日期"),
        (GOOD + "issued = 2020-01-01", "issued 应写成"),
        (GOOD + "issued = { value = 2020-01-01 }", "issued 应写成"),
        (GOOD + 'issued = { value = 2020-01-01, stated = "yes" }', "issued 应写成"),
        (GOOD + "issued = { value = 2020-01-01, stated = true, note = 1 }", "issued 应写成"),
        (GOOD + "issued = { value = 2020-02-30, stated = true }", "读不了登记表"),
        (GOOD + "validity = 2025-12-31", "validity 应写成"),
        (GOOD + "validity = [2025-12-31]", "validity 应写成"),
        (GOOD + "validity = { until = 2025-12-31, stated = true }", "validity 应写成"),
        (GOOD + "validity = [{ until = 2025-12-31T00:00:00, stated = true }]", "validity 应写成.*不写时刻"),
        (GOOD + "validity = [{ until = 2025-12-31, since = 2025-12-31T00:00:00, stated = true }]", "validity 应写成"),
        (GOOD + "validity = [{ until = 2025-12-31, part = 2, stated = true }]", "validity 应写成"),
        (GOOD + "validity = [{ until = 2025-12-31, stated = 1 }]", "validity 应写成"),
        (GOOD + "validity = [{ until = 2025-12-31, stated = true, scope = 1 }]", "validity 应写成"),
        (GOOD + "validity = [{ stated = true }]", "validity 应写成"),
        (GOOD + "\nregions = [1]", "第 7 行.*regions 应是一列文字"),
        (GOOD + 'regions = ["甲", ""]', "regions 应是一列文字"),
        (GOOD + 'aliases = ["\u3000"]', "aliases 应是一列文字"),
        (GOOD + 'aliases = { alias = "甲" }', "aliases 应是一列文字"),
        (GOOD + "supersedes = true", "supersedes 应是一列文字"),
        (GOOD + 'related_regions = [["甲"]]', "related_regions 应是一列文字"),
        (GOOD + 'part_aliases = ["甲"]', "part_aliases 应写成"),
        (GOOD + 'part_aliases = [{ alias = "甲" }]', "part_aliases 应写成"),
        (GOOD + 'part_aliases = [{ alias = "甲", part = 2 }]', "part_aliases 应写成"),
        (GOOD + 'part_aliases = "甲"', "part_aliases 应写成"),
        (GOOD.replace(SHA, "abc"), "第 4 行.*sha256"),
        (GOOD.replace(SHA, SHA.upper() + "X"), "sha256"),
        (GOOD.replace(f'"{SHA}"', "0"), "sha256"),
        (GOOD.replace('source_file = "a.txt"', 'source_file = "/etc/passwd"'), "不能指到别处"),
        (GOOD.replace('source_file = "a.txt"', "source_file = 'C:\\a.txt'"), "不能指到别处"),
        (GOOD.replace('source_file = "a.txt"', "source_file = '..\\a.txt'"), "不能指到别处"),
        (GOOD.replace('source_file = "a.txt"', 'source_file = "a\\u0000.txt"'), "控制字符"),
        (GOOD.replace('source_file = "a.txt"', f'source_file = "{"长" * 200}.txt"'), "过长"),
        (GOOD.replace('source_file = "a.txt"', 'source_file = "."'), "不能指到别处"),
        (GOOD.replace("title = {", "titel = {"), "缺少 title"),
        (GOOD.replace('{ value = "甲办法", stated = true }', "{}"), "title 应写成"),
        (GOOD + "[document.issued]\nvalue = 3\nstated = true", "第 6 行.*issued 应是日期"),
        (GOOD + '[[documents]]\nid = "b"', "不认识的「documents」"),
        ("version = 1\n" + GOOD, "不认识的「version」"),
        ("[document]\nid = 1", "应写成一个个"),
        ("document = [1]", "应写成一个个"),
        ("document = []", "一个文件也没有登记"),
        (GOOD + f"colour = {'1' * 5000}", "过长的数字"),
        (GOOD + f"colour = {'[' * 100_000}", "太深"),
        (GOOD + 'title = { value = "乙", stated = true }', "读不了登记表"),
        (GOOD + '\n\n[[document]]\nid = "b"', "第 8 行，第 2 个.*缺少"),
        ("\0", "读不了登记表"),
    ],
    ids=range(66),
)
def test_a_bad_register_names_the_entry(register: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadRegister, match=message) as error:
        load_register(folder(tmp_path, register))
    assert "documents.toml" in str(error.value)


def test_a_register_that_an_editor_saved_with_a_mark_is_read(tmp_path: Path) -> None:
    home = folder(tmp_path, GOOD)
    (home / "documents.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [document.title for document in load_register(home).documents] == ["甲办法"]


@pytest.mark.parametrize(("encoding", "said"), [("gb18030", "GB18030"), ("utf-16", "认不出是哪种编码")])
def test_a_register_in_another_encoding_is_refused_with_what_to_do(encoding: str, said: str, tmp_path: Path) -> None:
    home = folder(tmp_path, GOOD)
    (home / "documents.toml").write_bytes(GOOD.encode(encoding))
    with pytest.raises(BadRegister, match=f"{said}.*另存为 UTF-8"):
        load_register(home)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    register = load_register(folder(tmp_path, GOOD, "别的内容".encode()))
    with pytest.raises(BadRegister, match=r"a\.txt.*sha256"):
        load_corpus(register)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("leer.txt", b"", "没有文字"),
        ("spaces.txt", b"  \n\n ", "没有文字"),
        ("binary.txt", b"\x00\x01\x02", "二进制"),
        ("noise.txt", bytes(range(128, 256)) * 3, "认不出文字编码"),
        ("scan.xyz", b"text", "不支持 .xyz"),
    ],
)
def test_unreadable_files_are_named(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=message) as error:
        read_source(path)
    assert name in str(error.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="找不到"):
        read_source(tmp_path / "nirgends.txt")
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(UnreadableDocument, match="文件夹"):
        read_source(tmp_path / "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("第一条 给予奖励。\r\n第二条 另行规定。".encode(encoding))
    assert read_source(path).text == "第一条 给予奖励。\n第二条 另行规定。"


def test_validity_of_a_part_covers_that_part_only() -> None:
    document = Document("a", "甲", "a.txt", SHA, validity=(Validity(date(2025, 12, 31), part="附件2"),))
    assert document.in_force(date(2025, 12, 31), "附件2") == "yes"
    assert document.in_force(date(2026, 1, 1), "附件2") == "expired"
    assert document.in_force(date(2026, 1, 1)) == "not stated"


ENTRY = (
    '[[document]]\nid = "{id}"\nsource_file = "{id}.txt"\nsha256 = "'
    + "0" * 64
    + '"\ntitle = {{ value = "办法{id}", stated = true }}\n'
)


def entries(*names: str) -> str:
    return "# ours\n\n" + "\n".join(ENTRY.format(id=name) for name in names)


def test_known_entries_are_not_read_again() -> None:
    before = dict(zip(entries_of(entries("a", "b")) or (), read("a", "b"), strict=True))
    asked: list[str] = []

    def known(text: str) -> Document | None:
        asked.append(text)
        return before.get(text)

    found = documents_of(entries("b", "c", "a").encode(), Path("documents.toml"), known)
    assert found == read("b", "c", "a")
    assert found[0] is before[asked[0]]
    assert entry_ids(entries("b", "c")) == {asked[0]: "b", asked[1]: "c"}


def read(*names: str) -> tuple[Document, ...]:
    return documents_of(entries(*names).encode(), Path("documents.toml"))


@pytest.mark.parametrize(
    "text",
    [
        entries("a", "b"),
        entries("a") + 'aliases = ["""\n[[document]]\nid = "z"\n"""]\n',  # a head inside a text
        'document = [{ id = "a", source_file = "a.txt", sha256 = "'
        + "0" * 64
        + '", title = { value = "x", stated = true } }]\n',
        entries("a", "a"),
        entries("a") + "colour = 1\n" + ENTRY.format(id="b"),
        entries("a") + "[other]\nx = 1\n",
        entries("a") + "[[document]]\nid = ",
        "x = 1\n" + entries("a"),
        "",
    ],
)
def test_entry_by_entry_a_register_says_the_same(text: str) -> None:
    def told(known: Known | None) -> object:
        try:
            return documents_of(text.encode(), Path("documents.toml"), known)
        except BadRegister as error:
            return str(error)

    assert told(lambda entry: None) == told(None)
