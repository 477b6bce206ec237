"""From use to test: feedback becomes candidates in a file, a person reads them, the accepted ones join the set.

In one folder: `candidates.jsonl` (question-set lines, to be edited by hand), `review.md` (what to read while doing so)
and `rejected.txt` (ids never to be offered again). Nothing a person has edited is overwritten.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.showing.feedback import read_feedback
from assistant.writing.values import values_in
from corpus.errors import BadQuestionSet, UsageError
from corpus.json_text import json_of
from corpus.parse import Corpus
from eval.drafts import Draft, draft
from eval.questions import Question, load_questions, question_to_line, read_question, resolve

CANDIDATES, SHEET, REJECTED = "candidates.jsonl", "review.md", "rejected.txt"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of the feedback: entries read, new candidates, candidates waiting, entries a person must complete."""

    read: int
    new: int
    waiting: int
    open: int
    damaged: tuple[str, ...]
    candidates: Path
    sheet: Path


def prepare(source: Path, folder: Path, into: Path, corpus: Corpus) -> Prepared:
    """Draft a candidate for each new feedback in `source` and write the sheet for the reviewer."""
    feedback, damaged = read_feedback(source)
    known = load_questions(into, corpus) if into.exists() else ()
    taken = {question.id for question in known} | _rejected(folder)
    asked = {(question.history, question.question) for question in known}
    waiting = {name: line for name, line in _candidate_lines(folder) if name not in taken}
    before = len(waiting)
    drafts = [draft(one, corpus) for one in feedback]
    open_drafts = []
    for one in drafts:
        key = (one.feedback.history, one.feedback.question)
        if one.id in taken or one.id in waiting or key in asked:
            continue
        if one.question is None:
            open_drafts.append(one)
            continue
        asked.add(key)
        waiting[one.id] = question_to_line(one.question)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / CANDIDATES, "".join(line + "\n" for line in waiting.values()))
    _write(folder / SHEET, _sheet(waiting, {one.id: one for one in drafts}, open_drafts, corpus, into))
    return Prepared(
        read=len(feedback),
        new=len(waiting) - before,
        waiting=len(waiting),
        open=len(open_drafts),
        damaged=tuple(damaged),
        candidates=folder / CANDIDATES,
        sheet=folder / SHEET,
    )


def accept(names: Sequence[str], folder: Path, into: Path, corpus: Corpus) -> tuple[Question, ...]:
    """Move the named candidates, as they stand in the file now, into the set `into`; all of them or none."""
    lines = dict(_candidate_lines(folder))
    _known(names, lines, folder)
    old = load_questions(into, corpus) if into.exists() else ()
    ids = {question.id for question in old}
    questions = []
    for name in names:
        try:
            question = read_question(lines[name], corpus)
        except BadQuestionSet as wrong:
            raise BadQuestionSet(f"{folder / CANDIDATES}：候选题 {name}：{wrong}") from None
        if question.id in ids:
            raise BadQuestionSet(f"{into}：已有 id 是「{question.id}」的题。")
        ids.add(question.id)
        questions.append(question)
    text = into.read_text("utf-8-sig") if into.exists() else ""
    joint = "" if not text or text.endswith("\n") else "\n"
    _write(into, text + joint + "".join(question_to_line(question) + "\n" for question in questions))
    _drop(names, lines, folder)
    return tuple(questions)


def reject(names: Sequence[str], folder: Path) -> None:
    """Take the named candidates off the list for good."""
    lines = dict(_candidate_lines(folder))
    _known(names, lines, folder)
    _write(folder / REJECTED, "".join(name + "\n" for name in sorted(_rejected(folder) | set(names))))
    _drop(names, lines, folder)


def _known(names: Sequence[str], lines: dict[str, str], folder: Path) -> None:
    if missing := [name for name in names if name not in lines]:
        waiting = "、".join(lines) or "无"
        raise UsageError(f"{folder / CANDIDATES} 里没有候选题 {'、'.join(missing)}（待审：{waiting}）。")


def _candidate_lines(folder: Path) -> list[tuple[str, str]]:
    """(id, line) of each candidate. Raises BadQuestionSet naming the line that a hand has broken."""
    path = folder / CANDIDATES
    found = []
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n") if path.exists() else (), 1):
        if line.strip():
            try:
                found.append((str(json_of(line)["id"]), line))
            except (ValueError, KeyError, TypeError):
                raise BadQuestionSet(f"{path}:{number}：不是带 id 的 JSON 对象，请改正这一行。") from None
    return found


