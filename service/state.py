"""Whether it lives, whether it can answer, what it counts, and another look at the index."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from assistant.ask import Assistant
from service import contract, examples
from service.described import described, problems
from service.house import HouseNow
from service.metrics import MEDIA_TYPE
from service.whose import WHO

router = APIRouter()


@router.head("/health", include_in_schema=False)  # what many a load balancer asks with
@router.get("/health", tags=["state"], **described(
    "活着 · Alive", "进程在运行。 · The process runs.", contract.HealthAnswer, examples.HEALTH,
))  # fmt: skip
async def health() -> Response:
    return JSONResponse({"status": "ok", "version": OWN_VERSION})


@router.head("/ready", include_in_schema=False)
@router.get("/ready", tags=["state"], **described(
    "可以回答 · Ready", "文件、索引和模型都已载入；之前是 503。 · Documents, index and model are loaded; 503 before.",
    contract.ReadyAnswer, examples.READY,
))  # fmt: skip
async def ready(house: HouseNow) -> Response:
    assistant = house.keeper.assistant()
    told = {"status": "ready", "model": assistant.model_name, "problem": house.keeper.problem, **counts(assistant)}
    return JSONResponse(told)


TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Prometheus",
        "content": {"text/plain": {"schema": {"type": "string"}, "example": examples.METRICS}},
    }
}


@router.get(
    "/metrics", tags=["state"], response_class=Response, responses={**TOLD, **problems()},
    summary="计数 · Metrics", description="Prometheus 的文本格式。 · In the text format of Prometheus.",
)  # fmt: skip
async def metrics(request: Request) -> Response:
    return Response(request.app.state.metrics.text(), media_type=MEDIA_TYPE)


@router.post("/v1/reload", tags=["state"], **described(
    "重新打开 · Open again",
    "现在就看有没有新的索引，有就换上；需要 write 的密钥。 · Takes up another index now; needs a key that may write.",
    contract.ReloadAnswer, examples.RELOADED,
))  # fmt: skip
async def reload(house: HouseNow) -> Response:
    await house.tellers.run(lambda: house.keeper.look(always=True), WHO.get())
    return JSONResponse(counts(house.keeper.assistant()))


def counts(assistant: Assistant) -> dict[str, Any]:
    return {
        "documents": len(assistant.corpus.documents),
        "clauses": len(assistant.library.units),
        "fingerprint": assistant.corpus.fingerprint,
    }


def own_version() -> str:
    try:
        return version("policy-assistant")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"


OWN_VERSION = own_version()  # looked up once: that reads files, and a load balancer asks every second
