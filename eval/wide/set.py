"""A wide set in, checked questions, cards and grants out. Everything points at words of a file, nothing at our ids.

A folder holds `documents/`, `questions.jsonl` and, where there are any, `cards.jsonl` and `grants.jsonl`. A folder whose
files lie beside `questions.jsonl`, with a `split` on each question, is one of several splits of documents.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from corpus.errors import BadQuestionSet, UsageError

Verdict = Literal["yes", "no", "depends"]
Kind = Literal[
    "amount", "conditions", "materials", "procedure", "deadline", "contact", "department", "validity", "clause",
    "definition", "profile", "compare", "presupposition", "table", "arithmetic", "unanswerable",
]  # fmt: skip
Expected = Literal["answered", "refuse"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OWN_SPLITS = ("learn", "dev", "judge")
REAL_SPLITS = ("real-learn", "real-dev")
SPLITS = (*OWN_SPLITS, *REAL_SPLITS)
HERE = Path(__file__).parent
SETTING = "POLICY_WIDE_REAL"

MOST_SHOWN = 40  # wrong lines named in one go
_QUESTION_FIELDS = {
    "id",
    "kind",
    "file",
    "question",
    "en",
    "gold",
    "also_ok",
    "must",
    "verdict",
    "status",
    "note",
    "split",
    "pair",
}
_NEEDED = {"id", "kind", "question", "gold", "must", "status"}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words that stand in a file: Snippet("jiuye.txt", "每人补贴2000元")."""

    file: str
    snippet: str


