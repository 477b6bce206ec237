"""The assistant as a LangChain tool: an agent asks, and gets the answer with its clauses, or is told that there is none."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.tools import BaseTool, ToolException
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer
from assistant.ask import LONGEST_QUESTION, Assistant
from assistant.handing_on.chat_text import chat_text
from assistant.proposing.retrieve import Filters
from corpus.errors import PolicyError


class PolicyQuestion(BaseModel):
    """What an agent gives the tool."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION, description="The question, in Chinese or English")


class PolicyTool(BaseTool):
    """Answers from the documents alone. The content is text with the address of each clause; the artifact is the Answer."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: str = "policy_documents"
    description: str = (
        "回答中国政策文件的问题：支持什么、给多少、什么条件、谁负责、是否有效。只用文件原文，并给出条款和打开它的网址。"
        "Answers questions about Chinese policy documents in their own words, with the clauses and their addresses."
    )
    args_schema: type[BaseModel] = PolicyQuestion
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: bool = True
    handle_validation_error: str = (
        f"question 应是 1 到 {LONGEST_QUESTION} 字的文字。"  # for the agent to mend, like our own errors
    )
    assistant: Assistant
    filters: Filters = Filters()
    as_of: date | None = None

    def _run(self, question: str, run_manager: CallbackManagerForToolRun | None = None) -> tuple[str, Answer]:
        try:
            answer = self.assistant.ask(question, as_of=self.as_of, filters=self.filters)
        except PolicyError as error:
            raise ToolException(str(error)) from None
        return chat_text(answer), answer

    async def _arun(
        self, question: str, run_manager: AsyncCallbackManagerForToolRun | None = None, **_: Any
    ) -> tuple[str, Answer]:
        """The same in a thread: an answer holds the processor, not the event loop."""
        return await asyncio.to_thread(self._run, question)
