"""文件库 in each of its states: read-only, asking for the password, with a file looked at, registered, taken out."""

from __future__ import annotations

import io
import re
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant
from assistant.pages import admin, shell
from assistant.showing import view
from assistant.showing.password import SETTING
from corpus.errors import IndexMissing
from corpus.formats.extract import MAX_BYTES
from corpus.register import load_register
from corpus.shelf import Shelf
from index import store
from tests.conftest import APPLICATION
from tests.corpus.test_policies_in import made
from tests.corpus.test_shelf import everything
from tests.page_kit import OURS, Opener, Seen, html, switch
from tests.shelf_kit import HOSTILE_NAME, HOSTILE_TEXT, JOBS, KILNS, PASSWORD, QUESTION, make_library
from tests.toy import ToyEncoder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "corpus"
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    monkeypatch.delenv(store.SETTING, raising=False)
    monkeypatch.setenv(SETTING, PASSWORD)
    monkeypatch.setattr(admin, "_address", lambda: "192.0.2.1")  # AppTest gives each run a client of its own
    return folder


@pytest.fixture
def small(home: Path) -> Assistant:
    return make_library(home, ToyEncoder())


@pytest.fixture
def page(open_page: Opener, small: Assistant) -> AppTest:
    """The page with an administrator signed in."""
    return sign_in(open_page(small, "library"))


def sign_in(page: AppTest, password: str = PASSWORD) -> AppTest:
    page.text_input(key="admin_password").set_value(password)
    return press(page, "登录")


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    return page


def up(page: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    uploader = page.file_uploader[0]
    uploader.set_value([(name, raw if isinstance(raw, bytes) else raw.encode(), "") for name, raw in files])
    return page.run()


def errors(page: AppTest) -> str:
    return " ".join(error.value for error in page.error)


def test_without_a_password_it_can_only_be_read_and_says_how_to_change_that(
    open_page: Opener, small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING)
    page = open_page(small, "library")
    assert not page.exception
    assert SETTING in html(page)
    assert "只能查看" in html(page)
    assert not page.file_uploader
    assert not page.text_input
    assert "pa-outline" in html(page)


def test_a_visitor_sees_the_documents_and_a_password_field_only(open_page: Opener, small: Assistant) -> None:
    page = open_page(small, "library")
    assert not page.exception
    assert not page.file_uploader
    assert not [button for button in page.button if button.key in ("remove", "remove-sure")]
    assert "pa-outline" in html(page)


@pytest.mark.deep
def test_wrong_passwords_are_told_later_and_the_right_one_is_let_in_at_once(
    open_page: Opener, small: Assistant
) -> None:
    page = open_page(small, "library")
    for _ in range(2):
        sign_in(page, "falsch")
        assert errors(page) == "密码不对，请再试。"
    sign_in(page, "falsch")
    assert errors(page) == "密码不对，请再试。错的次数多了，下一次若还不对，要等 1 秒才告知。"
    began = time.monotonic()
    sign_in(page, "falsch")
    assert time.monotonic() - began >= 1
    sign_in(page)
    assert page.file_uploader


def test_who_signs_in_may_upload_and_out_again_may_not(page: AppTest) -> None:
    assert not page.exception
    assert page.file_uploader
    switch(page, "find")
    switch(page, "library")
    assert page.file_uploader
    press(page, "退出登录")
    assert not page.file_uploader
    assert page.text_input(key="admin_password").value == ""


def test_the_password_stays_nowhere(page: AppTest, capfd: pytest.CaptureFixture[str]) -> None:
    kept = page.session_state._state.filtered_state
    assert kept["admin_password"] == ""
    assert PASSWORD not in repr(kept)
    assert PASSWORD not in str(page.query_params)
    said = capfd.readouterr()
    assert PASSWORD not in said.out + said.err


def test_a_password_taken_out_of_the_environment_signs_everybody_out(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING)
    page.run()
    assert not page.file_uploader


def test_a_file_is_shown_as_it_was_read_before_anything_is_written(page: AppTest, home: Path) -> None:
    then = everything(home)
    up(page, ("陶瓷.txt", KILNS))
    assert not page.exception
    shown = html(page)
    assert "将作为新文件登记，存为 陶瓷.txt" in shown
    assert "条款 3" in shown
    assert "支持窑炉改造" in shown
    assert "关闭窗口" in shown
    assert "中间缺号" in shown
    assert "奖励 35万元" in shown
    labels = [field.label for field in page.text_input]
    assert "文号（文中写明，第 2 行）" in labels
    assert everything(home) == then


def test_a_registered_file_is_answered_from_at_once_by_everybody(page: AppTest, home: Path) -> None:
    up(page, ("陶瓷.txt", KILNS))
    press(page, "登记")
    assert not page.exception
    assert not page.error
    assert any("已登记《青石县人民政府关于支持陶瓷产业发展的若干措施》" in each.value for each in page.success)
    assert page.selectbox(key="shelf").value == "陶瓷"
    assert not page.file_uploader[0].value
    up(page, ("again.txt", KILNS))
    assert "这份文件已经登记过" in html(page)
    other = AppTest.from_file(str(APPLICATION), default_timeout=20).run()
    other.chat_input(key="question").set_value(QUESTION).run()
    assert "35万元" in html(other)
    assert [document.id for document in Shelf(home).removal("jobs").documents] == ["陶瓷"]


def test_corrections_of_the_form_are_registered(page: AppTest, home: Path) -> None:
    up(page, ("陶瓷.txt", KILNS))
    field = next(field for field in page.text_input if field.label.startswith("标题"))
    field.set_value("陶瓷措施 $x$")
    press(page, "登记")
    assert not page.exception
    assert Shelf(home).removal("陶瓷").document.title == "陶瓷措施 $x$"
    assert view.plain("已登记《陶瓷措施 $x$》") in page.success[0].value


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.pptx", b"PK", "不支持"),
        ("a.pdf", b"no pdf", "不是完好的 PDF"),
        ("a.txt", b" ", "没有文字"),
        ("图.png", b"x", "图片"),
    ],
)
def test_a_bad_file_is_a_sentence(page: AppTest, home: Path, name: str, raw: bytes, words: str) -> None:
    then = everything(home)
    up(page, (name, raw))
    assert not page.exception
    assert words in errors(page)
    assert not [button for button in page.button if button.label == "登记"]
    assert everything(home) == then