@dataclass(frozen=True, slots=True)
class WideQuestion:
    """One question with what a right answer shows. An English version is a question of its own, `language` "en".

    `must` are words that the answer has to say; of an arithmetic question the first is the figure worked out.
    `file` is None where no document is meant; `pair` names the two questions that differ in one small thing, one stated, one not.
    """

    id: str
    kind: Kind
    question: str
    status: Expected
    file: str | None = None
    gold: tuple[Snippet, ...] = ()
    also_ok: tuple[Snippet, ...] = ()
    must: tuple[str, ...] = ()
    verdict: Verdict | None = None
    note: str = ""
    language: Literal["zh", "en"] = "zh"
    pair: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The documents that must be there when it is asked."""
        named = [*([self.file] if self.file else []), *(one.file for one in (*self.gold, *self.also_ok))]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Card:
    """What a careful reader says of a document; None where the document does not say. Places are whole paths."""

    file: str
    title: str
    aliases: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    places: tuple[str, ...] = ()
    issued: date | None = None
    starts: date | None = None
    ends: date | None = None
    repeals: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A labelled sum or share: Sum(50.0, "万元", "人·月")."""

    value: float
    unit: str
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One labelled row: what one recipient gets. `form` is "none" (or a fine, a fee) for what grants nothing."""

    file: str
    snippet: str
    recipient: str = ""
    form: str = "none"
    level: str | None = None
    condition: tuple[str, ...] = ()
    amount: Sum | None = None
    amount_to: float | None = None
    rate: float | None = None
    base: str | None = None
    cap: tuple[Sum, ...] = ()
    bound: str | None = None
    schedule: tuple[float, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class WideSet:
    """One split: its files, its questions in the order asked, its cards and grants. `fingerprint` covers all bytes."""

    name: str
    files: tuple[Path, ...]
    questions: tuple[WideQuestion, ...]
    cards: tuple[Card, ...] = ()
    grants: tuple[Grant, ...] = ()
    fingerprint: str = ""


class _Wrong(Exception):
    """What is wrong with one line; the loader adds file and line number."""


def load_split(name: str) -> WideSet | None:
    """The split called `name`; None where it is not on this machine. Raises BadQuestionSet naming every wrong line."""
    if name in REAL_SPLITS:
        folder = os.environ.get(SETTING, "").strip()
        return load_set(Path(folder), name, name.removeprefix("real-")) if folder else None
    return load_set(HERE / name, name) if (HERE / name / "questions.jsonl").exists() else None


def load_set(folder: Path, name: str, split: str | None = None) -> WideSet:
    """The set of a folder; with `split` only the questions of that split and the documents that they name.

    Raises BadQuestionSet with a sentence for each wrong line, UsageError where there is no set.
    """
    if not (folder / "questions.jsonl").is_file():
        raise UsageError(f"{folder}：没有 questions.jsonl。请给出题集的文件夹，写法见 docs/eval.md。")
    files = {path.name: path for path in _documents(folder)}
    wrong: list[str] = []
    asked = list(_read(folder / "questions.jsonl", _question(files), wrong))
    cards = list(_read(folder / "cards.jsonl", _card(files), wrong))
    grants = list(_read(folder / "grants.jsonl", _grant(files), wrong))
    # Labelled elsewhere under another name, in the same form
    grants += list(_read(folder / "benefits.jsonl", _grant(files), wrong))
    seen: dict[str, int] = {}
    for number, _, question in asked:
        if question.id in seen:
            wrong.append(
                f"{folder / 'questions.jsonl'}:{number}：id「{question.id}」与第 {seen[question.id]} 行重复，请改。"
            )
        seen[question.id] = number
    if wrong:
        more = [f"……还有 {len(wrong) - MOST_SHOWN} 行"] if len(wrong) > MOST_SHOWN else []
        raise BadQuestionSet("\n".join([*wrong[:MOST_SHOWN], *more]))
    chosen = [(given, one) for _, given, one in asked if split is None or given.get("split") == split]
    if not chosen:
        raise BadQuestionSet(f"{folder / 'questions.jsonl'}：没有 split 是 {split} 的题，请检查。")
    named = {file for _, one in chosen for file in one.files} if split is not None else set(files)
    questions = [each for given, one in chosen for each in _versions(given, one)]
    return WideSet(
        name,
        tuple(path for file, path in files.items() if file in named),
        tuple(questions),
        tuple(card for _, _, card in cards if card.file in named),
        tuple(grant for _, _, grant in grants if grant.file in named),
        _fingerprint([path for file, path in files.items() if file in named], folder),
    )


def _documents(folder: Path) -> list[Path]:
    inside = folder / "documents"
    listed = sorted(inside.iterdir() if inside.is_dir() else folder.iterdir())
    return [
        path
        for path in listed
        if path.is_file()
        and not path.name.startswith((".", "README"))
        and path.suffix not in (".jsonl", ".json", ".toml")
    ]


def _fingerprint(files: Sequence[Path], folder: Path) -> str:
    lists = [folder / f"{name}.jsonl" for name in ("questions", "cards", "grants", "benefits")]
    whole = hashlib.sha256()
    for path in (*files, *(path for path in lists if path.exists())):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _versions(given: Mapping[str, Any], question: WideQuestion) -> Iterator[WideQuestion]:
    yield question
    if given.get("en"):
        yield replace(question, id=f"{question.id}-en", question=str(given["en"]), language="en")


def _read(
    path: Path, made: Callable[[Mapping[str, Any]], _T], wrong: list[str]
) -> Iterator[tuple[int, Mapping[str, Any], _T]]:
    """Each line with its number, as given and as made; what cannot be made is noted in `wrong`. No file, no lines."""
    if not path.exists():
        return
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        wrong.append(f"{path}：读不了（{type(error).__name__}），请存为 UTF-8。")
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            if not isinstance(given, dict):
                raise _Wrong("应是一个 JSON 对象（{…}）。")
            yield number, given, made(given)
        except json.JSONDecodeError as error:
            wrong.append(f"{path}:{number}：不是合法的 JSON（第 {error.colno} 个字符：{error.msg}），请改正。")
        except _Wrong as reason:
            wrong.append(f"{path}:{number}：{reason}")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            wrong.append(f"{path}:{number}：字段写法不对（{type(error).__name__}: {error}），写法见 docs/eval.md。")


def _question(files: Mapping[str, Path]) -> Callable[[Mapping[str, Any]], WideQuestion]:
    def made(given: Mapping[str, Any]) -> WideQuestion:
        if missing := sorted(_NEEDED - given.keys()):
            raise _Wrong(f"缺少字段 {'、'.join(missing)}，请补上。")
        if unknown := sorted(given.keys() - _QUESTION_FIELDS):
            raise _Wrong(f"有不认识的字段 {'、'.join(unknown)}，请删去。")
        question = WideQuestion(
            id=_text(given, "id"),
            kind=cast(Kind, _one_of(given, "kind", KINDS)),
            question=_text(given, "question"),
            status=cast(Expected, _one_of(given, "status", get_args(Expected))),
            file=given.get("file"),
            gold=_snippets(given, "gold"),
            also_ok=_snippets(given, "also_ok"),
            must=tuple(str(word) for word in given["must"]),
            verdict=cast("Verdict | None", _one_of(given, "verdict", (None, *get_args(Verdict)))),
            note=str(given.get("note") or ""),
            language=_language(given["question"]),
            pair=given.get("pair"),
        )
        for file in question.files:
            if file not in files:
                raise _Wrong(f"没有文件「{file}」，请放进 documents 文件夹或改名（题 {question.id}）。")
        if question.status == "answered" and not (question.gold and question.must):
            raise _Wrong(f"能回答的题要有 gold 和 must（题 {question.id}）。")
        if question.status == "refuse" and (question.gold or question.must):
            raise _Wrong(f"要拒答的题不能有 gold 和 must（题 {question.id}）。")
        return question

    return made


def _language(question: str) -> Literal["zh", "en"]:
    return "zh" if len(re.findall("[\u4e00-\u9fff]", question)) * 2 >= len(re.findall("[A-Za-z]+", question)) else "en"


def _card(files: Mapping[str, Path]) -> Callable[[Mapping[str, Any]], Card]:
    def made(given: Mapping[str, Any]) -> Card:
        return Card(
            file=_file(given, files),
            title=_text(given, "title"),
            aliases=tuple(given.get("aliases") or ()),
            number=given.get("number") or None,
            issuer=given.get("issuer") or None,
            places=tuple(given.get("places") or ()),
            issued=_day(given, "issued"),
            starts=_day(given, "starts"),
            ends=_day(given, "ends"),
            repeals=tuple(given.get("repeals") or ()),
            kind=str(given.get("kind") or ""),
        )

    return made


def _grant(files: Mapping[str, Path]) -> Callable[[Mapping[str, Any]], Grant]:
    def made(given: Mapping[str, Any]) -> Grant:
        rate = _number(given.get("rate"))
        amount = _sum(given["amount"]) if (given.get("amount") or {}).get("value") is not None else None
        cap = tuple(_sum(one) for one in given.get("cap") or ())
        if rate is not None and amount is not None and amount.unit.endswith("元"):
            # a share is paid: the sum beside it is its limit, whether repeated among the caps or not
            cap, amount = cap or (amount,), None
        return Grant(
            file=_file(given, files),
            snippet=_text(given, "snippet"),
            recipient=str(given.get("recipient") or ""),
            form=str(given.get("form") or "none"),
            level=given.get("level") or None,
            condition=tuple(str(one) for one in given.get("condition") or ()),
            amount=amount,
            amount_to=_number(given.get("amount_to")),
            rate=rate,
            base=given.get("base") or None,
            cap=cap,
            bound=given.get("bound") or None,
            schedule=tuple(value for one in given.get("schedule") or () if (value := _number(_worth(one))) is not None),
            id=str(given.get("id") or ""),
        )

    return made


def _worth(given: Any) -> Any:
    return given.get("value") if isinstance(given, dict) else given


def _number(given: Any) -> float | None:
    """A number as writers give it: 0.5, "50%", {"value": 50}."""
    given = _worth(given)
    if given is None or isinstance(given, bool):
        return None
    if isinstance(given, str):
        return float(given.strip("%")) / (100 if given.endswith("%") else 1) if given.strip("%.").isdigit() else None
    return float(given)


def _sum(given: Mapping[str, Any]) -> Sum:
    return Sum(float(given["value"]), str(given.get("unit") or ""), given.get("per") or None)


def _snippets(given: Mapping[str, Any], field: str) -> tuple[Snippet, ...]:
    return tuple(Snippet(_text(one, "file"), _text(one, "snippet")) for one in given.get(field) or ())


def _file(given: Mapping[str, Any], files: Mapping[str, Path]) -> str:
    name = _text(given, "file")
    if name not in files:
        raise _Wrong(f"没有文件「{name}」，请放进 documents 文件夹或改名。")
    return name


def _text(given: Mapping[str, Any], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{field} 应是非空的文字，请改正。")
    return value


def _one_of(given: Mapping[str, Any], field: str, allowed: Sequence[str | None]) -> str | None:
    value = given.get(field)
    if value not in allowed:
        raise _Wrong(f"{field} 不能是「{value}」（可用：{'、'.join(str(one) for one in allowed)}），请改正。")
    return cast("str | None", value)


def _day(given: Mapping[str, Any], field: str) -> date | None:
    value = given.get(field)
    return date.fromisoformat(str(value)) if value else None
