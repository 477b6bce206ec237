"""A test set in, checked questions out. Gold points at words of the source, never at ids, so it survives a better parser.

One JSON object a line: id, kind, question, history, gold, also_ok, facts, status, note, split. `gold` are the clauses
an answer must cite, `also_ok` those it may; each is {"document": id, "snippet": words that stand in that document's
source exactly once}. `facts` are words that must be in the answer and do stand in a gold clause or in the register.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from assistant.answer import Status
from assistant.writing.grounds import registered_words
from corpus.errors import BadQuestionSet
from corpus.files import read_text
from corpus.json_text import json_of
from corpus.measure import Measure, Span
from corpus.parse import Corpus
from eval.facts import is_stated

Kind = Literal[
    "amount", "support", "profile", "department", "clause_number", "phrase", "comparison", "follow_up", "unanswerable"
]  # fmt: skip
Split = Literal["dev", "judge"]  # dev: tune on it; judge: run for a report only
KINDS: tuple[Kind, ...] = get_args(Kind)
SPLITS: tuple[Split, ...] = get_args(Split)
STATUSES: tuple[Status, ...] = get_args(Status)

MOST_SHOWN = 40  # wrong lines named in one go

_Word = TypeVar("_Word", bound=str)
_REQUIRED = {"id", "kind", "question", "status"}
_ORDER = ("id", "kind", "question", "history", "gold", "also_ok", "facts", "status", "note", "split")
_FIELDS = frozenset(_ORDER)
# 那行业标准呢？ 它的配合单位 下一条: words that lean on a turn before; the first turn of a conversation has none
_LEANS = re.compile(r"那(?!些|里|边)|它|[上下前后]一?[条项问]|(?:And|What about) ")


@dataclass(frozen=True, slots=True)
class Gold:
    """A clause named by words of its own: Gold("changji-2020", "有效期至2025年12月31日")."""

    document: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Question:
    """One examination question with what a right answer must show."""

    id: str
    kind: Kind
    question: str
    status: Status
    history: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    also_ok: tuple[Gold, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""
    split: Split = "dev"


class _Wrong(Exception):
    """What is wrong with one line; the loader adds file and line number."""


def load_questions(path: Path, corpus: Corpus) -> tuple[Question, ...]:
    """Read a test set and check every line against `corpus`.

    Raises BadQuestionSet with a sentence for each wrong line: file, line, reason, and the question's id where it has one.
    """
    seen: dict[str, int] = {}
    questions: list[Question] = []
    wrong: list[str] = []
    for number, line in _lines(path):
        name = ""
        try:
            question = parse_question(line)
            if question.id in seen:
                raise _Wrong(f"id「{question.id}」与第 {seen[question.id]} 行重复，请改成不同的 id。")
            name = f"（题 {question.id}）"
            seen[question.id] = number
            _check(question, corpus)
        except _Wrong as reason:
            wrong.append(f"{path}:{number}：{reason}{name}")
        else:
            questions.append(question)
    if wrong:
        more = [f"……还有 {len(wrong) - MOST_SHOWN} 行"] if len(wrong) > MOST_SHOWN else []
        raise BadQuestionSet("\n".join([*wrong[:MOST_SHOWN], *more]))
    if not questions:
        raise BadQuestionSet(f"{path}：一道题也没有，请每行写一个 JSON 对象。")
    return tuple(questions)


def questions_fingerprint(path: Path) -> str:
    """The sha256 of a test set's bytes, kept with every run and every floor."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def resolve(gold: Gold, corpus: Corpus) -> Measure:
    """The unit in which the snippet stands. Raises BadQuestionSet where it stands nowhere, twice, or across units."""
    try:
        return _resolve(gold, corpus)
    except _Wrong as wrong:
        raise BadQuestionSet(str(wrong)) from None


def read_question(line: str, corpus: Corpus) -> Question:
    """One line as a question, checked against `corpus`. Raises BadQuestionSet with the reason alone."""
    try:
        question = parse_question(line)
        _check(question, corpus)
    except _Wrong as wrong:
        raise BadQuestionSet(str(wrong)) from None
    return question


def check_question(question: Question, corpus: Corpus) -> None:
    """Raises BadQuestionSet with the reason where `question` does not fit `corpus`."""
    try:
        _check(question, corpus)
    except _Wrong as wrong:
        raise BadQuestionSet(str(wrong)) from None


def question_to_line(question: Question) -> str:
    """`question` as a line of a test set, its fields in the order in which people read them."""
    given = asdict(question)
    return json.dumps({name: given[name] for name in _ORDER}, ensure_ascii=False)


