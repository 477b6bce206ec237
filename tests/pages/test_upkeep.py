"""What an administrator does: many files as one, corrections of a parse that stay, who changed what, feedback, references, original pages."""

from __future__ import annotations

import io
import re
import stat
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant, open_assistant, open_corpus
from assistant.keeping import changes
from assistant.keeping.changes import NAME, record, recorded
from assistant.pages import admin
from assistant.pages.upkeep import JOIN, RETITLE, SPLIT, correction_of
from assistant.showing import feedback, view
from assistant.showing.library_view import matching
from assistant.showing.match_view import filled, kinds
from assistant.showing.password import SETTING
from assistant.showing.references import Shelf as References
from assistant.showing.references import linked_text, map_html, relations
from assistant.showing.roles import offered
from assistant.upload import correct, preview, register_all
from corpus.corrections import corrected
from corpus.errors import UsageError
from corpus.formats.pdf_pages import page_of, picture
from corpus.measure import Correction, Document
from corpus.outline.units import divide
from corpus.parse import parse_text
from corpus.shelf import Shelf, add_file
from index import store
from tests.corpus.test_shelf import everything
from tests.page_kit import ANSWERED, OURS, Opener, Seen, html
from tests.shelf_kit import JOBS, KILNS, PASSWORD, make_library
from tests.toy import ToyEncoder

TEXT = "松塔县办法\n第一条 对企业奖励5万元。另对个人补贴1万元。\n第二条 由县科技局负责。\n第三条 自印发之日起施行。\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "corpus"
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    monkeypatch.setenv("POLICY_FEEDBACK", str(tmp_path / "feedback.jsonl"))
    monkeypatch.delenv(store.SETTING, raising=False)
    monkeypatch.setenv(SETTING, PASSWORD)
    monkeypatch.setattr(admin, "_address", lambda: "192.0.2.1")
    return folder


