"""What a chat model invents on the dev questions, and what of it is shown: judged before the check and after it.

    POLICY_CHAT_URL=… POLICY_CHAT_MODEL=… python -m benchmarks.inventions [QUESTIONS]

Takes every n-th answerable dev question, so that as many are asked as wanted (20). The judge is the one of `policy eval`.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tqdm import tqdm

from assistant.answer import Answer
from assistant.ask import open_assistant
from assistant.writing.chat_model import ChatModel, Message, load_chat_model
from assistant.writing.fluent import FluentAssistant, Thinking
from assistant.writing.sentences import sentences
from eval.examinee import QUESTIONS
from eval.generated import Judgement
from eval.questions import load_questions
from eval.run import judged

DAY = date(2026, 1, 1)


class Overheard:
    """A chat model that keeps what the one behind it wrote."""

    def __init__(self, model: ChatModel) -> None:
        self.model, self.text = model, ""

    @property
    def name(self) -> str:
        return self.model.name

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.text = ""
        for piece in self.model.stream(messages):
            self.text += piece
            yield piece


def main() -> None:
    model = load_chat_model()
    if model is None:
        sys.exit("POLICY_CHAT_URL and POLICY_CHAT_MODEL name no chat model")
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    assistant = open_assistant()
    assistant.warm()
    overheard = Overheard(model)
    writer = FluentAssistant(assistant, overheard)
    set_ = [one for one in load_questions(QUESTIONS, assistant.corpus) if one.split == "dev" and not one.history]
    drafts = [assistant.ask(one.question, as_of=DAY) for one in set_]
    open_ = [draft for draft in drafts if draft.status == "answered" and writer.tells(draft)]
    before: list[Judgement] = []
    after: list[Judgement] = []
    answers: list[Answer] = []
    written = 0
    for draft in tqdm(open_[:: max(1, len(open_) // wanted)][:wanted], desc="questions", unit="q"):
        answer = writer.ask(draft.question, as_of=DAY)
        raw = replace(draft, text=Thinking().spoken(overheard.text), engine=model.name)
        written += len(list(sentences(raw.text)))
        before.append(judged(raw, assistant.corpus))
        after.append(judged(answer, assistant.corpus) if answer.engine != "extractive" else Judgement())
        answers.append(answer)
    made = [answer.generated for answer in answers if answer.generated is not None]
    print(f"{len(answers)} questions, {written} sentences by {model.name}")
    for name, found in (("before", before), ("after", after)):
        print(
            f"  {name}: {sum(one.numbers for one in found)} unsupported figures, {sum(one.units for one in found)} "
            f"departments, {sum(len(one.dangling) for one in found)} markers to nothing; {sum(one.sound for one in found)} answers sound"
        )
    counts = {outcome: sum(one.count(outcome) for one in made) for outcome in ("kept", "replaced", "dropped", "added")}
    print("  " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items()), end="; ")
    print(f"{sum(answer.engine == 'extractive' for answer in answers)} answers stayed extractive")
    for stage in ("first_token", "model", "check"):
        times = [answer.timings_ms[stage] for answer in answers if stage in answer.timings_ms]
        print(f"  {stage}: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")


if __name__ == "__main__":
    main()