def _rejected(folder: Path) -> set[str]:
    path = folder / REJECTED
    return set(path.read_text("utf-8").split()) if path.exists() else set()


def _drop(names: Iterable[str], lines: dict[str, str], folder: Path) -> None:
    gone = set(names)
    _write(folder / CANDIDATES, "".join(line + "\n" for name, line in lines.items() if name not in gone))


def _write(path: Path, text: str) -> None:
    """All or nothing: a crash leaves the file as it was."""
    handle, draft_name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(draft_name).chmod(mode)
        Path(draft_name).replace(path)
    except BaseException:
        Path(draft_name).unlink(missing_ok=True)
        raise


def _sheet(
    waiting: dict[str, str], drafts: dict[str, Draft], open_drafts: Sequence[Draft], corpus: Corpus, into: Path
) -> str:
    parts = [
        "# 候选题审阅表",
        f"这张表由 `policy eval review` 写出，每次重写；要改题请改同一文件夹里的 `{CANDIDATES}`。",
        f"收下：`policy eval review --accept ID`（写进 `{into.name}`）；不收：`policy eval review --reject ID`。",
        "看四样：问题读得通；状态对；gold 是必须引用的条款，一条不多、一条不少；facts 是答案里必须出现的原文。",
        f"## 待审 {len(waiting)} 题",
        *(_entry(name, line, drafts.get(name), corpus) for name, line in waiting.items()),
        f"## 需人补条款 {len(open_drafts)} 条",
        *(_open_entry(one) for one in open_drafts),
    ]
    return "\n\n".join(parts) + "\n"


def _entry(name: str, line: str, made: Draft | None, corpus: Corpus) -> str:
    try:
        question = read_question(line, corpus)
    except BadQuestionSet as wrong:
        return f"### {_md(name)}\n\n**这一行还不合格：** {_md(str(wrong))}"
    asked = [*question.history, question.question]
    parts = [
        f"### {_md(name)}",
        "\n".join(f"> {_md(turn)}" for turn in asked),
        f"题型 {question.kind}，状态 {question.status}，归入 {question.split}",
    ]
    for gold in question.gold:
        unit = resolve(gold, corpus)
        text = _md(unit.text)
        snippet = _md(gold.snippet)
        parts.append(
            f"- gold：{_md(unit.document_id)} {_md(unit.label)}\n\n  {text.replace(snippet, f'**{snippet}**')}"
        )
    values = [words for gold in question.gold for words, value in values_in(gold.snippet) if value[0] != "数"]
    if values and not question.facts:
        parts.append(f"可以写进 facts 的：{'、'.join(map(_md, dict.fromkeys(values)))}")
    if question.note:
        parts.append(f"备注：{_md(question.note)}")
    if made is not None and made.feedback.cited and made.feedback.verdict == "down":
        shown = "；".join(f"{one.document} {one.label}" for one in made.feedback.cited)
        parts.append(f"当时引用的是：{_md(shown)}")
    return "\n\n".join(parts)


def _open_entry(one: Draft) -> str:
    feedback = one.feedback
    parts = [f"### {_md(one.id)}", "\n".join(f"> {_md(turn)}" for turn in (*feedback.history, feedback.question))]
    parts.append(f"{one.reason and _md(one.reason)} 当时的状态 {feedback.status}。")
    if feedback.correction or feedback.comment:
        parts.append(f"用户的话：{_md(feedback.correction)} {_md(feedback.comment)}".rstrip())
    example: dict[str, Any] = {"id": one.id, "kind": "…", "question": feedback.question}
    example |= {"history": list(feedback.history), "gold": [{"document": "…", "snippet": "…"}], "facts": []}
    example |= {"status": "answered", "note": "", "split": "dev"}
    parts.append(f"补好后作为一行写进 `{CANDIDATES}`：\n\n```json\n{_fenced(example)}\n```")
    return "\n\n".join(parts)


def _fenced(value: object) -> str:
    """JSON that cannot end the fence around it."""
    return json.dumps(value, ensure_ascii=False).replace("`", "\\u0060")


def _md(text: str) -> str:
    """Text as Markdown that shows it and does nothing else."""
    flat = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", flat)
