"""What a chat model writes over questions of a wide split, and what of it is left after the check: for a person to read.

No program says whether a sentence that passed the check is true; so each is written down beside the clause it cites. What the
model wrote is kept by what it was asked, so that a run goes on where it stopped and a mended check is tried on the same words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.writing.chat_model import ChatModel, ChatUnavailable, Message
from assistant.writing.fluent import FluentAssistant, close_stream
from assistant.writing.sentences import MARKER, markers_in
from corpus.errors import UsageError
from corpus.files import write_whole
from eval.run import judged
from eval.wide.build import Vectors, chunks, corpus_of, groups_of, open_over, read_pool
from eval.wide.set import WideQuestion, WideSet
from index.encoder import Encoder

Fate = Literal["whole", "mended", "dropped", "failed"]
FATES: dict[Fate, str] = {
    "whole": "整篇保留", "mended": "改过", "dropped": "整篇换成原文", "failed": "模型没有答完",
}  # fmt: skip
TEXTS, KEPT, READ = "texts.jsonl", "written.jsonl", "written.md"
LONGEST_CLAUSE = 700  # characters of a clause that the reader gets


class Recorded:
    """A chat model that writes once: what it wrote is kept in `path` by model and messages, and told again from there."""

    def __init__(self, model: ChatModel, path: Path) -> None:
        self.model, self.path = model, path
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        self._known: dict[str, str] = {kept["asked"]: kept["text"] for kept in map(json.loads, lines)}

    @property
    def name(self) -> str:
        return self.model.name

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        asked = hashlib.sha256(json.dumps([self.name, *messages], ensure_ascii=False).encode()).hexdigest()
        if asked in self._known:
            yield self._known[asked]
            return
        text = ""
        pieces = self.model.stream(messages)
        try:
            for piece in pieces:
                text += piece
                yield piece
        except GeneratorExit:  # whoever listens has heard enough: a model that runs in circles
            close_stream(pieces)
        except ChatUnavailable:  # a text that broke off is not kept
            raise
        self._keep(asked, text)

    def _keep(self, asked: str, text: str) -> None:
        self._known[asked] = text
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps({"asked": asked, "text": text}, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class Written:
    """A question with the answer that a chat model wrote and the check let through."""

    question: WideQuestion
    answer: Answer
    is_sound: bool  # in the eyes of the examiner, who knows figures and offices only

    @property
    def fate(self) -> Fate:
        generated = self.answer.generated
        if generated is None or (generated.failure and not generated.count("kept")):
            return "failed"
        if not generated.count("kept") or self.answer.engine == "extractive":
            return "dropped"
        return "mended" if any(generated.count(one) for one in ("replaced", "dropped", "added")) else "whole"

    @property
    def statements(self) -> tuple[str, ...]:
        """What the model wrote of what is shown."""
        generated = self.answer.generated
        shown = generated.sentences if generated is not None and self.fate in ("whole", "mended") else ()
        return tuple(one.text for one in shown if one.outcome == "kept")


def drawn(questions: Sequence[WideQuestion]) -> Iterator[WideQuestion]:
    """All questions by lot, one of each kind after the other."""
    kinds: dict[str, list[WideQuestion]] = {}
    for question in sorted(questions, key=lambda one: hashlib.sha256(one.id.encode()).hexdigest()):
        kinds.setdefault(question.kind, []).append(question)
    for place in range(max(map(len, kinds.values()), default=0)):
        yield from (kinds[kind][place] for kind in sorted(kinds) if place < len(kinds[kind]))


def opened(wide: WideSet, encoder: Encoder) -> Assistant:
    """The assistant over all documents of a split."""
    pool = read_pool(wide.files)
    names = [path.name for path in wide.files]
    cut = chunks(groups_of(names, (question.files for question in wide.questions)), (), len(names))
    return open_over(corpus_of(pool, cut[0].files), encoder, Vectors(encoder))


def written_over(
    wide: WideSet, assistant: Assistant, model: ChatModel, number: int, as_of: date, *, progress: bool = True
) -> Iterator[Written]:
    """`number` questions of the split that are handed to the model at all; what is refused or a long list is not."""
    if number < 1:
        raise UsageError("--questions 应是大于 0 的整数，例如 --questions 60。")
    writer = FluentAssistant(assistant, model)
    done = 0
    bar = tqdm(total=number, desc=model.name, unit="题", disable=not progress, leave=False)
    for question in drawn(wide.questions):
        telling = writer.tell(question.question, as_of=as_of)
        if not telling.is_written:
            continue
        for _ in telling:
            pass
        answer = telling.answer
        yield Written(question, answer, answer.engine == "extractive" or judged(answer, assistant.corpus).sound)
        bar.update()
        done += 1
        if done >= number:
            return


def told(written: Sequence[Written], model: str) -> Iterator[str]:
    """The table for the terminal."""
    fates = [one.fate for one in written]
    yield f"{model}：{len(written)} 题，" + "，".join(f"{words} {fates.count(fate)}" for fate, words in FATES.items())
    made = [one.answer.generated for one in written if one.answer.generated is not None]
    counts = {outcome: sum(one.count(outcome) for one in made) for outcome in ("kept", "replaced", "dropped", "added")}
    yield "  句子：保留 {kept}，换成原文 {replaced}，删去 {dropped}，补上 {added}".format(**counts)
    statements = sum(len(one.statements) for one in written)
    unsound = [one.question.id for one in written if not one.is_sound]
    yield f"  给人看的模型句子 {statements} 句；评测员（只认数字和部门）不认的回答 {len(unsound)} 个{'：' + '、'.join(unsound) if unsound else ''}"


def page(written: Sequence[Written], model: str) -> str:
    """Every statement that was left beside its clause, then what was not, in Markdown; 真？ is for whoever reads."""
    lines = [f"# {model}", "", *told(written, model), ""]
    for one in written:
        answer = one.answer
        lines += [f"## {one.question.id} {one.question.kind}：{FATES[one.fate]}", "", f"问：{answer.question}", ""]
        generated = answer.generated
        for sentence in generated.sentences if generated is not None else ():
            said = MARKER.sub("", sentence.text) if sentence.outcome == "added" else sentence.text
            why = f"（{'；'.join(sentence.faults)}）" if sentence.faults else ""
            lines.append(f"- {sentence.outcome} 真？ {said}{why}")
        lines.append("")
        marked = markers_in(answer.text)
        for citation in answer.citations:
            if citation.marker in marked:
                text = " ".join(citation.measure.text.split())[:LONGEST_CLAUSE]
                lines.append(f"> {citation.document_title} {citation.measure.label}：{text}")
                lines.append("")
    return "\n".join(lines) + "\n"


def lines_of(written: Sequence[Written]) -> str:
    """One line for each question, with what became of every sentence, claim by claim."""
    return "".join(
        json.dumps(
            {
                "id": one.question.id, "kind": one.question.kind, "question": one.answer.question, "fate": one.fate,
                "text": one.answer.text, "is_sound": one.is_sound, "statements": list(one.statements),
                "generated": None if one.answer.generated is None else one.answer.generated.to_json(),
                "warnings": list(one.answer.warnings),
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in written
    )  # fmt: skip


def save_written(folder: Path, written: Sequence[Written], model: str) -> None:
    """The page to read and the lines to compute with."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / READ, page(written, model).encode())
    write_whole(folder / KEPT, lines_of(written).encode())
