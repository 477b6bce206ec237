"""Conversations that stay: kept, listed, renamed, deleted, forgotten, shared; the same after a reload, whatever was registered since."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import stat
from collections.abc import MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant
from assistant.keeping.conversations import DAYS, MOST_OF_ONE, SETTING, Conversations, HistoryNotKept, kept_here
from assistant.keeping.kept_answer import answer_from_kept, answer_to_kept, remembered
from assistant.pages import history
from assistant.showing import view
from assistant.visitor import COOKIE, VisitorCookie, visitor_of
from corpus.errors import UsageError
from corpus.measure import Span
from tests.page_kit import (
    ANSWERED,
    CORPUS,
    FOLLOW_UP,
    GRANT,
    HOSTILE,
    MARKUP,
    NOT_FOUND,
    VAGUE,
    Opener,
    html,
    table_assistant,
)

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "deep" / "history.sqlite", days=30)


@pytest.mark.parametrize("answer", [ANSWERED, FOLLOW_UP, NOT_FOUND, VAGUE, MARKUP], ids=lambda answer: answer.status)
def test_an_answer_comes_back_as_it_was(answer: Any) -> None:
    import json

    if answer.benefits:  # those of the kit stand in no clause
        answer = type(answer)(**{**{f: getattr(answer, f) for f in answer.__dataclass_fields__}, "benefits": ()})
    kept = json.loads(json.dumps(answer_to_kept(answer, CORPUS)))
    found, documents = answer_from_kept(kept)
    assert found == answer
    assert {document.id for document in documents} == {c.measure.document_id for c in view.evidence(answer)}


def test_real_answers_come_back_with_their_benefits_and_words(assistant: Assistant) -> None:
    for question in ("新认定的高新技术企业奖励多少？", "昌吉和甘州对众创空间的补助有什么不同", "昌吉有哪些补贴"):
        answer = assistant.ask(question)
        found, documents = answer_from_kept(answer_to_kept(answer, assistant.corpus))
        assert found == answer
        corpus = remembered(found, documents)
        for citation in view.evidence(found):
            source = corpus.sources[citation.measure.document_id]
            assert citation.measure.span.of(source) == citation.measure.text
            assert citation.quote_span.of(source) == citation.quote


def test_what_is_kept_is_listed_latest_first_and_found_by_its_words(book: Conversations) -> None:
    first = book.begin("me", "瞪羚企业奖励多少", NOW)
    book.keep(first, 0, "瞪羚企业奖励多少", {"error": "x"}, NOW)
    second = book.begin("me", "100%_真的", NOW + timedelta(minutes=1))
    book.keep(second, 0, "孵化器呢", {"error": "y"}, NOW + timedelta(minutes=1))
    book.begin("other", "别人的瞪羚", NOW)
    listed, total = book.of("me")
    assert ([each.address for each in listed], total) == ([second, first], 2)
    assert [each.address for each in book.of("me", "瞪羚")[0]] == [first]
    assert [each.address for each in book.of("me", "孵化器")[0]] == [second]
    assert [each.address for each in book.of("me", "0%_")[0]] == [second]  # signs of LIKE are signs
    assert book.of("me", "' OR 1=1 --") == ([], 0)
    assert book.of("me", most=1, skip=1)[0][0].address == first


def test_only_who_began_it_renames_and_deletes_it(book: Conversations) -> None:
    address = book.begin("me", "一", NOW)
    for act in (lambda: book.rename(address, "other", "二"), lambda: book.delete(address, "other")):
        with pytest.raises(UsageError):
            act()
    with pytest.raises(UsageError):
        book.rename(address, "me", "  ")
    book.rename(address, "me", "二  三")
    assert book.of("me")[0][0].title == "二 三"
    book.delete(address, "me")
    assert book.opened(address) is None


def test_a_shared_one_is_read_by_its_address_and_gone_on_with_as_a_copy(book: Conversations) -> None:
    address = book.begin("me", "一", NOW)
    book.keep(address, 0, "问", {"error": "x"})
    assert book.opened(address) is not None
    mine = book.copy(address, "other")
    book.keep(mine, 1, "再问", {"error": "y"})
    original, copied = book.opened(address), book.opened(mine)
    assert original is not None
    assert copied is not None
    assert [question for question, _ in original.turns] == ["问"]
    assert [question for question, _ in copied.turns] == ["问", "再问"]
    for guess in ("", "x", address[:-1], "../../etc", "%" * 22):
        assert book.opened(guess) is None


def test_two_windows_of_one_conversation_keep_what_both_asked(book: Conversations) -> None:
    address = book.begin("me", "一", NOW)
    for question in (
        "问",
        "左窗再问",
        "右窗再问",
        "右窗再问",
    ):  # the last: the same turn again, once a chat model has worded it
        assert book.keep(address, 0 if question == "问" else 1, question, {"error": question})
    found = book.opened(address)
    assert found is not None
    assert [question for question, _ in found.turns] == ["问", "左窗再问", "右窗再问"]


def test_what_is_deleted_in_another_window_is_said_and_not_begun_again(book: Conversations) -> None:
    address = book.begin("me", "一", NOW)
    book.delete(address, "me")
    assert not book.keep(address, 0, "问", {"error": "x"})
    assert book.opened(address) is None


def test_a_damaged_turn_spoils_no_other(book: Conversations) -> None:
    address = book.begin("me", "一", NOW)
    book.keep(address, 0, "问", {"error": "x"})
    book.keep(address, 1, "再问", {"error": "y"})
    with contextlib.closing(sqlite3.connect(book.path)) as raw, raw:
        raw.execute("UPDATE turn SET kept = '{\"error' WHERE number = 0")
    found = book.opened(address)
    assert found is not None
    assert found.turns == (("问", {}), ("再问", {"error": "y"}))


def test_what_nobody_touched_for_so_many_days_is_forgotten(book: Conversations) -> None:
    old = book.begin("me", "旧", datetime.now(UTC) - timedelta(days=31))
    new = book.begin("me", "新", datetime.now(UTC) - timedelta(days=29))
    assert book.opened(old) is None
    assert [each.address for each in book.of("me")[0]] == [new]


def test_one_visitor_cannot_fill_the_disk(book: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.keeping.conversations.MOST_OF_ONE", 3)
    for number in range(6):
        book.begin("me", str(number), datetime.now(UTC) + timedelta(seconds=number))
    listed, total = book.of("me")
    assert total == 3
    assert [each.title for each in listed] == ["5", "4", "3"]
    assert MOST_OF_ONE > 3


def test_nobody_else_on_the_machine_reads_the_file(book: Conversations) -> None:
    book.begin("me", "一", NOW)
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_text("no database at all, but long enough to be looked at as one" * 20, encoding="utf-8")
    with pytest.raises(HistoryNotKept, match=SETTING):
        Conversations(path).of("me")


def test_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTING, "off")
    assert kept_here() is None
    monkeypatch.setenv(SETTING, str(tmp_path / "h.sqlite"))
    monkeypatch.setenv(DAYS, "7")
    kept = kept_here()
    assert kept is not None
    assert (kept.path, kept.days) == (tmp_path / "h.sqlite", 7)
    monkeypatch.setenv(DAYS, "viele")
    with pytest.raises(UsageError, match=DAYS):
        kept_here()


# ---------------------------------------------------------------- the visitor's name


def answered(cookie: str = "", kind: bytes = b"text/html; charset=utf-8", scheme: str = "http") -> str:
    """What the cookie door adds to a response."""
    said: list[MutableMapping[str, Any]] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b""})

    async def sent(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    async def received() -> MutableMapping[str, Any]:
        return {}

    headers = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "scheme": scheme}
    asyncio.run(VisitorCookie(page)(scope, received, sent))
    given = dict(said[0]["headers"]).get(b"set-cookie", b"")
    assert isinstance(given, bytes)
    return given.decode()


def test_a_new_visitor_gets_a_name_that_no_script_reads() -> None:
    given = answered()
    name = given.removeprefix(f"{COOKIE}=").split(";")[0]
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Secure" in answered(scheme="https")
    assert visitor_of({COOKIE: name})
    assert answered(f"a=b; {COOKIE}={name}") == ""
    assert answered(f"{COOKIE}=short") != ""
    assert answered(kind=b"text/javascript") == ""


@pytest.mark.parametrize("name", ["", "x", "a" * 23, "' OR 1=1; --0123456789", "甲" * 22])
def test_what_is_no_name_is_nobody(name: str) -> None:
    assert visitor_of({COOKIE: name}) == ""


# ---------------------------------------------------------------- on the page


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(SETTING, str(tmp_path / "history.sqlite"))
    monkeypatch.setattr(history, "visitor", lambda: "me")
    return tmp_path / "history.sqlite"


def put(page: AppTest, question: str) -> AppTest:
    return page.chat_input(key="question").set_value(question).run()


def address_of(page: AppTest) -> str:
    (address,) = page.query_params["c"] if isinstance(page.query_params["c"], list) else [page.query_params["c"]]
    return str(address)


def bare_answers() -> Any:
    """The kit's answers, their benefits left out: those stand in no clause."""
    from dataclasses import replace

    table = table_assistant()
    return replace(
        table, answers={q: replace(a, benefits=()) if hasattr(a, "benefits") else a for q, a in table.answers.items()}
    )