def test_a_file_with_several_policies_is_offered_as_several_or_as_one(page: AppTest, home: Path) -> None:
    up(page, ("汇编.txt", made(["book", "law"])[0]))
    assert not page.exception
    assert page.selectbox(key="upload_chosen").options == [
        "柳塘市商务局关于印发《柳塘市陶瓷产业扶持办法》的通知.txt",
        "柳塘市茶叶出口条例.txt",
    ]
    switch_ = page.toggle[0]
    assert "里有 2 份政策" in switch_.label
    switch_.set_value(False).run()
    assert not page.exception
    assert "存为 汇编.txt" in html(page)
    page.toggle[0].set_value(True).run()
    press(page, "登记这 2 份")
    assert not page.exception
    assert "已登记" in page.success[0].value
    titles = {document.title for document in load_register(home).documents}
    assert titles >= {"柳塘市陶瓷产业扶持办法", "柳塘市茶叶出口条例"}


def test_the_files_of_an_archive_are_looked_at_one_by_one(page: AppTest) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("陶瓷.txt", KILNS)
        archive.writestr("坏.docx", b"PK")
    up(page, ("全部.zip", stream.getvalue()))
    assert not page.exception
    assert "不是完好的" in errors(page)
    assert "存为 陶瓷.txt" in html(page)


def test_of_several_files_each_is_looked_at(page: AppTest) -> None:
    up(page, ("陶瓷.txt", KILNS), ("a.pptx", b"PK"), ("again.txt", JOBS))
    assert not page.exception
    assert "不支持" in errors(page)
    chooser = page.selectbox(key="upload_chosen")
    assert chooser.options == ["陶瓷.txt", "again.txt"]
    chooser.select_index(1).run()
    assert "已经登记过" in html(page)
    assert not [button for button in page.button if button.label == "登记"]


def test_a_document_goes_after_a_second_word_only(page: AppTest, home: Path) -> None:
    up(page, ("陶瓷.txt", KILNS))
    press(page, "登记")
    then = everything(home)
    page.button(key="remove").click().run()
    warning = page.warning[0].value.replace("\\", "")
    assert "陶瓷.txt 会从磁盘上删除" in warning.replace("\u2060", "")
    assert "条款 3 条" in warning
    press(page, "不移除")
    assert everything(home) == then
    page.button(key="remove").click().run()
    page.button(key="remove-sure").click().run()
    assert not page.exception
    assert any("已移除《青石县" in each.value for each in page.success)
    assert not (home / "raw" / "陶瓷.txt").exists()
    assert page.selectbox(key="shelf").value == "jobs"


