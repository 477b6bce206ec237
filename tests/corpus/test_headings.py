"""Lines that a format marks as headings: which open a unit of their own, whatever the format; all documents invented."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from corpus.formats.read import source_of
from corpus.outline.units import divide
from eval.wide.build import Pool, add_texts, corpus_of

SECTIONS = [
    ("第1节", "谁能申请"),
    ("第2节", "要带什么"),
    ("第3节", "发多少"),
    ("第4节", "到哪里办"),
]
PARAGRAPHS = [
    "登记在桐坞县的家庭农场。",
    "1. 申请表；\n2. 土地流转合同；\n3. 银行卡复印件。",
    "每亩补贴120元，每户最多3万元。",
    "乡镇农业服务站，周一至周五。",
]


def written(title: Callable[[str], str], heading: Callable[[str], str], paragraph: Callable[[str], str]) -> str:
    body = [
        heading(name) + "".join(paragraph(line) for line in words.split("\n"))
        for (_, name), words in zip(SECTIONS, PARAGRAPHS, strict=True)
    ]
    return title("桐坞县家庭农场种粮补贴申领须知") + "".join(body)


def tag(name: str) -> Callable[[str], str]:
    return lambda words: f"<{name}>{words}</{name.split()[0]}>"


def line(before: str, behind: str = "") -> Callable[[str], str]:
    return lambda words: f"{before}{words}{behind}\n\n"


FORMS = {
    "hashes.md": written(line("# "), line("## "), line("")),
    "hashes-all-alike.md": written(line("## "), line("## "), line("")),
    "bold.md": written(line("# "), line("**", "**"), line("")),
    "bold-with-colon.md": written(line("# "), line("**", "：**"), line("")),
    "h3.html": written(tag("h2"), tag("h3"), tag("p")),
    "h2-in-divs.html": written(tag("h1"), lambda words: f"<div><h2><span>{words}</span></h2></div>", tag("div")),
    "strong.html": written(tag("h1"), lambda words: f"<p><strong>{words}</strong></p>", tag("p")),
    "style.html": written(tag("h1"), lambda words: f'<p><span style="font-weight: 700">{words}</span></p>', tag("p")),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_marked_heading_opens_a_unit_and_ends_the_one_above(name: str) -> None:
    source = source_of(name, FORMS[name].encode())
    found = [unit for unit in divide(source.text, source.headings).units if unit.kind in ("measure", "introduction")]
    assert [(unit.label, unit.title) for unit in found] == SECTIONS
    for unit, words in zip(found, PARAGRAPHS, strict=True):
        assert "".join(words.split()) in "".join(unit.span.of(source.text).split())


def word(headings: Callable[[docx.document.Document, str], None]) -> bytes:
    document = docx.Document()
    document.add_heading("桐坞县家庭农场种粮补贴申领须知", 0)
    for (_, name), words in zip(SECTIONS, PARAGRAPHS, strict=True):
        headings(document, name)
        for paragraph in words.split("\n"):
            document.add_paragraph(paragraph)
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def in_bold(document: docx.document.Document, words: str) -> None:
    document.add_paragraph().add_run(words).bold = True


@pytest.mark.parametrize("headings", [lambda document, words: document.add_heading(words, 2), in_bold])
def test_a_word_file_marks_headings_by_style_or_in_bold(
    headings: Callable[[docx.document.Document, str], None],
) -> None:
    source = source_of("a.docx", word(headings))
    units = divide(source.text, source.headings).units
    assert [(unit.label, unit.title) for unit in units if unit.kind == "measure"] == SECTIONS
    assert [source.text.split("\n")[number] for number, _ in source.headings][-4:] == [name for _, name in SECTIONS]


# Each with the labels of its clauses: what the marked line does not head
NO_SECTIONS = {
    "a title between a letter and the thing that it prints": (
        "# 关于印发《桐坞县养蜂扶持办法》的通知\n各乡镇：\n现将办法印发给你们。\n桐坞县人民政府\n2024年3月1日\n\n# 桐坞县养蜂扶持办法\n\n"
        "第一条 每群蜂补贴60元。\n第二条 本办法自印发之日起施行。\n",
        ["第一条", "第二条"],
    ),
    "a bold sentence": (
        "一、范围\n全县。\n**逾期不报的，视为放弃。**\n二、标准\n每户500元。\n**同一户只补一次，不重复。**\n",
        ["一、", "二、"],
    ),
    "a number and a day of the head": (
        "# 桐坞县养蜂扶持措施\n## 桐政发〔2024〕3号\n## 2024年3月1日\n一、补贴。每群60元。\n二、申请。到乡镇办理。\n",
        ["一、", "二、"],
    ),
    "one bold line alone": ("一、范围\n**全县各乡镇**\n均可申请。\n二、标准\n每户500元。\n", ["一、", "二、"]),
    "headings with nothing below them": (
        "一、范围\n全县。\n二、标准\n每户500元。\n## 分享\n## 打印\n",
        ["一、", "二、"],
    ),
}


@pytest.mark.parametrize("kind", NO_SECTIONS)
def test_a_marked_line_that_heads_nothing_opens_nothing(kind: str) -> None:
    text, labels = NO_SECTIONS[kind]
    assert [unit.label for unit in divide(text).units if unit.kind in ("measure", "introduction")] == labels


def test_the_count_of_clauses_goes_on_across_headings_without_numbers() -> None:
    text = "## 总的要求\n第一条 适用于全县。\n第二条 就高不重复。\n## 具体支持\n第三条 每群60元。\n## 其他\n第四条 由县农业农村局解释。\n"
    units = divide("# 桐坞县养蜂扶持办法\n" + text).units
    assert [unit.label for unit in units if unit.kind == "measure"] == ["第一条", "第二条", "第三条", "第四条"]
    assert [unit.path for unit in units if unit.label == "第三条"] == [("具体支持", "第三条 每群60元")]


def test_line_ends_of_other_kinds_move_no_heading() -> None:
    page = "<h1>桐坞县养蜂扶持须知</h1><p>说明\u2028其一</p><h2>补贴对象</h2><p>养蜂户。</p><h2>补贴标准</h2><p>每群60元。</p>"
    source = source_of("a.html", page.encode())
    assert [source.text.split("\n")[number] for number, _ in source.headings] == [
        "桐坞县养蜂扶持须知",
        "补贴对象",
        "补贴标准",
    ]


def test_a_comment_in_a_bold_paragraph_is_no_part_of_it() -> None:
    source = source_of("a.html", "<p><!-- a --><b>补贴对象</b><?x y?></p><p><i></i><b>标准</b></p>".encode())
    assert source.headings == ((0, 7), (1, 7))


def test_marks_in_a_cell_are_no_words_of_it() -> None:
    page = (
        "<table><tr><td><h3>级别</h3></td><td><p><b>奖励</b></p></td></tr><tr><td>省级</td><td>5万元</td></tr></table>"
    )
    source = source_of("a.html", page.encode())
    assert source.text == "级别 | 奖励\n省级 | 5万元\n"
    assert source.headings == ()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("县就业中心创业科：0724-6810273；系统技术支持：0724-6810299。", True),
        ("技术支持：松塔信息科技有限公司", False),
    ],
)
def test_whom_to_call_about_a_system_is_no_foot_of_a_page(line: str, kept: bool) -> None:
    text = f"松塔县创业补贴公告\n一、补贴标准\n每户5000元。\n二、联系电话\n{line}\n三、本公告有效期2年。\n松塔县人社局\n2024年7月11日\n"
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("公告.txt", text)]))
    held = [unit.label for unit in corpus.units if line in unit.text and unit.kind != "boilerplate"]
    assert bool(held) is kept
