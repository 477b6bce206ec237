"""/v1: questions, searches, matches, comparisons, documents, clauses and verification, as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.answer import Answer, answer_to_json
from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant
from assistant.calendar_door import calendar_of
from assistant.handing_on.deadlines import EventKind
from assistant.handing_on.verify import sheet_of_bytes, verify
from assistant.handing_on.verify_citations import Cited, verify_citations
from assistant.proposing.retrieve import Filters
from assistant.showing.side_by_side import side_by_side
from corpus.errors import UnknownClause, UnknownDocument, UsageError
from corpus.measure import Document, Measure, Span
from corpus.text.title_marks import titled
from service import contract, examples, saying
from service.described import described, problems
from service.door import told
from service.house import HouseNow
from service.problems import problem_response

SHEET = "application/octet-stream"
CALENDAR = "text/calendar"
EVENTS = "text/event-stream"
AsOf = Annotated[
    date | None, Query(description="按这一天判断是否有效，默认今天 · Validity on this day, today by default")
]
DocumentId = Annotated[
    str,
    Path(
        max_length=contract.LONGEST_NAME, description="文件的 id · The document's id", examples=[examples.DOCUMENT_ID]
    ),
]
Label = Annotated[
    str, Path(max_length=contract.LONGEST_NAME, description="条款的编号 · The clause's label", examples=["第一条"])
]
Names = Annotated[
    tuple[contract.Name, ...],
    Query(max_length=contract.MOST_TURNS, description="地区 · Places"),
]

router = APIRouter(prefix="/v1")


@router.post("/ask", tags=["v1"], **described(
    "回答问题 · Answer a question",
    "回答只用文件的原文，每句话指向它依据的条款。`stream` 为 true 时返回 text/event-stream：`text` 是一段文字，`answer` 是完整的回答，"
    "`problem` 是错误。 · The answer in the documents' own words, each sentence with the clause it rests on. With `stream` it comes as "
    "server-sent events: `text` a piece, `answer` the whole, `problem` an error.",
    contract.AnswerBody, examples.ANSWER, asked=examples.ASKED, also={EVENTS: examples.EVENTS},
))  # fmt: skip
async def ask(house: HouseNow, request: Request, body: contract.AskRequest) -> Response:
    request.state.question = body.question
    filters = body.filters.chosen()
    if body.stream:
        pieces = house.tell(body.question, body.history, body.as_of, filters, body.engine)
        return await streamed(request, pieces)
    answer = await house.ask(body.question, body.history, body.as_of, filters, body.engine)
    return JSONResponse(answer_to_json(answer))


@router.post("/search", tags=["v1"], **described(
    "查找条款 · Search clauses",
    "按内容、部门或编号，最相符的在前。 · By content, department or number, the best first.",
    contract.SearchAnswer, examples.FOUND, asked=examples.SEARCHED,
))  # fmt: skip
async def search(house: HouseNow, request: Request, body: contract.SearchRequest) -> Response:
    request.state.question = body.query
    day, filters = body.as_of or date.today(), body.filters.chosen()

    def found(assistant: Assistant) -> dict[str, Any]:
        hits = assistant.search(body.query, body.k, body.history, filters, day)
        return saying.hits_json(assistant, body.query, hits, day)

    return JSONResponse(await house.with_assistant(found))


@router.post("/match", tags=["v1"], **described(
    "我能享受什么 · What can I get",
    "写明在哪里、是谁、做了什么，列出对得上的奖补。 · Say where, who and what was done; the benefits that fit.",
    contract.MatchAnswer, examples.MATCHED, asked=examples.STORY,
))  # fmt: skip
async def match(house: HouseNow, request: Request, body: contract.MatchRequest) -> Response:
    request.state.question = body.words
    filters = Filters(document=body.document)
    found, answer = await house.with_assistant(lambda one: what_can_i_get(one, body.words, body.as_of, filters))
    return JSONResponse(saying.match_json(found, answer))


@router.post("/compare", tags=["v1"], **described(
    "对比几个地区 · Compare places",
    "同一事项，各地分别怎么规定。 · One topic, and what each place provides.",
    contract.AnswerBody, examples.COMPARED, asked=examples.COMPARING,
))  # fmt: skip
async def compare(house: HouseNow, request: Request, body: contract.CompareRequest) -> Response:
    request.state.question = body.topic
    day = body.as_of or date.today()
    answer = await house.with_assistant(lambda one: side_by_side(one.library, body.regions, body.topic, day))
    return JSONResponse(answer_to_json(answer))


@router.get("/documents", tags=["v1"], **described(
    "列出文件 · List the documents", "登记的文件和有效期。 · The registered documents and their validity.",
    contract.DocumentsAnswer, examples.DOCUMENTS,
))  # fmt: skip
async def documents(house: HouseNow, as_of: AsOf = None) -> Response:
    def listed(assistant: Assistant) -> dict[str, Any]:
        day = as_of or date.today()
        shown = [saying.document_json(assistant, each, day) for each in assistant.corpus.documents]
        return {"documents": shown, "omitted": [each.document.title for each in assistant.corpus.omitted]}

    return JSONResponse(await house.with_assistant(listed))


@router.get("/documents/{id}", tags=["v1"], **described(
    "一份文件和它的目录 · A document and its contents", "按 id。 · By its id.",
    contract.OneDocumentAnswer, examples.DOCUMENT,
))  # fmt: skip
async def document(house: HouseNow, id: DocumentId, as_of: AsOf = None) -> Response:
    def shown(assistant: Assistant) -> dict[str, Any]:
        found = document_of(assistant, id)
        return {
            "document": saying.document_json(assistant, found, as_of or date.today()),
            "clauses": [saying.line_json(unit) for unit in assistant.library.in_scope([found.id])],
        }

    return JSONResponse(await house.with_assistant(shown))


@router.get("/clauses/{id}/{label:path}", tags=["v1"], **described(
    "一条的全文 · A whole clause",
    "按文件的 id 和条款的编号，例如 第三条 或 附件2 四、10.；几处同名时全部列出。 · By the document's id and the clause's label; all of them "
    "where several have it.",
    contract.ClausesAnswer, examples.CLAUSES,
))  # fmt: skip
async def clause(house: HouseNow, id: DocumentId, label: Label, as_of: AsOf = None) -> Response:
    def shown(assistant: Assistant) -> dict[str, Any]:
        day = as_of or date.today()
        return {"clauses": [saying.clause_json(assistant, unit, day) for unit in clauses_of(assistant, id, label)]}

    return JSONResponse(await house.with_assistant(shown))


@router.get("/calendar.ics", tags=["v1"], summary="申报日历 · Deadlines to subscribe to", response_class=Response, responses={
    200: {"description": "iCalendar", "content": {CALENDAR: {"example": examples.CALENDAR, "schema": {"type": "string"}}}}, **problems(),
}, description="申报期、截止日和有效期，供日历订阅；`place`、`kind` 可以写几次。 · Windows, last days and validity, for calendars; "
    "`place` and `kind` may be given several times.",
)  # fmt: skip
async def calendar(
    house: HouseNow, place: Names = (), kind: Annotated[tuple[EventKind, ...], Query()] = (), as_of: AsOf = None
) -> Response:
    day = as_of or date.today()
    body = await house.with_assistant(lambda one: calendar_of(one.corpus, one.library.holdings, place, kind, day))
    return Response(body, media_type=CALENDAR)


@router.post("/verify", tags=["v1"], **described(
    "核对引文 · Verify citations",
    "以前的引文是否仍然逐字在原处、条款和效力是否没变。 · Whether citations of earlier still stand word for word where they stood.",
    contract.VerifyAnswer, examples.VERIFIED, asked=examples.TO_VERIFY,
))  # fmt: skip
async def verify_them(house: HouseNow, body: contract.VerifyRequest) -> Response:
    cited = [_cited(each, place) for place, each in enumerate(body.citations, start=1)]
    day = body.as_of or date.today()
    found = await house.with_assistant(lambda one: verify_citations(cited, one.library, day))
    return JSONResponse(found.to_json())


@router.post("/verify/sheet", tags=["v1"], **described(
    "核对依据单 · Verify an evidence sheet",
    "请求的内容是导出的 .docx 依据单。 · The body is an exported evidence sheet (.docx).",
    contract.VerifyAnswer, examples.VERIFIED,
), openapi_extra={"requestBody": {"required": True, "content": {SHEET: {
    "schema": {"type": "string", "format": "binary"}, "example": "依据单.docx",
}}}})  # fmt: skip
async def verify_sheet(house: HouseNow, request: Request, as_of: AsOf = None) -> Response:
    raw = await request.body()
    day = as_of or date.today()
    found = await house.with_assistant(lambda one: verify(sheet_of_bytes(raw, "依据单.docx"), one.corpus, day))
    return JSONResponse(found.to_json())


def document_of(assistant: Assistant, name: str) -> Document:
    """The document with this id. Raises UnknownDocument."""
    for document in assistant.corpus.documents:
        if document.id == name:
            return document
    raise UnknownDocument(f"没有 id 为「{name}」的文件。")


def clauses_of(assistant: Assistant, name: str, label: str) -> list[Measure]:
    """The clauses of a document that `label` names, as the document writes it or in another form (第17条).

    Raises UnknownDocument, UnknownClause.
    """
    document = document_of(assistant, name)
    wanted = " ".join(label.split())
    found = [unit for unit in assistant.library.in_scope([document.id]) if unit.label == wanted]
    if not found:
        try:
            found = [unit for unit in assistant.show(f"{titled(document.title)}{wanted}") if unit.document_id == name]
        except (UnknownClause, UsageError):
            found = []
    if not found:
        raise UnknownClause(f"{titled(document.title)}里没有「{wanted}」这一条。")
    return found


async def streamed(request: Request, pieces: AsyncGenerator[str | Answer]) -> Response:
    """Pieces as server-sent events. What is wrong before the first piece is raised, not streamed."""
    first = await anext(pieces)

    async def events() -> AsyncIterator[str]:
        async with aclosing(pieces):
            try:
                yield _piece(first)
                async for piece in pieces:
                    yield _piece(piece)
            except Exception as error:
                response = problem_response(told(error, request.scope), request.url.path, request.state.number)
                yield event("problem", bytes(response.body).decode())

    return StreamingResponse(events(), media_type=EVENTS, headers={"cache-control": "no-store"})


def _piece(piece: str | Answer) -> str:
    if isinstance(piece, Answer):
        return event("answer", json.dumps(answer_to_json(piece), ensure_ascii=False))
    return event("text", json.dumps(piece, ensure_ascii=False))


def event(name: str, data: str) -> str:
    """One server-sent event; `data` has no line ends."""
    return f"event: {name}\ndata: {data}\n\n"


def _cited(given: contract.CitedWords, place: int) -> Cited:
    if given.quote_end < given.quote_start:
        raise UsageError(f"citations.{place - 1}：quote_end 在 quote_start 之前。")
    name = f"[{given.marker or place}]"
    span = Span(given.quote_start, given.quote_end)
    return Cited(name, given.document_id, given.label, given.quote, span, given.in_force)
