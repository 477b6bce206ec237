"""评测: choose a run or start one, the report inside, every failure beside its clause, two runs compared.

Offered to the application under the entry point group `policy.pages`. The words are made in eval/view.py.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import streamlit as st

from assistant.ask import Assistant
from assistant.pages import admin, shell
from assistant.pages.acting import action
from assistant.pages.offered import OfferedPage
from assistant.saying.draft import citation_of
from assistant.showing import view as words
from corpus.errors import PolicyError
from corpus.measure import Span
from eval import view
from eval.examinee import QUESTIONS, examinee_of, runs_folder
from eval.examiner import Examiner, Outcome
from eval.html import page as report_page
from eval.questions import SPLITS
from eval.run import Run, RunHead, load_run, run_summary_line, saved_runs
from eval.scored import Clause, Scored
from eval.stages import STAGES, counted, stage_of
from eval.summary import Comparison, compare, failures

PLACE = "evaluation"  # the panel's name
PAGEFUL = 20  # failures drawn at once
LARGEST = 5  # megabytes of a question set
REPORT_HEIGHT = 900  # pixels
CASE = "case"  # the opened question in the address
Part = Literal["概况", "未全对的题", "与另一次比较", "完整报告"]
PARTS: tuple[Part, ...] = get_args(Part)


def draw() -> None:
    st.title("评测", anchor=False)
    st.html(words.note_html("在标注了依据条款的题集上考这个程序：错在哪里，比上一次好了还是坏了。"))
    assistant = shell.opened()
    as_of = shell.choose_day()
    examiner = the_examiner()
    draw_examiner(assistant, examiner, as_of)
    runs = {head.name: head for head in saved_runs(runs_folder())}
    if not runs:
        st.info("还没有评测过。可以在上面开始一次，或者运行 policy eval。", icon=":material/info:")
        return
    chosen = st.selectbox(
        "评测记录", [*runs], format_func=lambda name: view.run_words(runs[name]), key="run",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    part = st.segmented_control(
        "看什么", PARTS, default=PARTS[0], required=True, key="part", bind="query-params", persist_state="session"
    )
    try:
        run = opened_run(runs_folder() / chosen)
        draw_part(assistant, part or PARTS[0], run, runs[chosen], runs)
    except PolicyError as problem:
        st.error(words.plain(str(problem)), icon=":material/error:")


@st.cache_resource
def the_examiner() -> Examiner:
    """The one examiner of this server."""
    return Examiner()


@st.cache_resource(show_spinner="正在读取评测记录……", max_entries=4)
def opened_run(folder: Path) -> Run:
    """A saved run. What stands in its folder never changes."""
    return load_run(folder)


@st.cache_resource(show_spinner="正在计算……", max_entries=4)
def overview(folder: Path) -> str:
    scored = opened_run(folder).scored
    return view.tiles_html(scored) + view.stages_html(scored) + view.kinds_html(scored)


@st.cache_resource(show_spinner="正在逐题比较……", max_entries=4)
def difference(before: Path, after: Path) -> Comparison:
    return compare(opened_run(before).scored, opened_run(after).scored)


@st.cache_resource(show_spinner="正在排版报告……", max_entries=2)
def whole_report(folder: Path) -> str:
    return report_page(opened_run(folder))


def draw_examiner(assistant: Assistant, examiner: Examiner, as_of: date) -> None:
    """What is under way, for everybody to see; starting one, for whoever may."""
    if examiner.running is not None:
        draw_progress(examiner)
        return
    if examiner.last is not None:
        draw_outcome(examiner.last)
    with st.expander("开始一次评测", icon=":material/play_circle:", key="examine"):
        if admin.draw_sign_in("开始评测"):
            draw_start(assistant, examiner, as_of)


@st.fragment(run_every=1)
def draw_progress(examiner: Examiner) -> None:
    now = examiner.running
    if now is None:
        st.rerun()  # all of the page: the list of runs has a new one
    left = view.left_words(now.left(time.monotonic()))
    st.progress(now.done / now.total, words.plain(f"正在评测（{now.what}）：{now.done}/{now.total}，{left}"))
    if admin.admin_signed_in():
        st.button("停止评测", icon=":material/stop_circle:", key="stop", on_click=action(examiner.stop))


def draw_outcome(last: Outcome) -> None:
    if last.problem is not None:
        st.warning(words.plain(f"上一次评测（{last.what}）：{last.problem}"), icon=":material/warning:")
    elif last.run is not None:
        st.success(words.plain(f"评测完成（{last.what}），已存为 {last.run}。"), icon=":material/check_circle:")
        if st.session_state.get("run") != last.run:
            st.button("看这一次", icon=":material/visibility:", key="see", on_click=choose_run, args=(last.run,))


@action
def choose_run(name: str) -> None:
    st.session_state.run = name


def draw_start(assistant: Assistant, examiner: Examiner, as_of: date) -> None:
    split = st.selectbox("部分", ["all", *SPLITS], format_func=view.SPLIT_WORDS.__getitem__, key="split", width=200)
    given = st.file_uploader(
        "自己的题集（JSONL，可以不选；写法见 docs/eval.md）", type="jsonl", key="questions", max_upload_size=LARGEST
    )
    st.html(words.note_html("不选就用自带的题集。评测时别人照常可以提问，会慢一点；一次只能做一个。"))
    if st.button("开始评测", type="primary", icon=":material/play_arrow:", key="start"):
        name, questions = (given.name, given.getvalue()) if given else ("自带题集", QUESTIONS.read_bytes())
        try:
            examiner.start(examinee_of(assistant, assistant.corpus), name, questions, split, as_of, runs_folder())
        except PolicyError as problem:
            st.error(words.plain(str(problem)), icon=":material/error:")
        else:
            st.rerun()


def draw_part(assistant: Assistant, part: Part, run: Run, head: RunHead, runs: dict[str, RunHead]) -> None:
    folder = runs_folder() / head.name
    if part == "概况":
        st.html(overview(folder))
        st.html(words.note_html(run_summary_line(run.conditions)))
        with st.expander("这些数是什么意思", icon=":material/help:", key="legend"):
            st.html(view.legend_html())
    elif part == "未全对的题":
        draw_failures(assistant, run)
    elif part == "与另一次比较":
        draw_difference(assistant, run, head, runs)
    else:
        report = whole_report(folder)
        st.download_button(
            "下载报告", report, f"评测报告-{head.name}.html", "text/html", icon=":material/download:",
            on_click="ignore", key="report",
        )  # fmt: skip
        st.iframe(report, height=REPORT_HEIGHT, alt="评测报告")


def draw_failures(assistant: Assistant, run: Run) -> None:
    failed = failures(run.scored)
    if not failed:
        st.success("没有失败的题。", icon=":material/check_circle:")
        return
    with st.container(horizontal=True, gap="small", key="filters"):
        stage = st.selectbox(
            "错在哪一步", [each for each, _ in counted(failed)], index=None, format_func=lambda each: STAGES[each][0],
            placeholder="全部", key="stage", bind="query-params", persist_state="session", width=180,
        )  # fmt: skip
        kind = st.selectbox(
            "题型", view.kinds_of(failed), index=None, format_func=view.kind_words, placeholder="全部题型", key="kind_of_case",
            bind="query-params", persist_state="session", width=180,
        )  # fmt: skip
    listed = [one for one in failed if kind in (None, one.question.kind) and stage in (None, stage_of(one))]
    draw_cases(assistant, run, listed, f"未全对 {len(listed)} 题")


def draw_difference(assistant: Assistant, run: Run, head: RunHead, runs: dict[str, RunHead]) -> None:
    others = view.comparable(head, [other for name, other in runs.items() if name != head.name])
    if not others:
        st.info("只有这一次评测，没有可以比较的。", icon=":material/info:")
        return
    chosen = st.selectbox(
        "与哪一次比较", [other.name for other in others], format_func=lambda name: view.run_words(runs[name]), key="before",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    moved = difference(runs_folder() / chosen, runs_folder() / head.name)
    if unlike := view.unlike_words(runs[chosen], head):
        st.warning(words.plain(unlike), icon=":material/warning:")
    st.html(words.count_html(view.difference_words(moved)))
    if not moved.changes:
        return
    lost, gained = ([after for _, after in pairs] for pairs in (moved.lost, moved.gained))
    draw_cases(assistant, run, [*lost, *gained], f"新错 {len(lost)} 题在前，新对 {len(gained)} 题在后")
    if opened_case([*lost, *gained]) is None:
        st.html(view.changes_html(moved))


def draw_cases(assistant: Assistant, run: Run, listed: Sequence[Scored], count: str) -> None:
    """The list, or the opened question of it beside its clause."""
    keep_opened()
    opened = opened_case(listed)
    with st.container(key=f"turn-{PLACE}"):
        if opened is not None:
            draw_case(assistant, run, listed[opened], opened, listed)
            return
        st.html(words.count_html(count))
        shown = st.session_state.setdefault("cases_shown", PAGEFUL)
        for one in listed[:shown]:
            with st.container(gap="xsmall", key=f"turn-{PLACE}-{one.question.id}"):
                st.button(
                    words.plain(view.case_label(one)), key=f"open-{one.question.id}", on_click=open_case,
                    args=(one.question.id,), type="tertiary", wrap=True,
                )  # fmt: skip
                st.html(
                    words.note_html(
                        " · ".join(
                            filter(
                                None,
                                (view.stage_words(one), view.kind_words(one.question.kind), view.faults_words(one)),
                            )
                        )
                    )
                )
        if len(listed) > shown:
            rest = len(listed) - shown
            label = f"再显示 {min(rest, PAGEFUL)} 题（还有 {rest} 题）"
            st.button(label, key="more_cases", on_click=show_more, width="stretch")


def opened_case(listed: Sequence[Scored]) -> int | None:
    wanted = st.query_params.get(CASE)
    return next((place for place, one in enumerate(listed) if one.question.id == wanted), None)


def keep_opened() -> None:
    """The opened question in the address again after a look at another page."""
    if CASE in st.query_params:
        st.session_state.case_opened = st.query_params[CASE]
    elif st.session_state.get("case_opened"):
        st.query_params[CASE] = st.session_state.case_opened


def draw_case(assistant: Assistant, run: Run, scored: Scored, place: int, listed: Sequence[Scored]) -> None:
    with st.container(horizontal=True, gap="small", key="case-steps"):
        st.button("返回列表", icon=":material/arrow_back:", key="back", on_click=close_case)
        for step, label, icon in ((-1, "上一题", "chevron_left"), (1, "下一题", "chevron_right")):
            inside = 0 <= place + step < len(listed)
            target = listed[place + step].question.id if inside else ""
            st.button(
                label, icon=f":material/{icon}:", key=f"step{step}", on_click=open_case, args=(target,),
                disabled=not inside,
            )  # fmt: skip
    told, beside = st.columns(2, gap="large")
    clauses = view.clauses_of(scored)
    with told:
        st.html(words.note_html(f"{scored.question.id} · {view.kind_words(scored.question.kind)}"))
        st.html(view.case_html(scored))
    if not clauses:
        return
    with beside, st.container(border=True, gap="xsmall", key=f"panel-{PLACE}"):
        chosen = st.selectbox(
            "条款", range(len(clauses)), key=f"clause-of-{scored.question.id}",
            format_func=lambda at: f"{clauses[at][0].name}（{clauses[at][1]}）",
        )  # fmt: skip
        draw_clause(assistant, run, clauses[chosen][0])


def draw_clause(assistant: Assistant, run: Run, clause: Clause) -> None:
    """The clause in its place in the document; as the run kept it where the documents are others by now."""
    unit = next((unit for unit in assistant.corpus.units if unit.id == clause.id), None)
    if unit is None or run.conditions.corpus != assistant.corpus.fingerprint:
        st.html(view.clause_html(clause, run.conditions.documents.get(clause.document_id, clause.document_id)))
        return
    quote = clause.quotes[0] if clause.quotes else ""
    start = unit.span.start + max(0, unit.text.find(quote))
    citation = citation_of(assistant.library, date.today(), 0, unit, Span(start, start + len(quote)), 1.0)
    shell.draw_clause(assistant.corpus, citation, PLACE, close_case)


@action
def show_more() -> None:
    st.session_state.cases_shown += PAGEFUL


@action
def open_case(name: str) -> None:
    st.query_params[CASE] = st.session_state.case_opened = name
    shell.look_at(PLACE, clause=False)


@action
def close_case() -> None:
    """Back to the list, at the line of the question that was opened."""
    name, st.session_state.case_opened = st.session_state.get("case_opened"), None
    st.query_params.pop(CASE, None)
    shell.look_at(f"{PLACE}-{name}", clause=False, back=True)


PAGE = OfferedPage("评测", "evaluation", ":material/fact_check:", draw)
