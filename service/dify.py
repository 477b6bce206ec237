"""Dify's external knowledge: `POST /retrieval`, as its documentation describes it. The clauses are the chunks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from assistant.address import clause_address
from assistant.ask import LONGEST_QUESTION, Assistant
from assistant.proposing.retrieve import Filters
from assistant.saying.draft import name_of
from assistant.showing.view import validity_words
from corpus.errors import UnknownDocument
from corpus.text.normal import fold
from index.hit import Hit
from service import examples
from service.contract import LONGEST_NAME, Name
from service.described import described
from service.house import HouseNow
from service.problems import KNOWLEDGE_UNKNOWN, Problem

EVERYTHING = ("policies", "all", "*")  # names of the whole library; any other is a document
MOST, USUAL = 100, 4  # chunks, and where Dify does not say how many
SEARCHED = 200  # hits that the conditions choose from
router = APIRouter()

Operator = Literal[
    "contains", "not contains", "start with", "end with", "is", "is not", "in", "not in", "empty", "not empty",
    "null", "not null", "=", "≠", ">", "<", "≥", "≤", "before", "after",
]  # fmt: skip
Value = str | float | list[str]


class RetrievalSetting(BaseModel):
    """Dify sends null for what nobody has set there, and shows an empty result where that is refused."""

    top_k: Annotated[int, Field(ge=1, le=MOST)] | None = None
    score_threshold: Annotated[float, Field(ge=0, le=1)] | None = None


class Condition(BaseModel):
    name: Annotated[str, Field(max_length=LONGEST_NAME)] | Annotated[list[Name], Field(max_length=20)]
    comparison_operator: Operator
    value: Value | None = None


class MetadataCondition(BaseModel):
    logical_operator: Literal["and", "or"] | None = None
    conditions: Annotated[list[Condition], Field(max_length=20)] | None = None


class Retrieval(BaseModel):
    """What Dify sends; what it may send besides is not looked at."""

    knowledge_id: Name
    query: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    retrieval_setting: RetrievalSetting
    metadata_condition: MetadataCondition | None = None


class Chunk(BaseModel):
    content: str
    score: float = Field(ge=0, le=1)
    title: str
    metadata: dict[str, Any]


class Retrieved(BaseModel):
    records: list[Chunk]


@router.post("/retrieval", tags=["Dify"], **described(
    "Dify 的外部知识库 · External knowledge for Dify",
    "knowledge_id 写 policies 找全部文件，或写一份文件的 id、地区、别名。错误里有 error_code 和 error_msg。 · `policies` searches everything; a "
    "document's id, place or alias only that. Errors carry error_code and error_msg.",
    Retrieved, examples.RETRIEVED, asked=examples.RETRIEVED_BY,
))  # fmt: skip
async def retrieval(house: HouseNow, request: Request, body: Retrieval) -> Response:
    request.state.question = body.query
    return JSONResponse(await house.with_assistant(lambda one: {"records": records(one, body)}))


def records(assistant: Assistant, asked: Retrieval) -> list[dict[str, Any]]:
    """The best clauses that the conditions leave, at or above the threshold. Raises Problem for an unknown knowledge."""
    filters, conditions = _filters(assistant, asked.knowledge_id), asked.metadata_condition
    setting, today = asked.retrieval_setting, date.today()
    most, least = setting.top_k or USUAL, setting.score_threshold or 0.0
    hits = assistant.search(asked.query, SEARCHED if conditions else most, filters=filters)
    told = [(hit, metadata(assistant, hit, today)) for hit in hits]
    kept = [(hit, each) for hit, each in told if conditions is None or fits(conditions, each)][:most]
    sure = assistant.sureness(asked.query, [hit for hit, _ in kept], filters)
    return [
        {
            "content": hit.measure.text,
            "score": score,
            "title": name_of(assistant.library, hit.measure),
            "metadata": each,
        }
        for (hit, each), score in zip(kept, sure, strict=True)
        if score >= least
    ]


def _filters(assistant: Assistant, knowledge: str) -> Filters:
    if knowledge.strip().lower() in EVERYTHING:
        return Filters()
    filters = Filters(document=knowledge)
    try:
        filters.document_ids(assistant.library)
    except UnknownDocument as error:
        raise Problem(
            404,
            "unknown",
            str(error),
            f"knowledge_id 写 {EVERYTHING[0]} 找全部文件，或写一份文件的 id。",
            code=KNOWLEDGE_UNKNOWN,
        ) from None
    return filters


def metadata(assistant: Assistant, hit: Hit, as_of: date) -> dict[str, Any]:
    """What Dify keeps with a chunk and may filter by: plain values only, none of them null."""
    unit = hit.measure
    document = assistant.library.document(unit.document_id)
    force = document.in_force(as_of, unit.part)
    return {
        "clause": unit.id,
        "url": clause_address(unit.id),
        "document_id": document.id,
        "document_title": document.title,
        "source_file": document.source_file,
        "number": document.number or "",
        "issued": document.issued.isoformat() if document.issued else "",
        "regions": "、".join(document.regions),
        "label": unit.label,
        "path": " › ".join(unit.path),
        "part": unit.part,
        "kind": unit.kind,
        "units": "、".join(unit.all_units),
        "in_force": force,
        "validity": validity_words(force, document, unit.part),
        "quote": hit.sentence.of(assistant.corpus.sources[document.id]),
        "start": unit.span.start,
        "end": unit.span.end,
    }


def fits(conditions: MetadataCondition, told: Mapping[str, Any]) -> bool:
    """Whether a chunk's metadata fulfil the conditions; none of them leave everything."""
    if not conditions.conditions:
        return True
    results = (_holds(each, told) for each in conditions.conditions)
    return any(results) if conditions.logical_operator == "or" else all(results)


def _holds(condition: Condition, told: Mapping[str, Any]) -> bool:
    """Of several names one suffices; what a chunk does not have is empty."""
    names = [condition.name] if isinstance(condition.name, str) else condition.name
    return any(_compares(told.get(name, ""), condition.comparison_operator, condition.value) for name in names)


def _compares(has: Any, operator: Operator, value: Value | None) -> bool:
    own = fold(str(has))
    given = [fold(str(each)) for each in value] if isinstance(value, list) else [fold(_text(value))]
    match operator:
        case "empty" | "null":
            return own == ""
        case "not empty" | "not null":
            return own != ""
        case "is" | "in":
            return own in given
        case "is not" | "not in":
            return own not in given
        case "contains":
            return any(each in own for each in given)
        case "not contains":
            return all(each not in own for each in given)
        case "start with":
            return any(own.startswith(each) for each in given)
        case "end with":
            return any(own.endswith(each) for each in given)
        case "before" | "after":
            own_day, day = _day(own), _day(given[0] if given else "")
            return (
                own_day is not None and day is not None and (own_day < day if operator == "before" else own_day > day)
            )
    number, other = _number(own), _number(given[0] if given else "")
    return number is not None and other is not None and _NUMBERS[operator](number, other)


_NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "≥": lambda a, b: a >= b,
    "≤": lambda a, b: a <= b,
}


def _text(value: str | float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else value


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