def test_a_reload_shows_the_same(open_page: Opener, kept: Path) -> None:
    page = put(open_page(bare_answers()), ANSWERED.question)
    put(page, NOT_FOUND.question)
    address = address_of(page)
    again = open_page(bare_answers(), c=address)
    assert not again.exception
    assert [p for p in (ANSWERED.question, NOT_FOUND.question) if p in html(again)] == [
        ANSWERED.question,
        NOT_FOUND.question,
    ]
    again.button(key="clause-0-0").click().run()
    assert f"<mark>{GRANT}</mark>" in html(again)


def test_a_conversation_outlives_the_documents_it_was_about(open_page: Opener, kept: Path) -> None:
    from dataclasses import replace

    address = address_of(put(open_page(bare_answers()), ANSWERED.question))
    import streamlit as st

    st.cache_resource.clear()  # the server starts anew, over another library
    later = replace(bare_answers(), corpus=replace(CORPUS, documents=CORPUS.documents[1:], fingerprint="later"))
    again = open_page(later, c=address)
    assert not again.exception
    assert "已经移除或换了新版本" in " ".join(each.value for each in again.warning)
    again.button(key="clause-0-0").click().run()
    assert f"<mark>{GRANT}</mark>" in html(again)


def test_the_list_leads_back_and_a_deleted_one_is_gone(open_page: Opener, kept: Path) -> None:
    page = put(open_page(bare_answers()), ANSWERED.question)
    first = address_of(page)
    page.button(key="new").click().run()
    put(page, VAGUE.question)
    assert address_of(page) != first
    page.button(key=f"talk-{first}").click().run()
    assert ANSWERED.question in html(page)
    page.button(key="talk-delete").click().run()
    assert page.query_params["c"] == first  # asked first
    page.button(key="talk-sure").click().run()
    assert "c" not in page.query_params
    assert "没有保存" in " ".join(each.value for each in open_page(bare_answers(), c=first).info)


def test_going_on_in_a_shared_one_leaves_it_as_it_was(
    open_page: Opener, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of(put(open_page(bare_answers()), ANSWERED.question))
    monkeypatch.setattr(history, "visitor", lambda: "other")
    page = open_page(bare_answers(), c=address)
    assert ANSWERED.question in html(page)
    put(page, FOLLOW_UP.question)
    assert address_of(page) != address
    found = Conversations(kept).opened(address)
    assert found is not None
    assert len(found.turns) == 1


def test_off_keeps_nothing(open_page: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "off")
    page = put(open_page(bare_answers()), ANSWERED.question)
    assert not page.exception
    assert "c" not in page.query_params
    assert "不保存对话" in html(page)
    assert not list(tmp_path.iterdir())


def test_hostile_words_stay_words_in_the_list(open_page: Opener, kept: Path) -> None:
    page = put(open_page(bare_answers()), MARKUP.question)
    address = address_of(page)
    assert HOSTILE[:8] not in page.button(key=f"talk-{address}").label  # escaped
    assert Span(0, 1)  # nothing else of the kit is changed
