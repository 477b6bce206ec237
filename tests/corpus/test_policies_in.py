"""One file with several policies is several documents; annexes, chapters and lists of one notice are one."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assistant import ingest
from assistant.cli import main
from assistant.incoming import incoming
from assistant.upload import apart, preview
from corpus.check import check_document
from corpus.formats.read import read_source, source_of
from corpus.identity.several import policies_in
from corpus.parse import parse_file, parse_source
from corpus.register import load_register
from eval.wide.build import Pool, add_texts, corpus_of, own_documents
from tests.toy import ToyEncoder

_BODY = "对在本市注册、依法纳税的企业，按实际投入的百分之十给予补助，单个企业每年最高五十万元，同一事项不重复享受，提供虚假材料的追回全部资金并取消三年申报资格。"
NOTICE = f"""柳塘市人民政府关于支持{{topic}}发展的意见
柳政发〔2024〕{{number}}号
各县（区）人民政府，市直各部门：
一、支持{{topic}}企业扩大生产。{_BODY}
二、支持{{topic}}企业开拓市场。{_BODY}
柳塘市人民政府
2024年3月{{number}}日
"""
LAW = f"""柳塘市{{topic}}条例
（2023年8月{{number}}日柳塘市第十五届人民代表大会常务委员会第九次会议通过）
第一章 总则
第一条 为促进{{topic}}发展，制定本条例。
第二条 {_BODY}
第三条 {_BODY}
"""
BOOK = f"""{{number}}. 柳塘市商务局关于印发《柳塘市{{topic}}扶持
办法》的通知（2023 年5 月{{number}} 日）
# Page 9{{number}}:
柳商规〔2023〕{{number}} 号
各区商务局：
现将《柳塘市{{topic}}扶持办法》印发给你们，请遵照执行。
柳塘市商务局
2023 年5 月{{number}} 日
柳塘市{{topic}}扶持办法
第一条为扶持{{topic}}，制定本办法。
第二条{_BODY}
第三条{_BODY}
"""
CARD = f"""{{number}}. 柳塘市{{topic}}支持
{{topic}}支持
依据文件 | 《柳塘市{{topic}}实施细则》
发文机构 | 柳塘市科学技术局
发文字号 | /
发布日期 | 2022-12-2{{number}}
工具分类 | 资金支持 | 服务对象 | 本市企业
服务内容
1. {_BODY}
2. {_BODY}
条件要求 | 在本市注册
"""
PAGE = f"""柳塘市{{topic}}热点问答（2024年版）
来源：柳塘市农业农村局　　发布时间：2024年4月{{number}}日
编者按：群众来电问得多的汇总如下。
一、{{topic}}补贴给谁？
{_BODY}
二、{{topic}}补贴怎么领？
{_BODY}
"""
KINDS = {"notice": NOTICE, "law": LAW, "book": BOOK, "card": CARD, "page": PAGE}
TOPICS = ("陶瓷产业", "茶叶出口", "夜间消费", "家政服务")


def made(kinds: Sequence[str]) -> tuple[str, list[int]]:
    """A file of these kinds one behind the other, and where each begins."""
    text, starts = "", []
    for number, (kind, topic) in enumerate(zip(kinds, TOPICS, strict=False), start=1):
        starts.append(len(text))
        text += KINDS[kind].format(topic=topic, number=number)
    return text, starts


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_apart_and_is_one_by_itself(kind: str) -> None:
    text, starts = made([kind] * 3)
    assert [one.span.start for one in policies_in(text)] == starts
    assert policies_in(made([kind])[0]) == ()


@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=4))
def test_kinds_stand_behind_each_other_and_nothing_is_lost(kinds: list[str]) -> None:
    text, starts = made(kinds)
    found = policies_in(text)
    assert [one.span.start for one in found] == starts
    assert "".join(one.span.of(text) for one in found) == text


def test_cover_and_contents_belong_to_none() -> None:
    text, starts = made(["book", "book"])
    cover = "柳塘市惠企政策汇编\n目录\n1. 柳塘市陶瓷产业扶持办法……1\n2. 柳塘市茶叶出口扶持办法……7\n"
    assert [one.span.start for one in policies_in(cover + text)] == [len(cover) + start for start in starts]


_ARTICLES = f"第一条 为规范管理，制定本办法。\n第二条 {_BODY}\n第三条 {_BODY}\n"
ONE = {
    "a notice with the thing it prints": NOTICE.format(topic="陶瓷", number=3)
    .replace("支持陶瓷发展的意见", "印发《柳塘市陶瓷办法》的通知")
    .replace("2024年3月3日\n", f"2024年3月3日\n柳塘市陶瓷办法\n{_ARTICLES}"),
    "two annexes with articles of their own": "柳塘市人民政府关于印发《柳塘市陶瓷办法》和《柳塘市茶叶办法》的通知\n"
    f"柳政发〔2024〕9号\n各县人民政府：\n现将《柳塘市陶瓷办法》和《柳塘市茶叶办法》印发给你们。\n柳塘市人民政府\n2024年5月6日\n"
    f"柳塘市陶瓷办法\n{_ARTICLES}柳塘市茶叶办法\n{_ARTICLES}",
    "an annex with the number of the one that is passed on": "白石县人民政府转发柳塘市人民政府关于支持陶瓷发展的意见的通知\n"
    f"白政发〔2024〕12号\n各乡镇人民政府：\n现将文件转发给你们，请结合实际执行。{_BODY}{_BODY}\n2024年4月1日\n"
    + NOTICE.format(topic="陶瓷", number=3),
    "annexes that are headed as such": NOTICE.format(topic="陶瓷", number=3)
    + f"附件1\n柳塘市陶瓷企业认定办法\n2024年3月1日印发\n{_ARTICLES}附件2\n柳塘市陶瓷资金办法\n{_ARTICLES}",
    "chapters that count anew": "柳塘市陶瓷办法\n柳政发〔2024〕3号\n"
    + "".join(f"第{chapter}章 规定\n第一条 {_BODY}\n第二条 {_BODY}\n" for chapter in "一二三"),
    "a list of repealed documents": "柳塘市人民政府关于废止部分文件的决定\n柳政发〔2024〕5号\n各县人民政府：\n经研究，决定废止下列文件：\n"
    "1. 柳塘市人民政府关于支持陶瓷的意见（2010年3月5日）\n柳政发〔2010〕3号\n2. 柳塘市人民政府关于支持茶叶的意见（2011年3月5日）\n"
    f"柳政发〔2011〕4号\n二、修改下列文件\n{_BODY}{_BODY}{_BODY}\n",
    "cards of one list": "# 柳塘市惠企清单\n整理：柳塘市商务局\n"
    + "".join(f"## 卡片{n} 补助\n支持对象 | 企业\n责任单位 | 市商务局\n{_BODY}\n" for n in range(1, 6)),
    "the text of a page twice": NOTICE.format(topic="陶瓷", number=3) * 2,
    "one notice with its interpretation": NOTICE.format(topic="陶瓷", number=3)
    + f"《柳塘市人民政府关于支持陶瓷发展的意见》政策解读\n发布时间：2024-03-09\n一、背景\n{_BODY}\n二、内容\n{_BODY}\n",
}


@pytest.mark.parametrize("name", ONE)
def test_what_is_one_is_not_split(name: str) -> None:
    assert policies_in(ONE[name]) == ()


def wide_documents() -> list[Path]:
    folder = Path(__file__).parents[2] / "eval" / "wide"
    return [path for split in ("learn", "dev") for path in sorted((folder / split / "documents").iterdir())]


@pytest.mark.deep
@pytest.mark.parametrize("path", [*own_documents(), *wide_documents()], ids=lambda path: path.name)
def test_no_document_that_is_one_is_split(path: Path) -> None:
    assert policies_in(read_source(path).text) == ()


def test_each_policy_is_registered_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "documents"))
    (tmp_path / "documents" / "raw").mkdir(parents=True)
    path = tmp_path / "汇编.txt"
    path.write_text("柳塘市惠企政策汇编\n" + made(["book", "notice"])[0], "utf-8")
    said = CliRunner().invoke(main, ["corpus", "add", str(path)])
    assert said.exit_code == 0, said.output
    assert "这份文件里有 2 份政策" in said.output
    assert "前面 9 字（封面、目录：柳塘市惠企政策汇编…）" in said.output
    listed = CliRunner().invoke(main, ["corpus", "list"]).output
    assert "《柳塘市陶瓷产业扶持办法》" in listed
    assert "《柳塘市人民政府关于支持茶叶出口发展的意见》" in listed
    assert "没有改动" in CliRunner().invoke(main, ["corpus", "add", str(path)]).output
    said = CliRunner().invoke(main, ["corpus", "add", "--whole", str(path)])
    assert "已登记（汇编）" in said.output


def test_an_archive_and_a_book_are_taken_apart_and_a_bad_file_harms_none(tmp_path: Path) -> None:
    path = tmp_path / "全部.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("书.txt", made(["law", "law", "law"])[0])
        archive.writestr("坏.docx", b"PK")
        archive.writestr("单.txt", made(["notice"])[0])
    found = list(incoming([path]))
    assert [each.file.name for each in found if each.file] == [
        "柳塘市陶瓷产业条例.txt", "柳塘市茶叶出口条例.txt", "柳塘市夜间消费条例.txt", "单.txt",
    ]  # fmt: skip
    assert sum(each.error is not None for each in found) == 1


def test_an_upload_is_offered_as_several_and_as_one(tmp_path: Path) -> None:
    raw = made(["card", "card"])[0].encode()
    (tmp_path / "raw").mkdir()
    parts = apart("卡.txt", raw)
    titles = [preview(tmp_path, each.name, each.raw, each.source).document.title for each in parts]
    assert titles == ["陶瓷产业支持", "茶叶出口支持"]
    assert [each.name for each in apart("卡.txt", raw, whole=True)] == ["卡.txt"]


def test_several_files_of_one_upload_are_shown_and_registered_apart_or_as_one(tmp_path: Path) -> None:
    raw = made(["book", "law"])[0].encode()
    (tmp_path / "raw").mkdir()
    seen = [preview(tmp_path, each.name, each.raw, each.source) for each in apart("汇编.txt", raw)]
    assert [one.document.number for one in seen] == ["柳商规〔2023〕1号", None]
    assert seen[0].standings["number"].words == "柳商规〔2023〕1 号"
    assert seen[0].standings["number"].line == 4


def test_a_folder_with_a_book_in_it_gives_a_document_for_each_policy(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "files"
    (home / "raw").mkdir(parents=True)
    folder.mkdir()
    (folder / "汇编.txt").write_text(made(["book", "law"])[0], "utf-8")
    (folder / "单.txt").write_text(made(["notice"])[0], "utf-8")
    with closing(ingest.opened(home / ingest.TABLE)) as jobs:
        for _ in range(2):  # again: nothing changes
            ingest.enqueue(jobs, folder, "rules", ToyEncoder().name)
            ingest.work(jobs, ToyEncoder(), "rules")
            ingest.register_done(jobs, home)
        assert ingest.progress(jobs) == ingest.Progress(4, 0, 4)
    titles = {document.title for document in load_register(home).documents}
    assert titles == {"柳塘市陶瓷产业扶持办法", "柳塘市茶叶出口条例", "柳塘市人民政府关于支持陶瓷产业发展的意见"}


def test_the_check_names_what_stands_together(tmp_path: Path) -> None:
    path = tmp_path / "书.txt"
    path.write_text(made(["law", "book"])[0], "utf-8")
    source = read_source(path)
    parsed = parse_source(source, "a", "a")
    found = check_document(source, parsed.division, parsed.units)
    assert [one.line for one in found if "2 份政策" in one.words] == [7]
    assert parse_file(path)
    assert source_of("a.txt", b"x").text == "x"


BARE = "第一条 对企业给予\x0720万元奖励。\n第二条 每年申报。\n"


def test_what_is_doubtful_of_a_folder_is_told_file_by_file(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "files"
    (home / "raw").mkdir(parents=True)
    folder.mkdir()
    (folder / "好.txt").write_text(made(["notice"])[0], "utf-8")
    (folder / "无题.txt").write_text(BARE, "utf-8")
    (folder / "坏.txt").write_bytes(b"%PDF-1.4")
    with closing(ingest.opened(home / ingest.TABLE)) as jobs:
        ingest.enqueue(jobs, folder, "rules", ToyEncoder().name)
        ingest.work(jobs, ToyEncoder(), "rules")
        found = ingest.doubts(jobs)
        assert [Path(path).name for path in found] == ["无题.txt"]
        kinds = {kind for finding in found[str(folder / "无题.txt")] for kind in finding.kind.split("、")}
        assert kinds >= {"没有标题", "没有地区", "没有发布日期", "未收入的文字"}
        written = ingest.write_failures(jobs, home)
        assert written is not None
        rows = [line.split("\t")[:2] for line in written.read_text("utf-8").splitlines()[1:]]
        assert rows[0] == [str(folder / "坏.txt"), "没有登记"]
        assert {Path(name).name for name, _ in rows[1:]} == {"无题.txt"}


def test_what_was_not_found_is_named_with_what_to_type_and_can_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, path = tmp_path / "home", tmp_path / "无题.txt"
    (home / "raw").mkdir(parents=True)
    monkeypatch.setenv("POLICY_CORPUS", str(home))
    monkeypatch.setenv("POLICY_INDEX", str(tmp_path / "index"))
    path.write_text(BARE, "utf-8")
    said = CliRunner().invoke(main, ["corpus", "check", str(path)]).output
    assert "没有找到标题" in said
    assert "policy corpus add 文件 --title 标题" in said
    assert "--place 地区" in said
    assert CliRunner().invoke(main, ["corpus", "add", str(path)]).exit_code == 0
    for _ in range(2):  # of a file that is registered already too
        given = ["--title", "松塔县企业奖励办法", "--place", "松塔县", "--issued", "2025-03-01"]
        told = CliRunner().invoke(main, ["corpus", "add", str(path), *given])
        assert told.exit_code == 0, told.output
    (document,) = load_register(home).documents
    assert (document.title, document.regions, str(document.issued)) == (
        "松塔县企业奖励办法", ("松塔县", "松塔"), "2025-03-01",
    )  # fmt: skip
    assert {"title", "issued"} <= document.inferred
    wrong = CliRunner().invoke(main, ["corpus", "add", str(path), str(path), "--title", "甲"])
    assert wrong.exit_code == 2


TWO_RULES = """松塔县人民政府办公室关于印发民宿和绣坊两个规定的通知
松政办发〔2026〕3号
各乡镇人民政府：
县文旅局拟定的《民宿登记的规定》和《进一步支持
绣坊发展的规定》已经县政府同意，现印发给你们。
松塔县人民政府办公室
2026年1月5日
民宿登记的规定
一、关于登记
（一）民宿经营者应当登记。
（二）登记由县文旅局受理。
进一步支持
绣坊发展的规定
一、关于补助
（一）对新开办的绣坊，一次性补助5万元。
"""


def test_two_things_that_one_letter_prints_are_parts_of_their_own() -> None:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("通知.txt", TWO_RULES)]))
    labels = [unit.label for unit in corpus.units if unit.kind == "measure"]
    assert labels == [
        "民宿登记的规定 一、（一）", "民宿登记的规定 一、（二）", "进一步支持绣坊发展的规定 一、（一）"
    ]  # fmt: skip


def test_what_a_letter_names_and_does_not_print_parts_nothing() -> None:
    alone = TWO_RULES.partition("进一步支持\n绣坊发展的规定\n")[0]
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("通知.txt", alone)]))
    assert {unit.part for unit in corpus.units} == {"正文"}
