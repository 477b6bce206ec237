"""Three clauses, an assistant of a few lines and seven questions: enough to examine an examination. No model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answer import Answer, Citation
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus
from eval.questions import Gold, Question
from eval.run import Conditions
from eval.scored import Scored
from index.hit import Hit

CLAUSES = {"1.": "1.给予20万元奖励。", "2.": "2.由市科技局牵头。", "3.": "3.予以补助。"}
SOURCE = "".join(CLAUSES.values())
CONDITIONS = Conditions("toy", "corpus-a", "set-a", "all", "abc", "2020-06-16T00:00:00+08:00")


def measures() -> list[Measure]:
    made = []
    for label, text in CLAUSES.items():
        start = SOURCE.index(text)
        span = Span(start, start + len(text))
        made.append(Measure(f"d/{label}", "d", "正文", (label,), label, label, text, span, "measure"))
    return made


CORPUS = Corpus((Document("d", "某文件", "d.txt", ""),), tuple(measures()), {"d": SOURCE}, "corpus-a")


class ToyAssistant:
    """Ranks clauses by characters shared with the question; answers with the first, or refuses where none fits."""

    def search(self, question: str, k: int, history: Sequence[str] = ()) -> list[Hit]:
        asked = set("".join([*history, question]))
        scored = [(len(asked & set(measure.text)), measure) for measure in CORPUS.units]
        ranked = sorted(scored, key=lambda pair: -pair[0])
        return [Hit(measure, float(score), measure.span) for score, measure in ranked if score][:k]

    def ask(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Answer:
        if "崩" in question:
            raise RuntimeError("模型不见了")
        hits = self.search(question, 1, history)
        today = as_of or date(2020, 6, 16)
        if not hits:
            return Answer(question, "not_found", "没有找到。", today)
        best = hits[0].measure
        cited = Citation(1, best, "某文件", "d.txt", best.text, best.span, hits[0].score, "not stated")
        return Answer(question, "answered", f"{best.text}[1]", today, (cited,))


QUESTIONS = (
    Question("sum", "amount", "奖励多少？", "answered", gold=(Gold("d", "给予20万元"),), facts=("200,000元",)),
    Question("who", "department", "谁牵头？", "answered", gold=(Gold("d", "由市科技局牵头"),), facts=("市科技局",)),
    Question("then", "follow_up", "？", "answered", history=("谁牵头",), gold=(Gold("d", "由市科技局牵头"),)),
    Question("none", "unanswerable", "深圳？", "not_found"),
    Question("untold", "unanswerable", "补助？", "not_stated", gold=(Gold("d", "予以补助"),)),
    Question("two", "support", "奖励补助", "answered", gold=(Gold("d", "给予20万元"), Gold("d", "予以补助"))),
    Question("crash", "phrase", "奖励崩了", "answered", gold=(Gold("d", "给予20万元"),), facts=("20万元",)),
)


def by_id(scored: Sequence[Scored], name: str) -> Scored:
    return next(one for one in scored if one.question.id == name)
