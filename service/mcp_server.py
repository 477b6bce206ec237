"""The Model Context Protocol: tools that read, over stdio (`policy mcp`) and streamable HTTP (`/mcp`)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date
from functools import wraps
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field
from starlette.routing import Route

from assistant import unforeseen
from assistant.answer import answer_to_json
from assistant.answering.match_answer import LONGEST as LONGEST_STORY
from assistant.answering.match_answer import what_can_i_get
from assistant.ask import LONGEST_QUESTION, Assistant
from assistant.handing_on.chat_text import chat_text
from assistant.proposing.retrieve import Filters
from corpus.errors import PolicyError
from corpus.text.title_marks import titled
from service import saying
from service.contract import LONGEST_NAME, MOST_HITS
from service.house import House
from service.problems import Problem
from service.questions import clauses_of
from service.settings import LOCAL, Settings
from service.state import OWN_VERSION

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS = """回答中国政策文件的问题。每个结论都来自文件原文：引用时写出条款编号，并给出 url 里打开这一条的网址。status 为 not_found 或 not_stated 时，\
文件里没有答案，不要自己补充。
Answers questions about Chinese policy documents. Cite the clause's label and its url. Where status is not_found or not_stated the documents
do not say: add nothing."""

Question = Annotated[
    str,
    Field(
        min_length=1, max_length=LONGEST_QUESTION, description="问题，中文或英文 · The question, in Chinese or English"
    ),
]
DocumentName = Annotated[
    str | None,
    Field(max_length=LONGEST_NAME, description="只在这份文件里：id、标题、别名 · Only this document: id, title, alias"),
]
Region = Annotated[
    str | None,
    Field(max_length=LONGEST_NAME, description="只看这个地区的文件 · Only documents that hold for this place"),
]
P = ParamSpec("P")


def mcp_server(house: House) -> MCPServer[Any]:
    """The tools over the assistant of `house`."""
    server: MCPServer[Any] = MCPServer(
        "policy-assistant", title="政策问答", instructions=INSTRUCTIONS, version=OWN_VERSION, log_level="WARNING",
        subscriptions=False,  # its tools never change: a client that listened for that would hold a place for nothing
    )  # fmt: skip

    def tool(title: str) -> Callable[[Callable[P, Awaitable[CallToolResult]]], Any]:
        def added(fn: Callable[P, Awaitable[CallToolResult]]) -> Any:
            server.add_tool(_told(fn), title=title, annotations=READS, structured_output=False)
            return fn

        return added

    @tool("回答问题")
    async def ask(question: Question, document: DocumentName = None, region: Region = None) -> CallToolResult:
        """Answer a question from the policy documents, in their own words, with the clauses it rests on.
        Optionally only from one document (id, title, alias) or one region. 回答问题，只用文件原文，并给出依据的条款。"""
        answer = await house.ask(question, [], None, Filters(document=document, region=region))
        return _result(chat_text(answer), answer_to_json(answer))

    @tool("查找条款")
    async def search(
        query: Question,
        k: Annotated[int, Field(ge=1, le=MOST_HITS, description="给出多少条 · How many")] = 5,
        document: DocumentName = None,
        region: Region = None,
    ) -> CallToolResult:
        """The clauses that fit best, each word for word with its address. 按内容、部门或编号查找条款，给出原文。"""

        def found(assistant: Assistant) -> dict[str, Any]:
            hits = assistant.search(query, k, filters=Filters(document=document, region=region))
            return saying.hits_json(assistant, query, hits, date.today())

        told = await house.with_assistant(found)
        lines = [f"{titled(one['document_title'])} {one['label']} {one['url']}\n{one['text']}" for one in told["hits"]]
        return _result("\n\n".join(lines) or "没有找到相符的条款。", told)

    @tool("一条的全文")
    async def get_clause(
        document_id: Annotated[
            str, Field(max_length=LONGEST_NAME, description="list_documents 给出的 id · As list_documents gives it")
        ],
        label: Annotated[
            str, Field(max_length=LONGEST_NAME, description="条款的编号 · The clause's label: 第三条, 附件2 四、10.")
        ],
    ) -> CallToolResult:
        """One clause in full, by the document's id and the clause's label (第三条, 附件2 四、10.). 按文件 id 和编号给出一条的全文。"""

        def found(assistant: Assistant) -> list[dict[str, Any]]:
            units = clauses_of(assistant, document_id, label)
            return [saying.clause_json(assistant, unit, date.today()) for unit in units]

        told = await house.with_assistant(found)
        lines = [f"{titled(one['document_title'])} {one['label']} {one['url']}\n{one['text']}" for one in told]
        return _result("\n\n".join(lines), {"clauses": told})

    @tool("我能享受什么")
    async def match(
        words: Annotated[
            str,
            Field(
                min_length=1, max_length=LONGEST_STORY, description="在哪里、是谁、做了什么 · Where, who, what was done"
            ),
        ],
    ) -> CallToolResult:
        """The benefits that fit somebody's situation. 写明在哪里、是谁、做了什么，列出对得上的奖补。"""
        found, answer = await house.with_assistant(lambda assistant: what_can_i_get(assistant, words))
        return _result(chat_text(answer), saying.match_json(found, answer))

    @tool("列出文件")
    async def list_documents() -> CallToolResult:
        """The registered documents with their ids and validity. 列出登记的文件、id 和有效期。"""

        def listed(assistant: Assistant) -> list[dict[str, Any]]:
            return [saying.document_json(assistant, each, date.today()) for each in assistant.corpus.documents]

        told = await house.with_assistant(listed)
        return _result(
            "\n".join(f"{one['id']} {titled(one['title'])} {one['validity']}" for one in told), {"documents": told}
        )

    return server


def mcp_route(server: MCPServer[Any], settings: Settings) -> Route:
    """The server at /mcp, each request by itself. A page of somewhere else in a browser on this machine is refused.

    POST only: GET would open a stream on which nothing is ever said, and every client that listens would count as a
    question without end. Clients take 405 for a server that has none.
    """
    local = settings.host in LOCAL
    hosts = [f"{name}:*" for name in ("127.0.0.1", "localhost", "[::1]")]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=local, allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts]
    )
    app = server.streamable_http_app(
        json_response=True, stateless_http=True, max_request_body_size=settings.limits.body, transport_security=security
    )
    (route,) = (each for each in app.routes if isinstance(each, Route))
    return Route(route.path, route.endpoint, methods=["POST"])


def _told(fn: Callable[P, Awaitable[CallToolResult]]) -> Callable[P, Awaitable[CallToolResult]]:
    """The tool, its expected errors as sentences that the model reads."""

    @wraps(fn)
    async def called(*args: P.args, **kwargs: P.kwargs) -> CallToolResult:
        try:
            return await fn(*args, **kwargs)
        except Problem as problem:
            raise ToolError(f"{problem.detail}{problem.then}") from None
        except PolicyError as error:
            raise ToolError(str(error)) from None
        except Exception as error:  # what nobody foresaw: a report, and a sentence for the model
            raise ToolError(unforeseen.told(error, ["mcp", fn.__name__], path=False)) from None

    return called


def _result(text: str, told: dict[str, Any]) -> CallToolResult:
    """Words for the model, and the same as JSON."""
    plain: dict[str, Any] = json.loads(json.dumps(told, ensure_ascii=False))
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=plain)
