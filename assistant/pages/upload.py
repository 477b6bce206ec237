"""The administrator's part of 文件库: upload with a preview, register, take out. What is done is in assistant/upload.py."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assistant.ask import Assistant
from assistant.comparing.editions import compared
from assistant.keeping.changes import record
from assistant.once import once
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.admin import admin_signed_in, draw_sign_in, who
from assistant.showing import editions_view, library_view, upload_view, view
from assistant.showing.password import is_configured
from assistant.showing.upload_view import Entry
from assistant.upload import Preview, apart, preview, register_all, withdraw
from assistant.upload_door import MOST_FILES
from assistant.within import document_of
from corpus.errors import PolicyError
from corpus.formats.extract import MAX_BYTES
from corpus.formats.read import READERS
from corpus.measure import Document
from corpus.packed import SUFFIX
from corpus.parse import Corpus
from corpus.register import home_folder
from corpus.text.title_marks import titled
from corpus.versions import edition_key

PURPOSE = "登记和移除文件"
FIRST, LAST = date(1949, 10, 1), date(2999, 12, 31)  # days that a form takes
LONGEST = 300  # characters of one field
PAIRS = 20  # changed clauses shown of a newer edition
DONE = "upload_done"  # what was registered or removed last, until something else is done
ROUND = "upload_round"  # a new uploader, without the files of the one before, has the next number
PARTED = "upload_parted"  # how many policies a file holds that was taken apart
ASKED = "removal_asked"  # the document whose removal waits for its confirmation


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one document of an uploaded file: its preview, or the sentence that says why there is none."""

    name: str
    preview: Preview | None = None
    problem: str = ""


def draw(assistant: Assistant | None, document: Document | None) -> None:
    """Signing in, then upload and removal; `document` is the one that is looked at."""
    if not is_configured():
        draw_sign_in(PURPOSE)
        return
    with st.expander(PURPOSE, icon=":material/edit_document:", expanded=admin_signed_in() or assistant is None):
        if not draw_sign_in(PURPOSE):
            return
        if problem := _unwritable():
            st.warning(view.plain(problem), icon=":material/lock:")
            return
        for each in assistant.corpus.omitted if assistant is not None else ():
            st.warning(view.plain(each.why), icon=":material/warning:")
        _draw_upload(assistant)
        if done := st.session_state.get(DONE):
            st.success(view.plain(done), icon=":material/check_circle:")
        if assistant is not None and document is not None:
            _draw_removal(assistant, document)