def test_the_last_document_stays(page: AppTest, home: Path) -> None:
    then = everything(home)
    page.button(key="remove").click().run()
    page.button(key="remove-sure").click().run()
    assert "最后一份文件" in errors(page)
    assert everything(home) == then


@pytest.mark.deep
def test_answers_given_before_keep_the_documents_of_their_time(page: AppTest) -> None:
    up(page, ("陶瓷.txt", KILNS))
    press(page, "登记")
    switch(page, "")
    page.selectbox(key="document").set_value("陶瓷").run()
    page.chat_input(key="question").set_value(QUESTION).run()
    switch(page, "match")
    page.text_area(key="match_words").set_value("我们是青石县的陶瓷企业，刚完成电窑改造")
    page.button(key="match_go").click().run()
    assert "35万元" in html(page)
    switch(page, "library")
    page.button(key="remove").click().run()
    page.button(key="remove-sure").click().run()
    switch(page, "")
    assert not page.exception
    assert "35万元" in html(page)
    assert any("已经移除或换了新版本" in each.value for each in page.warning)
    page.chat_input(key="question").set_value("松塔县对未裁员的企业补贴多少").run()
    assert not page.exception
    assert not page.error
    assert "10万元" in html(page)
    switch(page, "match")
    assert not page.exception
    assert "35万元" not in html(page)
    page.query_params["file"] = "青石县人民政府关于支持陶瓷产业发展的若干措施"
    switch(page, "find")
    assert not page.exception
    assert page.selectbox(key="file").value is None


@pytest.mark.deep
def test_a_form_takes_what_a_text_says_of_itself_however_long(page: AppTest, home: Path) -> None:
    title = "青石县人民政府关于" + "支持陶瓷产业" * 60 + "的若干措施"
    repeals = "、".join(f"《青石县陶瓷产业第{number}号暂行办法》" for number in range(300))
    up(
        page,
        (
            "陶瓷.txt",
            KILNS.replace("青石县人民政府关于支持陶瓷产业发展的若干措施", title) + f"第五条 {repeals}同时废止。",
        ),
    )
    press(page, "登记")
    assert not page.exception
    assert page.success


def test_where_there_is_no_index_an_administrator_can_still_upload(open_page: Opener, home: Path) -> None:
    page = sign_in(open_page(IndexMissing("没有索引。请运行 policy index。"), "library"))
    assert not page.exception
    assert "没有索引" in errors(page)
    assert page.file_uploader


def test_a_folder_that_cannot_be_written_is_said(
    open_page: Opener, small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "jobs.txt" / "corpus"))
    page = sign_in(open_page(small, "library"))
    assert not page.exception
    assert any("POLICY" in each.value and "不能写入" in each.value for each in page.warning)
    assert not page.file_uploader


def test_markup_of_an_uploaded_file_stays_text(page: AppTest) -> None:
    up(page, (HOSTILE_NAME, HOSTILE_TEXT))
    assert not page.exception

    def look() -> None:
        for element in page.get("html"):
            body = element.proto.body
            assert not body.startswith("<p") or Seen(body).tags <= OURS
        assert "<script" not in html(page)
        assert "<img" not in html(page)
        assert 'href="javascript' not in html(page)
        spoken = [each.label for each in page.button] + [each.value for each in (*page.success, *page.warning)]
        assert not [words for words in spoken if re.search(r"(?<!\\)[<$*`\[]", words)]

    look()
    title = next(field.value for field in page.text_input if field.label.startswith("标题"))
    assert "$x^2$" in title
    press(page, "登记")
    assert page.success
    look()
    page.button(key="remove").click().run()
    look()
    page.button(key="remove-sure").click().run()
    assert not page.exception
    look()


def test_two_at_once_are_told(page: AppTest) -> None:
    up(page, ("陶瓷.txt", KILNS))
    with shell.desk().changing():
        press(page, "登记")
    assert "另一位管理员" in errors(page)


def test_the_server_takes_files_as_large_as_the_readers_do() -> None:
    settings = tomllib.loads((APPLICATION.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] * 2**20 == MAX_BYTES
