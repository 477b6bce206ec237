"""What all pages share: the one warm assistant, the day of judgement, the clause panel, the exports, bringing into view."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from assistant.answer import Answer, Citation
from assistant.ask import Assistant
from assistant.desk import Desk
from assistant.handing_on.export import FORMATS, suggested_name
from assistant.handing_on.export_markdown import markdown_text
from assistant.handing_on.quotation import citation_line
from assistant.handing_on.sheet import Table, answer_sheet
from assistant.pages.acting import action
from assistant.showing import view
from assistant.showing.library_view import outline_lines
from assistant.showing.references import Shelf, linked_text
from assistant.within import document_of, documents_of, units_of
from corpus.errors import PolicyError
from corpus.formats.pdf_pages import page_of, picture
from corpus.measure import Document
from corpus.parse import Corpus
from corpus.register import default_folder

SCRIPTS = Path(__file__).parents[2] / ".streamlit"
EXPORTS = ((".docx", "Word", ":material/description:"), (".xlsx", "Excel", ":material/table_view:"))


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Where the one assistant of all visitors is kept."""
    return Desk()


def opened_or_none() -> Assistant | None:
    """The assistant, or the sentence that says why there is none. What it could not read is told above the page."""
    kept = desk()
    try:
        if kept.is_open:
            assistant = kept.opened()
        else:
            with st.spinner("正在载入文件、索引和模型……"):
                assistant = kept.opened()
    except PolicyError as problem:
        st.error(view.plain(str(problem)), icon=":material/error:")
        return None
    if words := view.omitted_words(assistant.corpus):
        st.warning(view.plain(words), icon=":material/warning:")
    return assistant


def opened() -> Assistant:
    """The assistant, or the sentence that says why there is none, and no more of the page."""
    assistant = opened_or_none()
    if assistant is None:
        st.stop()
    return assistant


def library_changed(place: int | str, assistant: Assistant) -> bool:
    """Whether the library is another one than when this visitor's `place` was last drawn."""
    key, now = f"library-{place}", assistant.corpus.fingerprint
    before = st.session_state.get(key, now)
    st.session_state[key] = now
    return bool(before != now)


def remember(turn: int, corpus: Corpus) -> None:
    """Keep in which documents a turn was answered: its clauses stand there, whatever becomes of the library."""
    st.session_state.setdefault("answered_in", {})[turn] = corpus


def answered_in(number: int, answer: Answer, corpus: Corpus) -> Corpus:
    """The documents that a turn was answered from, with a word where one of them is another one today, or gone."""
    earlier: Corpus = st.session_state.get("answered_in", {}).get(number, corpus)
    if earlier is corpus:
        return corpus
    cited = documents_of(earlier, (citation.measure.document_id for citation in view.evidence(answer)))
    if any((now := document_of(corpus, one.id)) is None or now.sha256 != one.sha256 for one in cited):
        words = "文件库后来有改动：这个回答依据的文件已经移除或换了新版本，下面是当时的原文。"
        st.warning(words, icon=":material/history:")
    return earlier


def choose_day() -> date:
    """The day on which validity is judged: one for all pages, in the sidebar."""
    with st.sidebar:
        return st.date_input("截至日期", key="as_of", help="按这一天判断文件是否有效", persist_state="session")


def look_at(place: int | str, *, clause: bool, back: bool = False) -> None:
    """Have the page bring a turn, or the opened clause of a page, into view: once, however often it is drawn again.

    `back` leads from a closed clause to the line of the list it was opened from, if that is out of view.
    """
    event = st.session_state.attention["event"] + 1
    st.session_state.attention = {"event": event, "turn": place, "clause": clause, "back": back}