def parse_question(line: str) -> Question:
    """One line as a Question, checked for form only; `_Wrong` says what is missing."""
    try:
        given = json_of(line)
    except json.JSONDecodeError as error:
        raise _Wrong(f"不是合法的 JSON（第 {error.colno} 个字符：{error.msg}），请改正。") from None
    if not isinstance(given, dict):
        raise _Wrong("应是一个 JSON 对象（{…}）。")
    if missing := sorted(_REQUIRED - given.keys()):
        raise _Wrong(f"缺少字段 {'、'.join(missing)}，请补上。")
    if unknown := sorted(given.keys() - _FIELDS):
        raise _Wrong(f"有不认识的字段 {'、'.join(unknown)}（可用：{'、'.join(sorted(_FIELDS))}）。")
    return Question(
        id=_text(given, "id"),
        kind=_one_of(given, "kind", KINDS),
        question=_text(given, "question"),
        status=_one_of(given, "status", STATUSES),
        history=_texts(given, "history"),
        gold=_golds(given, "gold"),
        also_ok=_golds(given, "also_ok"),
        facts=_texts(given, "facts"),
        note=str(given.get("note", "")),
        split=_one_of({"split": "dev"} | given, "split", SPLITS),
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = read_text(path)
    except OSError as error:
        raise BadQuestionSet(f"{path}：打不开（{error.strerror}）。请检查路径。") from None
    except UnicodeDecodeError as error:
        raise BadQuestionSet(f"{path}：不是 UTF-8 文本（第 {error.start} 个字节）。请另存为 UTF-8。") from None
    except ValueError:
        raise BadQuestionSet(f"{path}：这个文件名不能用。请检查路径。") from None
    # Not splitlines(): JSON text may hold U+2028 and its like, which are no line ends here.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _check(question: Question, corpus: Corpus) -> None:
    if question.kind == "follow_up" and not question.history:
        raise _Wrong("追问（follow_up）没有 history，请写上之前的问题。")
    if question.history and _LEANS.match(question.history[0]):
        raise _Wrong(f"history 的第一问「{question.history[0]}」本身是追问，请从对话的第一问写起。")
    if question.status == "answered" and not question.gold:
        raise _Wrong("status 是 answered 却没有 gold，请写上必须引用的条款。")
    if question.status in ("not_found", "clarify") and question.gold:
        raise _Wrong(f"status 是 {question.status} 却给了 gold；有条款而缺内容的应写 not_stated。")
    units = [_resolve(gold, corpus) for gold in question.gold]
    for also in question.also_ok:
        _resolve(also, corpus)
    cited = {unit.document_id for unit in units}
    registered = [text for document in corpus.documents if document.id in cited for text in registered_words(document)]
    for fact in question.facts:
        if not any(fact in unit.text for unit in units) and not any(is_stated(fact, text) for text in registered):
            raise _Wrong(f"事实「{fact}」不在任何一条 gold 条款里，也不是登记的值，请逐字核对。")


def _resolve(gold: Gold, corpus: Corpus) -> Measure:
    source = corpus.sources.get(gold.document)
    if source is None:
        raise _Wrong(f"没有登记的文件「{gold.document}」（可用：{'、'.join(sorted(corpus.sources))}）。")
    # Overlapping occurrences count too: "出现一次" must hold however one looks.
    starts = [found.start() for found in re.finditer(f"(?={re.escape(gold.snippet)})", source)]
    if len(starts) != 1:
        raise _Wrong(f"片段「{gold.snippet}」在文件 {gold.document} 中出现 {len(starts)} 次，应恰好出现一次。")
    span = Span(starts[0], starts[0] + len(gold.snippet))
    around = [unit for unit in corpus.units if unit.document_id == gold.document and unit.span.contains(span)]
    if not around:
        raise _Wrong(f"片段「{gold.snippet}」跨了文件 {gold.document} 的条款边界，请取一条之内的文字。")
    unit = min(around, key=lambda unit: unit.span.end - unit.span.start)
    if unit.kind == "boilerplate":
        raise _Wrong(f"片段「{gold.snippet}」落在文件 {gold.document} 的页面杂项里，不能引用。")
    return unit


def _text(given: Mapping[str, Any], field: str) -> str:
    value = given[field]
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{field} 应是非空的文字。")
    return value


def _texts(given: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = given.get(field, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise _Wrong(f'{field} 应是文字的列表，例如 ["…"]，每项不为空。')
    return tuple(value)


def _golds(given: Mapping[str, Any], field: str) -> tuple[Gold, ...]:
    value = given.get(field, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _Wrong(f'{field} 应是列表，每项写成 {{"document": …, "snippet": …}}。')
    for item in value:
        if set(item) != {"document", "snippet"}:
            raise _Wrong(f"{field} 的每一项应恰好有 document 和 snippet 两个字段。")
    return tuple(Gold(_text(item, "document"), _text(item, "snippet")) for item in value)


def _one_of(given: Mapping[str, Any], field: str, allowed: tuple[_Word, ...]) -> _Word:
    for value in allowed:
        if value == given[field]:
            return value
    raise _Wrong(f"不认识的 {field}「{given[field]}」（可用：{'、'.join(allowed)}）。")
