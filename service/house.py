"""What all doors share: the assistant that answers now, the threads it answers in, and how a question is put to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import date
from typing import Annotated, Literal, TypeVar, cast

from fastapi import Depends, Request

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.proposing.retrieve import Filters
from assistant.writing.chat_model import ChatModel, load_chat_model
from assistant.writing.fluent import FluentAssistant, Telling, model_of
from service.keeper import Keeper
from service.pool import Pool
from service.settings import Settings
from service.whose import WHO

T = TypeVar("T")
Engine = Literal["extractive", "model"]
MODEL_PATIENCE = 120.0  # seconds for an answer that a chat model words; its own setting ends it sooner


class House:
    """One service: its settings, its keeper, its threads. Closed once."""

    def __init__(self, settings: Settings, keeper: Keeper | None = None) -> None:
        limits = settings.limits
        self.settings = settings
        self.keeper = keeper or Keeper(settings.watch)
        several = settings.has_several_sources  # else there is nobody to spare a thread for
        own, own_tellings = (max(1, number - several) for number in (limits.threads, limits.tellings))
        self.pool = Pool(limits.threads, limits.most, limits.wait, limits.seconds, own)
        self.tellers = Pool(limits.tellings, 2 * limits.tellings, limits.wait, MODEL_PATIENCE, own_tellings)
        self._fluent: FluentAssistant | None = None

    async def with_assistant(self, call: Callable[[Assistant], T]) -> T:
        """What `call` makes of the assistant that answers now, in a thread. Raises Problem, and what `call` raises."""
        assistant = self.keeper.assistant()
        return await self.pool.run(lambda: call(assistant), WHO.get())

    async def ask(
        self, question: str, history: list[str], as_of: date | None, filters: Filters, engine: Engine = "extractive"
    ) -> Answer:
        """The whole answer."""
        assistant = self.keeper.assistant()
        if engine == "extractive":
            return await self.pool.run(lambda: assistant.ask(question, history, as_of, filters), WHO.get())
        fluent = self.fluent(assistant)
        return await self.tellers.run(lambda: fluent.ask(question, history, as_of, filters), WHO.get())

    async def tell(
        self, question: str, history: list[str], as_of: date | None, filters: Filters, engine: Engine = "extractive"
    ) -> AsyncGenerator[str | Answer]:
        """The answer piece by piece, and at the end as a whole. What is wrong is raised before the first piece."""
        assistant = self.keeper.assistant()
        if engine == "extractive":
            answer = await self.pool.run(lambda: assistant.ask(question, history, as_of, filters), WHO.get())
            for line in answer.text.splitlines(keepends=True):
                yield line
            yield answer
            return
        fluent = self.fluent(assistant)
        telling = await self.tellers.run(lambda: fluent.tell(question, history, as_of, filters), WHO.get())
        async with aclosing(_told(telling, self.tellers)) as pieces:
            async for piece in pieces:
                yield piece

    def fluent(self, assistant: Assistant) -> FluentAssistant:
        """`assistant` with the chat model that is set. Raises UsageError where none is."""
        if self._fluent is None or self._fluent.assistant is not assistant:
            self._fluent = FluentAssistant(assistant, chat_model())
        return self._fluent

    def close(self) -> None:
        self.keeper.stop()
        self.pool.close()
        self.tellers.close()


async def house_of(request: Request) -> House:
    """Async, though it waits for nothing: FastAPI would give a plain function a thread, and every request would wait for it."""
    return cast("House", request.app.state.house)


HouseNow = Annotated[House, Depends(house_of)]


def chat_model() -> ChatModel:
    """The chat model that is set. Raises UsageError where none is."""
    model = model_of("model")
    assert model is not None
    return model


def chat_model_name() -> str | None:
    """The name of the chat model that words answers here, None where none is set."""
    model = load_chat_model()
    return None if model is None else model.name


async def _told(telling: Telling, pool: Pool) -> AsyncGenerator[str | Answer]:
    """What `telling` tells, as it comes; left before its end, its request is ended."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def tell() -> Answer:
        for piece in telling:
            loop.call_soon_threadsafe(pieces.put_nowait, piece)
        return telling.answer

    whole = asyncio.ensure_future(pool.run(tell, WHO.get()))
    whole.add_done_callback(lambda _: pieces.put_nowait(None))
    shown = ""
    try:
        while (piece := await pieces.get()) is not None:
            shown += piece
            yield piece
        answer = await whole
        if answer.engine == "extractive":  # nothing of the model's held: what is not yet shown of the document's words
            for line in answer.text.splitlines():
                if line not in shown:
                    yield f"\n{line}" if shown else line
                    shown += line
        yield answer
    finally:
        telling.stop()
        whole.cancel()