def draw_clause(
    corpus: Corpus,
    citation: Citation,
    place: int | str,
    close: Callable[[], None],
    *,
    related: bool = False,
    jump: Callable[[str], None] | None = None,
) -> None:
    """The clause in its place in the document, its evidence marked. `place` names the panel in keys and to `look_at`.

    With `jump` the whole document has its outline beside it, and a click there hands over the id of a clause.
    """
    (document,) = documents_of(corpus, [citation.measure.document_id])
    st.html(view.clause_head_html(citation, document, related=related))
    line = citation_line(citation, document)
    address = {"label": "条款网址", "open": f"find?{urlencode({'clause': citation.measure.id})}"}
    draw_buttons(f"copy-citation-{place}", {"label": "复制引文", "text": line, "title": line}, address)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        whole = st.toggle(
            "看全文", key=f"whole-{place}", on_change=action(look_at), args=(place,), kwargs={"clause": True}
        )
        st.button("收起", icon=":material/close:", type="tertiary", key=f"close-{place}", on_click=close)
    original = _original(document)
    if original is not None and st.toggle("看原页", key=f"page-{place}", help="这一条在原 PDF 里的那一页"):
        _draw_page(original, citation)
    if not whole:
        names = _shelf(corpus)
        st.html(view.clause_html(corpus, citation, lambda text: linked_text(text, names, document.id)))
    elif jump is None:
        st.html(view.document_html(corpus, citation))
    else:
        outline, text = st.columns([2, 3], gap="small")
        with outline:
            _draw_outline(corpus, citation, place, jump)
        with text:
            st.html(view.document_html(corpus, citation))


@st.cache_resource(
    show_spinner=False, max_entries=4, hash_funcs={Corpus: lambda corpus: (corpus.fingerprint, id(corpus))}
)
def _shelf(corpus: Corpus) -> Shelf:
    """What the documents are called, gathered once for a corpus."""
    return Shelf(corpus.documents)


def _original(document: Document) -> bytes | None:
    """The bytes of a PDF that is the very file the clause was read from; None for all else."""
    if not document.source_file.lower().endswith(".pdf"):
        return None
    try:
        raw = (default_folder() / "raw" / document.source_file).read_bytes()
    except OSError:
        return None
    return raw if hashlib.sha256(raw).hexdigest() == document.sha256 else None


def _draw_page(raw: bytes, citation: Citation) -> None:
    try:
        number = page_of(raw, citation.measure.text)
        drawn, pages = picture(raw, number)
    except PolicyError as problem:
        st.warning(view.plain(str(problem)), icon=":material/warning:")
        return
    st.image(drawn, caption=f"第 {number} 页，共 {pages} 页", width="stretch")


def _draw_outline(corpus: Corpus, citation: Citation, place: int | str, jump: Callable[[str], None]) -> None:
    key = f"outline-{place}"

    @action
    def opened() -> None:
        clause = st.session_state[key].opened
        if clause:
            jump(clause)

    lines = outline_lines(
        [unit for unit in units_of(corpus, citation.measure.document_id) if unit.kind != "boilerplate"]
    )
    data = {"items": [asdict(line) for line in lines], "current": citation.measure.id}
    script("outline")(key=key, data=data, on_opened_change=opened)


def script(name: str) -> ComponentRenderer:
    """A piece of the page that only a script can draw: .streamlit/NAME.js."""
    script = (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
    return st.components.v2.component(name, js=script, isolate_styles=False)


def draw_buttons(key: str, *buttons: Mapping[str, object]) -> None:
    """Buttons that act in the browser alone; each a `label` with `text` to copy, a `link` to copy whole or to `open`, or
    `print`; `done` is said in place of 已复制."""
    script("hand")(key=key, data={"buttons": [dict(each) for each in buttons]})


def draw_exports(corpus: Corpus, answer: Answer, place: int | str, *more: Table) -> None:
    """Word, Excel, and the text with its citations to copy; `more` tables come after those of the answer.

    A file is made when somebody asks for it, not before.
    """
    sheet = answer_sheet(answer, corpus)
    sheet = replace(sheet, tables=(*sheet.tables, *more))
    for suffix, name, icon in EXPORTS:
        kind = FORMATS[suffix]
        st.download_button(
            name, partial(kind.write, sheet), suggested_name(sheet, suffix), kind.media_type,
            icon=icon, type="tertiary", on_click="ignore", key=f"export-{place}-{suffix[1:]}", help=f"导出为 {name} 文件",
        )  # fmt: skip
    copying = st.popover(
        "复制", icon=":material/content_copy:", type="tertiary", key=f"copy-{place}", on_change="rerun"
    )
    if copying.open:
        with copying:
            st.html(view.note_html("带出处的全文（Markdown），点右上角的图标复制。"))
            st.code(markdown_text(sheet), language=None, wrap_lines=True, height=320)
