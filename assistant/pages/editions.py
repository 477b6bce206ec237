"""版本对照: two editions of a policy clause by clause, and what the changes mean. Made in assistant/comparing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import streamlit as st

from assistant.ask import Assistant
from assistant.comparing.editions import CHANGES, Change, Compared, compared
from assistant.once import once
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.choosing import offered
from assistant.showing import editions_view, view
from corpus.measure import Document
from corpus.parse import Corpus
from corpus.versions import edition_key

OLD, NEW = "old", "new"
PAGEFUL = 30
OFFERED = 6  # pairs of editions
WHAT_TO_DO = "两边各选一份。同名文件登记了新版本，或者一份文件废止了另一份，上面会出现按钮，一点就对照；还没有登记的新版，在「文件库」上传时就能对照。"
USUAL: tuple[Change, ...] = ("changed", "moved", "added", "dropped")


def draw() -> None:
    st.title("版本对照", anchor=False)
    st.html(view.note_html("选旧版和新版：逐条并排，新增、删去、移动和改动的字都标出来，并列出金额和条件的变化。"))
    assistant = shell.opened()
    documents = assistant.corpus.documents
    if len(documents) < 2:
        st.info("文件库里不足两份文件。登记新版本后，就能在这里和旧版对照。", icon=":material/info:")
        return
    names = once(assistant.corpus, _names)
    for key in (OLD, NEW):  # by id, as other pages lead here; what the field itself writes is the title
        if (wanted := st.query_params.get(key)) in names:
            st.query_params.pop(key)
            st.session_state[key] = wanted
    draw_offers(once(assistant.corpus, editions_offered))
    left, right = st.columns(2, gap="medium")
    with left:
        old = st.selectbox(
            "旧版",
            offered(names, OLD, bound=True),
            index=None,
            format_func=names.__getitem__,
            key=OLD,
            bind="query-params",
            placeholder="选一份",
        )
    with right:
        new = st.selectbox(
            "新版",
            offered(names, NEW, bound=True),
            index=None,
            format_func=names.__getitem__,
            key=NEW,
            bind="query-params",
            placeholder="选一份",
        )
    if not old or not new:
        st.html(view.note_html(WHAT_TO_DO))
        return
    if old == new:
        st.info("两边选的是同一份文件，请换一份。", icon=":material/info:")
        return
    made = looked_up(assistant, assistant.corpus.fingerprint, old, new)
    draw_compared(made, "editions")


def _names(corpus: Corpus) -> Mapping[str, str]:
    return editions_view.edition_names(corpus.documents)


def draw_offers(offers: Sequence[tuple[Document, Document]]) -> None:
    """The pairs that are editions of one policy: a click compares them."""
    if not offers:
        return
    st.html(view.note_html("文件库里的新旧版本："))
    with st.container(horizontal=True, gap="small", key="offers"):
        for number, (old, new) in enumerate(offers):
            label = view.plain(f"{view.clipped(new.title, 22)}：对照旧版")
            st.button(label, key=f"offer-{number}", on_click=choose, args=(old.id, new.id), wrap=True)


def editions_offered(corpus: Corpus) -> tuple[tuple[Document, Document], ...]:
    return tuple(islice(editions_of(corpus.documents), OFFERED))


def editions_of(documents: Iterable[Document]) -> Iterator[tuple[Document, Document]]:
    """Old and new: what one document repeals, or two of one title. The first few cost no comparison of all with all."""
    by_id = {one.id: one for one in documents}
    told = set()
    for one in by_id.values():
        if one.repealed is not None and one.repealed.by_id in by_id:
            told.add(frozenset((one.id, one.repealed.by_id)))
            yield one, by_id[one.repealed.by_id]
    titled: dict[str, list[Document]] = {}
    for one in by_id.values():
        titled.setdefault(edition_key(one.title), []).append(one)
    met: Counter[str] = Counter()
    for one in by_id.values():
        key = edition_key(one.title)
        met[key] += 1
        for other in titled[key][met[key] :]:
            if frozenset((one.id, other.id)) in told:
                continue
            is_first = (one.issued or one.effective or one.id) != other.issued and _is_older(one, other)
            yield (one, other) if is_first else (other, one)


def _is_older(one: Document, other: Document) -> bool:
    first, second = one.issued or one.effective, other.issued or other.effective
    return first is None or second is None or first <= second


@action
def choose(old: str, new: str) -> None:
    st.session_state.update({OLD: old, NEW: new})


@st.cache_resource(show_spinner="正在逐条对照……", max_entries=8)
def looked_up(_assistant: Assistant, fingerprint: str, old: str, new: str) -> Compared:  # noqa: ARG001 (kept by it)
    units = {name: _assistant.library.in_scope([name]) for name in (old, new)}
    document = _assistant.library.document
    return compared(document(old), units[old], document(new), units[new])


def draw_compared(made: Compared, key: str) -> None:
    """The counts, the effects, and the clauses of the kinds chosen."""
    st.html(view.count_html(editions_view.counts_words(made)))
    if made.effects:
        st.subheader(f"金额和条件的变化（{len(made.effects)} 项）", anchor=False)
        st.html(editions_view.effects_html(made.effects))
    st.subheader("逐条对照", anchor=False)
    kinds = st.pills(
        "看哪些", [*CHANGES], default=[each for each in USUAL if made.count(each)], selection_mode="multi",
        format_func=lambda each: f"{CHANGES[each]}（{made.count(each)}）", key=f"kinds-{key}", label_visibility="collapsed",
    )  # fmt: skip
    pairs = [pair for pair in made.pairs if pair.change in kinds]
    most = st.session_state.setdefault(f"shown-{key}", PAGEFUL)
    st.html("".join(editions_view.pair_html(pair) for pair in pairs[:most]) or view.note_html("没有这样的条款。"))
    if len(pairs) > most:
        st.button(
            f"再显示（还有 {len(pairs) - most} 条）",
            key=f"more-{key}",
            on_click=_more,
            args=(f"shown-{key}",),
            width="stretch",
        )
    st.download_button(
        "下载对照结果（JSON）", json.dumps(made.to_json(), ensure_ascii=False, indent=2), "policy-diff.json",
        "application/json", on_click="ignore", type="tertiary", key=f"json-{key}", icon=":material/download:",
    )  # fmt: skip


@action
def _more(key: str) -> None:
    st.session_state[key] += PAGEFUL
