"""OpenAI's chat protocol, for any client that takes a base URL and a key (Open WebUI, `openai`, LangChain).

The last message of the user is the question, the ones before it are the conversation. What else a client sends
(temperature, tools, the system's message) changes nothing: the answer is the documents'. The whole answer as JSON comes
with it in the field `policy`.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, answer_to_json
from assistant.ask import LONGEST_MEMORY
from assistant.handing_on.chat_text import below, chat_text
from assistant.proposing.retrieve import Filters
from service import examples
from service.contract import AnswerBody
from service.described import described
from service.door import told as problem_told
from service.house import Engine, House, HouseNow, chat_model_name
from service.problems import DESCRIBED, Problem, problem_response
from service.questions import EVENTS

EXTRACTIVE, WORDED = "policy-assistant", "policy-assistant-worded"
MOST_MESSAGES = 500
LONGEST_MESSAGE = 100_000  # characters of a message that is not the question: a client's own instructions may be long
router = APIRouter(prefix="/v1")


class Part(BaseModel):
    type: str = Field(max_length=40)
    text: str | None = Field(default=None, max_length=LONGEST_MESSAGE)


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, Field(max_length=LONGEST_MESSAGE)] | Annotated[list[Part], Field(max_length=100)] | None = (
        None
    )


class StreamOptions(BaseModel):
    include_usage: bool | None = False


class ChatRequest(BaseModel):
    model_config = ConfigDict(extra="allow")

    model: str = Field(min_length=1, max_length=200)
    messages: list[ChatMessage] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=1, ge=1, le=1)


class Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Said(BaseModel):
    role: Literal["assistant"]
    content: str


class Choice(BaseModel):
    index: int
    message: Said
    finish_reason: Literal["stop"]
    logprobs: None


class Completion(BaseModel):
    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    policy: AnswerBody = Field(description="完整的回答 · The whole answer")


class ModelCard(BaseModel):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(BaseModel):
    object: Literal["list"]
    data: list[ModelCard]


NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # nothing here counts tokens


@router.get("/models", tags=["OpenAI"], **described(
    "可用的模型 · Models",
    f"{EXTRACTIVE} 摘录原文；设置了对话模型时还有 {WORDED}，由它改写、逐句核对。 · The documents' words; where a chat model is set, also "
    "worded by it, each sentence checked.",
    Models, examples.MODELS,
))  # fmt: skip
async def models() -> Response:
    names = [EXTRACTIVE, *([WORDED] if chat_model_name() else [])]
    return JSONResponse({"object": "list", "data": [_card(name) for name in names]})


@router.get("/models/{model}", tags=["OpenAI"], **described(
    "一个模型 · One model", "按名字；没有它时是 404。 · By its name; 404 where there is none.", ModelCard, examples.MODEL,
))  # fmt: skip
async def one_model(model: Annotated[str, Path(max_length=200, examples=[EXTRACTIVE])]) -> Response:
    engine_of(model)
    return JSONResponse(_card(model))


def _card(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": EXTRACTIVE}


@router.post("/chat/completions", tags=["OpenAI"], **described(
    "对话 · Chat",
    "最后一条 user 消息是问题，先前的 user 消息是上文。回答后面列出依据和打开条款的网址，完整的回答在 policy 里。 · The last user message is the "
    "question, earlier ones its context. The clauses and their addresses follow the answer; the whole of it is in `policy`.",
    Completion, examples.COMPLETED, asked=examples.CHATTED, also={EVENTS: examples.CHUNKS},
))  # fmt: skip
async def completions(house: HouseNow, request: Request, body: ChatRequest) -> Response:
    question, history = conversation(body.messages)
    request.state.question = question
    engine = engine_of(body.model)
    head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": body.model}
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return await _streamed(house, request, question, history, engine, head, usage)
    answer = await house.ask(question, history, None, Filters(), engine)
    message = {"role": "assistant", "content": chat_text(answer)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    told = {**head, "object": "chat.completion", "choices": [choice], "usage": NO_USAGE}
    return JSONResponse({**told, "policy": answer_to_json(answer)})


def conversation(messages: list[ChatMessage]) -> tuple[str, list[str]]:
    """The question and the earlier ones. Raises Problem where nobody asks anything."""
    asked = [text for one in messages if one.role == "user" and (text := _text(one)).strip()]
    if not asked:
        raise Problem(422, "invalid", "messages 里没有 user 的文字。", DESCRIBED)
    return asked[-1], asked[:-1][-LONGEST_MEMORY:]


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content if part.text)
    return message.content or ""


def engine_of(model: str) -> Engine:
    """Raises Problem for a model that is not offered."""
    if model == EXTRACTIVE:
        return "extractive"
    if model == WORDED and chat_model_name():
        return "model"
    raise Problem(404, "unknown", f"没有叫「{model}」的模型。", "GET /v1/models 列出可用的模型。")


async def _streamed(
    house: House, request: Request, question: str, history: list[str], engine: Engine, head: dict[str, Any], usage: bool
) -> Response:
    pieces = house.tell(question, history, None, Filters(), engine)
    first = await anext(pieces)  # what is wrong is raised before anything is sent

    def chunk(delta: dict[str, str], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    def told(piece: str | Answer) -> str:
        if not isinstance(piece, Answer):
            return chunk({"content": piece})
        return chunk({"content": below(piece)}) + chunk({}, "stop", policy=answer_to_json(piece))

    async def events() -> AsyncIterator[str]:
        async with aclosing(pieces):
            try:
                yield chunk({"role": "assistant", "content": ""}) + told(first)
                async for piece in pieces:
                    yield told(piece)
            except Exception as error:
                response = problem_response(problem_told(error, request.scope), request.url.path, request.state.number)
                yield f"data: {bytes(response.body).decode()}\n\n"
            if usage:
                yield _data({**head, "object": "chat.completion.chunk", "choices": [], "usage": NO_USAGE})
            yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type=EVENTS, headers={"cache-control": "no-store"})


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
