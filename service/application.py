"""The FastAPI application: all doors over one house."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from corpus.errors import PolicyError
from service import chat, dify, questions, state
from service.contract import ProblemAnswer
from service.door import Application, Door, told
from service.house import House
from service.mcp_server import mcp_route, mcp_server
from service.metrics import Metrics
from service.problems import Problem, problem_response
from service.state import OWN_VERSION

ABOUT = """面向政策文件的问答：每个回答都用文件的原文，并给出所依据的条款和打开它的网址。错误一律是 application/problem+json（RFC 9457）。

Questions about policy documents: every answer in the documents' own words, with the clause it rests on and the address that opens it.
Errors are problem details (RFC 9457)."""
KEY = HTTPBearer(
    auto_error=False,
    description="POLICY_API_KEYS 里的密钥；没有设置密钥时不需要。 · One of POLICY_API_KEYS; not needed where none are set.",
)


def application(house: House) -> Application:
    """The whole service as ASGI; it opens the house when it starts and closes it when it ends."""
    server = mcp_server(house)
    mcp = mcp_route(server, house.settings)

    @asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(server.session_manager.run())
            house.keeper.start()
            stack.callback(house.close)
            yield

    app = FastAPI(
        title="政策问答 · Policy assistant", version=OWN_VERSION, description=ABOUT, lifespan=living,
        docs_url=None, redoc_url=None,  # those pages fetch their scripts from other machines
        redirect_slashes=False, dependencies=[Security(KEY)],
    )  # fmt: skip
    app.state.house = house
    app.state.metrics = Metrics(house.keeper, house.pool)
    for part in (questions, dify, chat, state):
        app.include_router(part.router)
    app.router.routes.append(mcp)
    for kind in (HTTPException, RequestValidationError, PolicyError, Problem, Exception):
        app.add_exception_handler(kind, _answer)
    _describe(app)
    return Door(app, house.settings, app.state.metrics)


async def _answer(request: Request, error: Exception) -> Response:
    return problem_response(told(error, request.scope), request.url.path, request.state.number)


def _describe(app: FastAPI) -> None:
    """Add the model of problems, which no route returns by itself, to what OpenAPI describes."""
    plain = app.openapi

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            schema = plain()
            schemas = schema["components"]["schemas"]
            model = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= model.pop("$defs", {}) | {ProblemAnswer.__name__: model}
            for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which we do not use
                schemas.pop(name, None)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]
