"""What an administrator does to a registered document besides taking it out: correct its parse, see who changed what, read feedback."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assistant.ask import Assistant
from assistant.keeping.changes import record, recorded
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.admin import admin_signed_in, who
from assistant.showing import upkeep_view, view
from assistant.showing.feedback import default_path, read_feedback
from assistant.upload import correct
from corpus.corrections import anchor_of, occurrence
from corpus.errors import PolicyError, UsageError
from corpus.measure import Correction, Document, Measure
from corpus.register import home_folder

JOIN, SPLIT, RETITLE = "并入上一条", "从中间分开", "改标题"
PAGEFUL = 20
DONE = "upkeep_done"
LONGEST = 200


def draw(assistant: Assistant, document: Document) -> None:
    """Nothing for anybody but the administrator."""
    if not admin_signed_in():
        return
    correcting, changes, feedback = st.tabs(["校正条款", "改动记录", "用户反馈"])
    with correcting:
        draw_correcting(assistant, document)
    with changes:
        draw_changes()
    with feedback:
        draw_feedback()


def draw_correcting(assistant: Assistant, document: Document) -> None:
    """Join, split or retitle a unit; what was corrected stays corrected when the document is parsed again."""
    if done := st.session_state.pop(DONE, ""):
        st.success(view.plain(done), icon=":material/check_circle:")
    units = assistant.library.in_scope([document.id])
    names = {unit.id: f"{unit.label or '（无编号）'} {view.clipped(unit.title, 24)}" for unit in units}
    chosen = st.selectbox(
        "哪一条", [*names], index=None, format_func=names.__getitem__, key="unit", placeholder="选一条"
    )
    unit = next((unit for unit in units if unit.id == chosen), None)
    if unit is not None:
        st.html(view.marked_unit_html(assistant.corpus, unit))
        what = st.segmented_control("怎么改", [JOIN, SPLIT, RETITLE], default=RETITLE, required=True, key="correction")
        words = title = ""
        if what == SPLIT:
            words = st.text_input("从哪几个字起另成一条（照抄原文）", key="split-words", max_chars=LONGEST)
        if what in (SPLIT, RETITLE):
            title = st.text_input("新的标题（分开时可以不填）", key="split-title", max_chars=60)
        if st.button("保存校正", type="primary", icon=":material/save:", key="correct"):
            _correct(
                assistant, document, [*document.corrections, None], what or RETITLE, unit, words or "", title or ""
            )
    if document.corrections:
        st.html(upkeep_view.corrections_html(document.corrections))
        if st.button("撤销最后一处校正", icon=":material/undo:", key="uncorrect"):
            _carry_out(assistant, document, document.corrections[:-1], "撤销校正", "")


def _correct(
    assistant: Assistant,
    document: Document,
    made: Sequence[Correction | None],
    what: str,
    unit: Measure,
    words: str,
    title: str,
) -> None:
    source = assistant.corpus.sources[document.id]
    try:
        last = correction_of(source, unit, what, words, title)
    except UsageError as problem:
        st.error(view.plain(str(problem)), icon=":material/error:")
        return
    kept = [each for each in made if each is not None]
    _carry_out(assistant, document, (*kept, last), f"校正：{what}", unit.label)


def correction_of(source: str, unit: Measure, what: str, words: str, title: str) -> Correction:
    """The correction that a filled-in form means. Raises UsageError where words are missing or do not stand there."""
    text = unit.span.of(source)
    if what == SPLIT:
        words = words.strip()
        at = text.find(words) if words else -1
        if at <= 0:
            raise UsageError("要分开的地方没有找到：请照抄这一条中间、第二部分开头的几个字。")
        start = unit.span.start + at
        return Correction("split", words, title.strip(), occurrence(source, words, start))
    anchor = anchor_of(text)
    start = unit.span.start + text.index(anchor)
    if what == JOIN:
        return Correction("join", anchor, "", occurrence(source, anchor, start))
    if not title.strip():
        raise UsageError("新的标题是空的，没有改动。")
    return Correction("retitle", anchor, title.strip(), occurrence(source, anchor, start))


def _carry_out(
    assistant: Assistant, document: Document, corrections: Sequence[Correction], what: str, detail: str
) -> None:
    bar = st.progress(0.0, text="准备……")

    def told(stage: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / total) if total else 0.0, text=stage)

    kept = shell.desk()
    try:
        with kept.changing():
            correct(home_folder(), document.id, corrections, assistant, told, kept.exchange)
    except PolicyError as problem:
        st.error(view.plain(str(problem)), icon=":material/error:")
        return
    record(home_folder(), who(), what, document.id, document.title, detail)
    st.session_state[DONE] = "已保存，重新解析以后也会照这样分条。"
    st.rerun()


def draw_changes() -> None:
    most = int(st.session_state.setdefault("changes_shown", PAGEFUL))
    entries, total = recorded(home_folder(), most)
    if not total:
        st.html(view.note_html("还没有改动记录：登记、替换、移除和校正以后会列在这里。"))
        return
    st.html(upkeep_view.changes_html(entries))
    if total > most:
        st.button(f"再显示（还有 {total - most} 条）", key="changes-more", on_click=_more, args=("changes_shown",))


def draw_feedback() -> None:
    """Thumbs and corrections, the latest first; what was looked at is put aside."""
    try:
        found, damaged = read_feedback(default_path())
    except PolicyError as problem:
        st.warning(view.plain(str(problem)), icon=":material/warning:")
        return
    for problem_words in damaged[:3]:
        st.warning(view.plain(problem_words), icon=":material/warning:")
    aside = _reviewed()
    shown = [each for each in reversed(found) if each.id not in aside]
    only = st.toggle("只看没帮助的", key="feedback_down", value=True)
    shown = [each for each in shown if each.verdict == "down" or not only]
    st.html(view.note_html(f"{len(shown)} 条没看过，共 {len(found)} 条。"))
    most = int(st.session_state.setdefault("feedback_shown", PAGEFUL))
    for each in shown[:most]:
        with st.container(border=True, gap="xsmall", key=f"feedback-{each.id}"):
            st.html(upkeep_view.feedback_html(each))
            st.button(
                "看过了",
                key=f"seen-{each.id}",
                type="tertiary",
                icon=":material/done:",
                on_click=_put_aside,
                args=(each.id,),
            )
    if len(shown) > most:
        st.button(
            f"再显示（还有 {len(shown) - most} 条）", key="feedback-more", on_click=_more, args=("feedback_shown",)
        )


@action
def _more(key: str) -> None:
    st.session_state[key] += PAGEFUL


def _aside_path() -> Path:
    path = default_path()
    return path.with_name(f"{path.stem}.seen.txt")


def _reviewed() -> set[str]:
    try:
        return set(_aside_path().read_text(encoding="utf-8").split())
    except (OSError, ValueError):  # also where it is no text any more: then nothing was put aside
        return set()


@action
def _put_aside(feedback: str) -> None:
    try:
        with _aside_path().open("a", encoding="utf-8") as file:
            file.write(f"{feedback}\n")
    except OSError:
        return