def _unwritable() -> str:
    try:
        folder = home_folder()
    except PolicyError as problem:
        return str(problem)
    there = next(each for each in (folder / "raw", folder, *folder.absolute().parents) if each.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        return ""
    return f"不能写入 {folder}，所以不能登记文件。请用环境变量 POLICY_CORPUS 指定一个可以写入的文件夹，再重新启动。"


# ---------------------------------------------------------------- upload


def _draw_upload(assistant: Assistant | None) -> None:
    st.subheader("登记文件", anchor=False)
    st.html(
        view.note_html(
            f"可以选多份：{'、'.join([*READERS, SUFFIX])}。先看解析结果，确认后才写入文件库（{home_folder()}）。"
        )
    )
    files = st.file_uploader(
        "选择文件", accept_multiple_files=True, key=f"upload-{st.session_state.setdefault(ROUND, 0)}",
        max_upload_size=MAX_BYTES // 2**20,
    )  # fmt: skip
    if len(files) > MOST_FILES:
        st.error(f"一次最多看 {MOST_FILES} 份文件，后面的没有看。", icon=":material/error:")
    looked = _looked_at(files[:MOST_FILES], assistant)
    _draw_parted(files[:MOST_FILES])
    for each in looked.values():
        if each.problem:
            st.error(view.plain(each.problem), icon=":material/error:")
    readable = {key: each.preview for key, each in looked.items() if each.preview is not None}
    if not readable:
        return
    names = {key: seen.name for key, seen in readable.items()}
    chosen = next(iter(names))
    if len(names) > 1:
        _draw_batch(assistant, readable)
        chosen = st.selectbox(
            f"看哪一份（{len(names)} 份）", [*names], format_func=names.__getitem__, key="upload_chosen"
        )
    _draw_preview(assistant, chosen, readable[chosen])


def _looked_at(files: list[UploadedFile], assistant: Assistant | None) -> dict[str, Looked]:
    """What each document of each file would become; a file is parsed once, and again where the library has changed since."""
    library = assistant.corpus.fingerprint if assistant else ""
    before = st.session_state.get("upload_looked", {})
    keys = {file.file_id: (file.file_id, library, _is_whole(file)) for file in files}
    waiting = [file for file in files if keys[file.file_id] not in before]
    if {file.file_id for file in waiting} - {each[0] for each in before}:
        st.session_state[DONE] = ""  # something else is being done now
    bar = _Bar() if waiting else None
    seen: dict[tuple[str, str, bool], tuple[Looked, ...]] = {}
    for number, file in enumerate(files):
        key = keys[file.file_id]
        known = before.get(key)
        if known is None and bar is not None:
            bar(f"解析 {view.plain(file.name)}", number, len(files))
            known = _look_at(file, assistant)
        seen[key] = known
    if bar is not None:
        bar.remove()
    st.session_state.upload_looked = seen
    return {
        file_id if len(found) == 1 else f"{file_id}-{number}": each
        for (file_id, _, _), found in seen.items()
        for number, each in enumerate(found)
    }


def _look_at(file: UploadedFile, assistant: Assistant | None) -> tuple[Looked, ...]:
    try:
        documents = apart(file.name, file.getvalue(), whole=_is_whole(file))
    except PolicyError as problem:
        return (Looked(file.name, problem=str(problem)),)
    if len(documents) > MOST_FILES:
        words = (
            f"{file.name}：里面有 {len(documents)} 份文件，一次最多看 {MOST_FILES} 份，请改用 policy corpus add 登记。"
        )
        return (Looked(file.name, problem=words),)
    found = []
    for each in documents:
        try:
            found.append(Looked(each.name, preview(home_folder(), each.name, each.raw, each.source, assistant)))
        except PolicyError as problem:
            found.append(Looked(each.name, problem=str(problem)))
    if len(found) > 1 and not _is_whole(file):
        st.session_state.setdefault(PARTED, {})[file.file_id] = len(found)
    return tuple(found)


def _is_whole(file: UploadedFile) -> bool:
    """Whether somebody wants a file with several policies as one document."""
    return not st.session_state.get(f"parted-{file.file_id}", True)


def _draw_parted(files: list[UploadedFile]) -> None:
    """Of each file that holds several policies: how many, and whether they are registered apart."""
    parted = st.session_state.get(PARTED, {})
    for file in files:
        if file.file_id in parted and Path(file.name).suffix.lower() != SUFFIX:
            words = f"{file.name} 里有 {parted[file.file_id]} 份政策，逐份登记（关掉就作为一份登记）"
            st.toggle(view.plain(words), True, key=f"parted-{file.file_id}")


def _draw_preview(assistant: Assistant | None, key: str, seen: Preview) -> None:
    with st.container(border=True, key="preview"):
        st.html(view.question_html(seen.name))
        st.html(view.note_html(upload_view.outcome_words(seen)))
        if seen.is_known:
            return
        _draw_older(assistant, seen)
        st.html(view.count_html(upload_view.counts_words(seen)))
        units = seen.parsed.units
        problems = sum(finding.problem for finding in seen.findings)
        entry, clauses, furniture, doubts, benefits = st.tabs(
            ["登记信息", "条款", "页面附加文字", f"要看一看（{problems}）", "支持事项"]
        )
        with entry:
            filled = _draw_form(key, seen)
        with clauses:
            st.html(upload_view.units_html(units))
        with furniture:
            st.html(upload_view.furniture_html(units))
        with doubts:
            st.html(upload_view.findings_html(seen.findings))
        with benefits:
            st.html(library_view.benefits_html(seen.document, units, date.today()))
        if filled is not None:
            _register(assistant, [(seen, filled)])


def _draw_older(assistant: Assistant | None, seen: Preview) -> None:
    """What changes against the edition that is registered, where this is a newer one of it."""
    if assistant is None:
        return
    corpus, older = assistant.corpus, None
    if seen.change.outcome == "replaced":
        older = document_of(corpus, seen.change.document.id)
    elif seen.change.outcome == "added":
        older = once(corpus, _first_editions).get(edition_key(seen.document.title))
    if older is None:
        return
    made = compared(older, assistant.library.in_scope([older.id]), seen.document, seen.parsed.units)
    with st.expander(
        f"与旧版有什么不同（{editions_view.counts_words(made)}）", icon=":material/difference:", key="older"
    ):
        if made.effects:
            st.html(editions_view.effects_html(made.effects))
        changed = [pair for pair in made.pairs if pair.change != "same"][:PAIRS]
        st.html("".join(editions_view.pair_html(pair) for pair in changed))


def _first_editions(corpus: Corpus) -> Mapping[str, Document]:
    """The first document of each title without what tells editions apart."""
    return {edition_key(one.title): one for one in reversed(corpus.documents)}


def _draw_batch(assistant: Assistant | None, readable: dict[str, Preview]) -> None:
    """All files in one table: what was read, what is doubtful, the fields that most often need a word, the text beside it."""
    new = {key: seen for key, seen in readable.items() if not seen.is_known}
    if not new:
        return
    st.subheader(f"一起登记（{len(new)} 份）", anchor=False)
    filled: dict[str, Entry] = {}
    with st.form("batch", border=False):
        for key, seen in new.items():
            with st.container(border=True, gap="xsmall", key=f"row-{key}"):
                filled[key] = _draw_batch_row(key, seen)
        asked = st.form_submit_button(f"登记这 {len(new)} 份", icon=":material/library_add:", type="primary")
    if asked:
        _register(assistant, [(seen, filled[key]) for key, seen in new.items()])


def _draw_batch_row(key: str, seen: Preview) -> Entry:
    proposed = Entry.of(seen.document)
    st.html(upload_view.batch_row_html(seen))
    title, regions, issued, until = st.columns([5, 3, 2, 2], gap="small")
    with title:
        title_now = st.text_input("标题", proposed.title, max_chars=LONGEST, key=f"batch-title-{key}")
    with regions:
        regions_now = st.text_input("地区", proposed.regions, max_chars=LONGEST, key=f"batch-regions-{key}")
    with issued:
        issued_now = _day("发布日期", proposed.issued, f"batch-issued-{key}")
    with until:
        until_now = _day("有效期至", proposed.until, f"batch-until-{key}")
    with st.expander("看原文和疑点"):
        text, doubts = st.columns(2, gap="small")
        with text:
            st.html(upload_view.text_html(seen.parsed.source.text))
        with doubts:
            st.html(upload_view.findings_html(seen.findings))
    return dataclasses.replace(proposed, title=title_now, regions=regions_now, issued=issued_now, until=until_now)


def _draw_form(key: str, seen: Preview) -> Entry | None:
    """The proposed entry to correct; what was filled in once somebody asked to register it."""
    proposed = Entry.of(seen.document)

    def told(field: str) -> str:
        return upload_view.stated_words(field, seen.document, seen.standings)

    with st.form(f"entry-{key}", border=False):
        title = st.text_input(f"标题（{told('title')}）", proposed.title, max_chars=LONGEST, key=f"title-{key}")
        left, right = st.columns(2, gap="medium")
        with left:
            number = st.text_input(f"文号（{told('number')}）", proposed.number, max_chars=LONGEST, key=f"number-{key}")
            regions = st.text_input(
                f"地区（{told('regions')}，用、隔开）", proposed.regions, max_chars=LONGEST, key=f"regions-{key}"
            )
            issued = _day(f"发布日期（{told('issued')}）", proposed.issued, f"issued-{key}")
            until = _day(f"有效期至（{told('validity')}）", proposed.until, f"until-{key}")
        with right:
            body = st.text_input(
                f"发文机关（{told('issuing_body')}）", proposed.issuing_body, max_chars=LONGEST, key=f"body-{key}"
            )
            aliases = st.text_input(
                "大家怎么叫它（用、隔开，可以不填）", proposed.aliases, max_chars=LONGEST, key=f"aliases-{key}"
            )
            effective = _day(f"施行日期（{told('effective')}）", proposed.effective, f"effective-{key}")
            part = st.text_input(
                "有效期只管哪一部分（例如 附件2；全文就不填）", proposed.part, max_chars=LONGEST, key=f"part-{key}"
            )
        supersedes = st.text_area(
            "废止的文件（标题或文号，一行一份）", proposed.supersedes, max_chars=LONGEST * 10, height=80,
            key=f"supersedes-{key}",
        )  # fmt: skip
        asked = st.form_submit_button("登记", icon=":material/library_add:", type="primary")
    filled = Entry(title, aliases, regions, body, number, issued, effective, until, part, supersedes)
    return filled if asked else None


def _day(label: str, proposed: date | None, key: str) -> date | None:
    return st.date_input(label, proposed, min_value=FIRST, max_value=LAST, key=key, format="YYYY-MM-DD")


def _register(assistant: Assistant | None, given: list[tuple[Preview, Entry]]) -> None:
    """Register one file or several, with one bar for all of them."""
    note = st.empty()
    note.html(view.note_html("登记完成之前请留在这一页；中途离开，什么也不会写入。"))
    bar = _Bar()
    kept = shell.desk()
    try:
        with kept.changing():
            entries = [(seen, filled.applied(seen.document)) for seen, filled in given]
            documents = register_all(home_folder(), entries, assistant, bar, kept.exchange)
    except PolicyError as problem:
        bar.remove()
        note.error(view.plain(str(problem)), icon=":material/error:")
        return
    for document, (seen, _) in zip(documents, given, strict=True):
        what = "换成新版本" if seen.change.outcome == "replaced" else "登记"
        record(home_folder(), who(), what, document.id, document.title, seen.name)
    if sum(map(len, st.session_state.upload_looked.values())) == len(given):
        st.session_state[ROUND] += 1
    titles = "、".join(
        f"{titled(view.clipped(document.title, 40 if len(documents) > 1 else 300))}" for document in documents[:5]
    )
    more = f"等 {len(documents)} 份" if len(documents) > 5 else ""
    _finish(f"已登记{titles}{more}，现在就可以问、可以查。", shelf=documents[0].id)


# ---------------------------------------------------------------- removal


def _draw_removal(assistant: Assistant, document: Document) -> None:
    st.subheader("移除文件", anchor=False)
    if st.session_state.get(ASKED) != document.id:
        st.button(
            view.plain(f"移除{titled(view.clipped(document.title, 24))}……"), icon=":material/delete:", key="remove",
            on_click=_ask_removal, args=(document.id,), wrap=True,
        )  # fmt: skip
        return
    units = assistant.library.in_scope([document.id])
    st.warning(view.plain(upload_view.removal_words(document, units)), icon=":material/delete:")
    with st.container(horizontal=True, gap="small", key="removal"):
        sure = st.button("确认移除", type="primary", icon=":material/delete_forever:", key="remove-sure")
        st.button("不移除", key="remove-not", on_click=_ask_removal, args=(None,))
    if sure:
        _withdraw(assistant, document)


@action
def _ask_removal(document_id: str | None) -> None:
    st.session_state[ASKED] = document_id
    st.session_state[DONE] = ""


def _withdraw(assistant: Assistant, document: Document) -> None:
    bar = _Bar()
    kept = shell.desk()
    try:
        with kept.changing():
            withdraw(home_folder(), document.id, assistant, bar, kept.exchange)
    except PolicyError as problem:
        bar.remove()
        st.error(view.plain(str(problem)), icon=":material/error:")
        return
    record(home_folder(), who(), "移除", document.id, document.title)
    _finish(f"已移除{titled(document.title)}。")


def _finish(words: str, shelf: str | None = None) -> None:
    """Say what was done on the page as it is now, with the new document in view."""
    st.session_state[DONE] = words
    st.session_state[ASKED] = None
    if shelf is not None:
        st.session_state.shelf_next = shelf
    st.rerun()


class _Bar:
    """A progress bar with the time left; a stage begins its own count."""

    def __init__(self) -> None:
        self._bar = st.progress(0.0, text="准备……")
        self._stage = ""
        self._began = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began = stage, now
        words = upload_view.progress_words(stage, done, total, now - self._began)
        self._bar.progress(min(1.0, done / total) if total else 0.0, text=words)

    def remove(self) -> None:
        self._bar.empty()
