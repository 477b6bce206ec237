"""The labelled sentences through a judge of plausibility: a chat model asked whether the clauses bear a sentence out. For comparison.

It answers yes or no; how likely the no is, is what it is measured by, so that it can be set beside the check at any share of
faithful sentences dropped. Sentences are asked by lot, so that a run that is broken off has judged a sample.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tqdm import tqdm

from assistant.answer import Citation
from assistant.writing.chat_model import MODEL, URL, ChatSettings, ChatUnavailable, first_tokens
from assistant.writing.grounds import Context
from assistant.writing.sentences import MARKER
from corpus.errors import UsageError
from eval.wide.sentences import Told, contexts, found_in, load_told, pool_of

SHARES = (0.05, 0.10, 0.20, 0.30)  # of faithful sentences dropped, at which what is caught is told
AROUND = 300  # characters of a clause on either side of the words that are meant
CHOICES = 20  # likeliest tokens asked for
UNLIKELY = 1e-6  # of a word that is not among them
_YES, _NO = ("是", "有", "对", "yes"), ("否", "不", "没", "无", "错", "no")
_ASKED = "条款：\n{clauses}\n\n句子：{sentence}\n\n这句话说的每一点（金额、对象、级别、条件、时间、部门）都有上面的条款支持吗？只回答一个字：是 或 否。"


class Judge(Protocol):
    """Doubts a sentence: how likely it is that the clauses do not bear it out."""

    def doubt(self, clauses: str, sentence: str) -> float: ...


class ChatJudge:
    """A chat model behind an OpenAI-compatible endpoint that tells how likely its tokens are."""

    def __init__(self, settings: ChatSettings) -> None:
        self.settings = settings

    def doubt(self, clauses: str, sentence: str) -> float:
        """Raises UsageError where the endpoint does not answer, or does not tell how likely its words are."""
        try:
            choices = first_tokens(self.settings, _ASKED.format(clauses=clauses, sentence=sentence), CHOICES)
        except ChatUnavailable as error:
            raise UsageError(f"{error}（请检查 {URL} 和 {MODEL}）") from error
        return share_of_no(choices)


def share_of_no(choices: Sequence[tuple[str, float]]) -> float:
    """How likely no is, of yes and no: tokens with the logarithms of what is likely.

    >>> round(share_of_no([("是", -0.1), ("否", -2.4), ("条", -5.0)]), 2)
    0.09
    """
    yes = sum(math.exp(log) for token, log in choices if token.strip().lower().startswith(_YES))
    no = sum(math.exp(log) for token, log in choices if token.strip().lower().startswith(_NO))
    return (no + UNLIKELY) / (yes + no + 2 * UNLIKELY)


@dataclass(frozen=True, slots=True)
class Doubted:
    """A labelled sentence with the judge's doubt, and whether the check drops it."""

    told: Told
    doubt: float
    is_dropped: bool


def sample_of(told: Sequence[Told], number: int | None) -> list[Told]:
    """`number` of the sentences by lot, the same every time; all where there are no more.

    >>> made = [Told("a.txt", (), "", str(place), True, "other", "", "") for place in range(9)]
    >>> sample_of(made, 4) == sample_of(made[::-1], 4), len(sample_of(made, None))
    (True, 9)
    """
    lot = sorted(told, key=lambda one: hashlib.sha256(f"{one.file}\n{one.sentence}".encode()).hexdigest())
    return lot[:number]


def doubted_sentences(split: str, judge: Judge, number: int | None = None, *, progress: bool = True) -> list[Doubted]:
    """Sentences of a split before the judge and before the check."""
    told = load_told(split)
    grounds = {id(one): context for one, context in contexts(pool_of(split, told), told)}
    doubted = []
    for one in tqdm(sample_of(told, number), desc="评判", unit="句", disable=not progress, leave=False):
        context = grounds[id(one)]
        doubt = judge.doubt(_clauses(context), MARKER.sub("", one.sentence))
        doubted.append(Doubted(one, doubt, bool(found_in(one.sentence, context))))
    return doubted


def _clauses(context: Context) -> str:
    return "\n".join(f"{context.heads.get(one.measure.id, '')}{_stretch(one)}" for one in context.citations.values())


def _stretch(citation: Citation) -> str:
    """The clause, or what stands around the words that are meant."""
    start = citation.quote_span.start - citation.measure.span.start
    end = citation.quote_span.end - citation.measure.span.start
    return citation.measure.text[max(0, start - AROUND) : end + AROUND]


def told_lines(doubted: Sequence[Doubted], model: str) -> Iterator[str]:
    """The judge beside the check, over the same sentences."""
    faulty = [one for one in doubted if not one.told.faithful]
    faithful = [one for one in doubted if one.told.faithful]
    yield f"{len(doubted)} 句（错的 {len(faulty)}，对的 {len(faithful)}）"
    dropped = sum(one.is_dropped for one in faithful)
    yield f"核对：{_shares(sum(one.is_dropped for one in faulty), len(faulty), dropped, len(faithful))}"
    half = (
        sum(one.doubt > 0.5 for one in faulty),
        len(faulty),
        sum(one.doubt > 0.5 for one in faithful),
        len(faithful),
    )
    yield f"{model} 答否：{_shares(*half)}"
    ranked = sorted((one.doubt for one in faithful), reverse=True)
    shares = [dropped / max(1, len(faithful)), *SHARES]
    for share in shares if ranked else ():
        edge = ranked[min(len(ranked) - 1, round(share * len(ranked)))]
        caught = sum(one.doubt > edge for one in faulty)
        yield f"{model} 误删 {share:.3f} 时查出 {caught}/{len(faulty)} = {caught / max(1, len(faulty)):.3f}"


def _shares(caught: int, faulty: int, dropped: int, faithful: int) -> str:
    return f"错的查出 {caught}/{faulty} = {caught / max(1, faulty):.3f}，对的误删 {dropped}/{faithful} = {dropped / max(1, faithful):.3f}"