@pytest.fixture
def small(home: Path) -> Assistant:
    return make_library(home, ToyEncoder())


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody looks at the bar."""


def sign_in(page: AppTest) -> AppTest:
    page.text_input(key="admin_password").set_value(PASSWORD)
    page.text_input(key="admin_called").set_value("王科")
    return press(page, "登录")


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    return page


# ---------------------------------------------------------------- many files


def texts(number: int) -> list[tuple[str, bytes]]:
    return [
        (f"办法{n}.txt", KILNS.replace("青石县", f"青石{n}县").replace("〔2024〕12", f"〔2024〕{n}").encode())
        for n in range(number)
    ]


def test_ten_files_are_registered_as_one_with_one_index(home: Path, small: Assistant) -> None:
    seen = [preview(home, name, raw) for name, raw in texts(10)]
    made: list[Assistant] = []
    stages: list[str] = []
    documents = register_all(
        home, [(each, each.document) for each in seen], small, lambda stage, *_: stages.append(stage), made.append
    )
    assert len(documents) == 10
    assert stages.count("写入文件和索引") == 1
    assert len(made[0].corpus.documents) == 11
    reopened = open_assistant(ToyEncoder())
    assert [one.id for one in reopened.corpus.documents] == [one.id for one in made[0].corpus.documents]
    assert {unit.document_id for unit in reopened.corpus.units} == {one.id for one in reopened.corpus.documents}


def test_files_of_one_name_in_one_batch_all_stay(home: Path, small: Assistant) -> None:
    seen = [preview(home, "通知.txt", raw) for _, raw in texts(3)]
    documents = register_all(home, [(each, each.document) for each in seen], small, quiet, lambda made: None)
    assert len({one.id for one in documents}) == 3
    assert len({one.source_file for one in documents}) == 3
    assert not open_corpus().omitted


def test_a_batch_that_fails_leaves_all_as_it_was(home: Path, small: Assistant) -> None:
    then = everything(home)
    seen = [preview(home, name, raw) for name, raw in texts(3)]

    def broken(made: Assistant) -> None:
        raise UsageError("x")

    with pytest.raises(UsageError):
        register_all(home, [(each, each.document) for each in seen], small, quiet, broken)
    left = everything(home)
    assert {name: raw for name, raw in left.items() if not name.startswith("index")} == {
        name: raw for name, raw in then.items() if not name.startswith("index")
    }
    twice = [seen[0], replace(seen[0], name="b.txt")]
    with pytest.raises(UsageError, match="两份同样的"):
        register_all(home, [(each, each.document) for each in twice], small, quiet, lambda made: None)


def test_the_page_shows_one_table_and_registers_all(open_page: Opener, small: Assistant, home: Path) -> None:
    page = sign_in(open_page(small, "library"))
    page.file_uploader[0].set_value([(name, raw, "") for name, raw in texts(3)])
    page.run()
    assert not page.exception
    assert html(page).count("没有疑点") + html(page).count("要看一看") >= 3
    field = next(field for field in page.text_input if str(field.key).startswith("batch-title-"))
    field.set_value("改过的标题")
    press(page, "登记这 3 份")
    assert not page.exception
    assert len(open_corpus().documents) == 4
    assert "改过的标题" in {one.title for one in open_corpus().documents}
    entries, total = recorded(home, 10)
    assert total == 3
    assert {(entry.who, entry.what) for entry in entries} == {("王科", "登记")}


def test_a_newer_edition_says_what_changed_before_it_is_registered(open_page: Opener, small: Assistant) -> None:
    page = sign_in(open_page(small, "library"))
    page.file_uploader[0].set_value([("jobs.txt", JOBS.replace("10万元", "30万元").encode(), "")])
    page.run()
    assert not page.exception
    assert "与旧版有什么不同" in " ".join(each.label for each in page.expander)
    assert "+20万元" in html(page)


# ---------------------------------------------------------------- corrections of a parse


def covered(source: str, corrections: list[Correction]) -> list[str]:
    units = corrected(divide(source).units, source, corrections)
    spans = sorted((unit.span for unit in units), key=lambda span: span.start)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join("".join(span.of(source).split()) for span in spans)
    assert kept == "".join(source.split())
    return [f"{unit.label}|{unit.title}" for unit in units]


def test_joining_splitting_and_retitling_lose_no_character() -> None:
    plain = covered(TEXT, [])
    split = Correction("split", "另对个人补贴", "个人补贴")
    assert len(covered(TEXT, [split])) == len(plain) + 1
    assert any(line.endswith("|个人补贴") for line in covered(TEXT, [split]))
    assert len(covered(TEXT, [Correction("join", "第二条 由县科技局")])) == len(plain) - 1
    assert any(line == "第二条|分工" for line in covered(TEXT, [Correction("retitle", "第二条 由县科技局", "分工")]))
    assert len(covered(TEXT, [split, Correction("join", "另对个人补贴")])) == len(plain)


def test_a_correction_whose_words_are_gone_changes_nothing() -> None:
    assert covered(TEXT, [Correction("split", "没有这几个字"), Correction("join", "松塔县办法")]) == covered(TEXT, [])
    again = TEXT.replace("第一条", "首先，\n第一条")  # a new edition: the words stand elsewhere, the correction holds
    assert any("个人补贴" in line for line in covered(again, [Correction("split", "另对个人补贴", "个人补贴")]))


def test_a_correction_survives_a_new_parse_and_a_new_edition(home: Path, small: Assistant) -> None:
    (jobs,) = small.corpus.documents
    unit = next(unit for unit in small.corpus.units if unit.label.endswith("第二条"))
    source = small.corpus.sources[jobs.id]
    fix = correction_of(source, unit, RETITLE, "", "报送用工情况")
    made: list[Assistant] = []
    correct(home, jobs.id, (fix,), small, quiet, made.append)
    for corpus in (made[0].corpus, open_corpus()):
        assert next(each for each in corpus.units if each.label == unit.label).title == "报送用工情况"
    newer = home.parent / "jobs.txt"
    newer.write_text(JOBS.replace("10万元", "30万元"), encoding="utf-8")
    assert add_file(home, newer).outcome == "replaced"
    assert next(each for each in open_corpus().units if each.label == unit.label).title == "报送用工情况"
    correct(home, jobs.id, (), made[0], quiet, made.append)
    assert Shelf(home).removal(jobs.id).document.corrections == ()


def test_what_is_filled_in_wrongly_is_a_sentence() -> None:
    unit = next(unit for unit in parse_text(TEXT, "x") if unit.label == "第一条")
    for what, words, title in ((SPLIT, "", ""), (SPLIT, "没有", ""), (SPLIT, "第一条", ""), (RETITLE, "", " ")):
        with pytest.raises(UsageError):
            correction_of(TEXT, unit, what, words, title)
    assert correction_of(TEXT, unit, JOIN, "", "").kind == "join"


def test_the_page_corrects_a_unit(open_page: Opener, small: Assistant, home: Path) -> None:
    page = sign_in(open_page(small, "library"))
    unit = next(unit for unit in small.corpus.units if unit.label.endswith("第二条"))
    page.selectbox(key="unit").set_value(unit.id).run()
    page.text_input(key="split-title").set_value("季度报送")
    page.button(key="correct").click().run()
    assert not page.exception
    assert "季度报送" in html(page)
    assert recorded(home, 1)[0][0].what == "校正：改标题"


# ---------------------------------------------------------------- who changed what; feedback


def test_changes_are_read_latest_first_and_damage_is_passed_over(tmp_path: Path) -> None:
    for number in range(5):
        record(tmp_path, "", "登记", f"d{number}", f"标题{number}", now=datetime(2026, 1, number + 1, tzinfo=UTC))
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write("{half\n")
    entries, total = recorded(tmp_path, 2, skip=1)
    assert total == 5
    assert [entry.document_id for entry in entries] == ["d3", "d2"]
    assert entries[0].who == "管理员"
    assert recorded(tmp_path / "nowhere", 5) == ((), 0)


def test_a_full_record_of_changes_is_put_aside_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LARGEST", 300)
    for number in range(4):
        record(tmp_path, "", "登记", f"d{number}", "标题", now=datetime(2026, 1, number + 1, tzinfo=UTC))
    entries, total = recorded(tmp_path, 10)
    assert [entry.document_id for entry in entries] == ["d3", "d2", "d1", "d0"][:total]
    assert total >= 3
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.glob("changes*.jsonl"))
    assert (tmp_path / changes.EARLIER).is_file()


def test_feedback_is_read_on_the_page_and_put_aside(open_page: Opener, small: Assistant) -> None:
    kept = feedback.record(ANSWERED, "down", correction="应是第二条 $x$")
    page = sign_in(open_page(small, "library"))
    assert "应是第二条 $x$" in html(page)
    page.button(key=f"seen-{kept.id}").click().run()
    assert "应是第二条" not in html(page)


# ---------------------------------------------------------------- references, original pages, long lists


def shelf() -> tuple[Document, ...]:
    return (
        Document("sheng", "甲省创新条例", "a.txt", "0" * 64, number="甲政发〔2020〕1号"),
        Document("xian", "乙县创新办法", "b.txt", "1" * 64),
        Document("jiu", "乙县旧创新办法", "c.txt", "2" * 64),
    )


REFERRING = "乙县创新办法\n为贯彻落实《甲省创新条例》（甲政发〔2020〕1号），制定本办法。\n第一条 参照《丙市规定》执行。\n第二条 本办法施行后，《乙县旧创新办法》同时废止。"


def test_references_lead_to_documents_of_the_shelf_only() -> None:
    told = linked_text(REFERRING, References(shelf()), "xian")
    assert told.count("<a ") == 3
    assert "library?doc=sheng" in told
    assert "《丙市规定》" in told
    assert Seen(told).tags <= OURS | {"a"}
    assert "<b>" not in linked_text("<b>《甲省创新条例》</b>", References(shelf()))


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("第五条 违反本办法第三条第二款的，退回资金。", ["《乙县创新办法》第三条第二款"]),
        ("第五条 依照第三条第（二）项、第四条处理。", ["《乙县创新办法》第三条第（二）项", "《乙县创新办法》第四条"]),
        ("第五条 按《甲省创新条例》第八条第二款执行。", ["《甲省创新条例》第八条第二款"]),
        ("第五条 按《丙市规定》第八条执行。", []),
        ("第五条 按行政许可法第八条执行。", []),
        ("第五条 给予补助。\n第六条 给予奖励。", []),
    ],
)
def test_a_clause_that_is_named_leads_to_that_clause(text: str, leads: list[str]) -> None:
    told = linked_text(text, References(shelf()), "xian")
    assert [unquote(words) for words in re.findall(r'href="find\?q=([^"]+)"', told)] == leads
    assert unescape(re.sub("<[^<>]*>", "", told)) == text


def test_the_map_tells_what_stands_on_what() -> None:
    documents = shelf()
    units = parse_text(REFERRING, "xian")
    found = relations(documents, units)
    assert [one.id for one in found["xian"].implements] == ["sheng"]
    assert [one.id for one in found["xian"].repeals] == ["jiu"]
    assert [one.id for one in found["sheng"].implemented_by] == ["xian"]
    assert [one.id for one in found["jiu"].repealed_by] == ["xian"]
    assert found["xian"].outside == ("《丙市规定》",)
    drawn = map_html(documents[1], found["xian"])
    assert "依据和落实的文件" in drawn
    assert "登记它依据的文件" in map_html(documents[1], type(found["xian"])())


def test_the_page_of_a_clause_is_found_and_drawn() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file)
    for words in ("第一条 对企业奖励五万元", "第二条 由县科技局负责受理申请", "第三条 自印发之日起施行"):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(80, 700, words)
        canvas.showPage()
    canvas.save()
    raw = file.getvalue()
    assert page_of(raw, "第二条 由县科技局负责受理申请") == 2
    drawn, pages = picture(raw, 2)
    assert pages == 3
    assert drawn.startswith(b"\x89PNG")


def test_of_ten_thousand_documents_only_those_looked_for_are_offered() -> None:
    names = {f"d{number}": f"第{number}号办法" for number in range(10_000)}
    assert len(matching(names, "", None, 40)) == 40
    assert matching(names, "9999号", None, 40) == ["d9999"]
    assert matching(names, "第5号", "d77", 40) == ["d77", "d5"]


def test_the_chat_page_draws_no_card_for_each_of_many(open_page: Opener, small: Assistant) -> None:
    (one,) = small.corpus.documents
    many = tuple(replace(one, id=f"d{number}", title=f"办法{number}") for number in range(500))
    shown = view.documents_html(replace(small.corpus, documents=many), ANSWERED.as_of, 12)
    assert shown.count("<dl>") == 12
    assert "另有 488 份" in shown


# ---------------------------------------------------------------- a story leads on; roles; kinds


def test_a_story_fills_the_form(assistant: Assistant) -> None:
    told = filled(assistant.library, "我们在昌吉高新区，刚认定为瞪羚企业，出资1800万元建异地研发平台", 8)
    assert told.region == "昌吉高新区"
    assert "瞪羚企业" in told.kinds
    assert "异地研发平台" in told.kinds
    assert told.figures == "出资 1800万元"


def test_a_kind_is_filled_in_as_it_was_said_without_a_level_that_nobody_named(assistant: Assistant) -> None:
    assert filled(assistant.library, "我们公司刚被认定为高新技术企业，能拿什么", 8).kinds == ("高新技术企业",)
    assert filled(assistant.library, "我们公司刚被认定为国家高新技术企业，能拿什么", 8).kinds == ("国家高新技术企业",)
    assert filled(assistant.library, "我们是一家企业，能拿什么", 8).kinds == ()


def test_only_kinds_of_applicants_are_offered(assistant: Assistant) -> None:
    offered_kinds = kinds(assistant.library, None)
    assert "瞪羚企业" in offered_kinds
    assert not [name for name in offered_kinds if name.endswith(("标准", "专利", "商标"))]


def test_a_story_in_the_chat_leads_into_the_form_with_its_facts(open_page: Opener, assistant: Assistant) -> None:
    page = open_page(assistant, "match", story="我们在昌吉高新区，刚认定为瞪羚企业，出资1800万元建异地研发平台")
    assert not page.exception
    assert page.selectbox(key="match_region").value == "昌吉高新区"
    assert "pa-match" in html(page)


def test_a_role_only_changes_what_is_offered_first() -> None:
    titles = ["问答", "我能享受什么", "支持清单", "申报日历", "查条款", "对比", "版本对照", "文件库", "评测"]
    assert offered(None, titles, "问答") == (titles, [])
    first, others = offered("企业", titles, "文件库")
    assert first == ["问答", "我能享受什么", "支持清单", "申报日历", "文件库"]
    assert sorted(first + others) == sorted(titles)


def test_the_choice_of_a_role_is_offered_once(open_page: Opener, assistant: Assistant) -> None:
    page = open_page(assistant)
    page.button(key="role-企业").click().run()
    assert not page.exception
    assert not [button for button in page.button if str(button.key).startswith("role-")]
    page.selectbox(key="role_now").set_value("全部页面").run()
    assert not page.exception
