"""`policy serve` and `policy mcp`: the doors for other programs."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import click

from corpus.errors import UsageError
from service.keys import KEYS, KEYS_FILE, keys_from
from service.settings import HOST, LOCAL, PORT, Limits, Settings

SPARE = 256  # files that are no connections


@click.command("serve")
@click.option("--host", default=HOST, show_default=True, help="在哪个地址上听；0.0.0.0 是全部网卡。")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="端口。")
@click.option(
    "--threads", default=Limits().threads, show_default=True, type=click.IntRange(1, 64), help="同时回答多少个。"
)
@click.option(
    "--most",
    default=Limits().most,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="最多接多少个，排队的算在内；再多的答 503。",
)
@click.option(
    "--each",
    default=Limits().each,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="同一个密钥（或地址）最多接多少个；再多的答 429。",
)
@click.option("--without-keys", is_flag=True, help="在别的机器也能访问的地址上，不要密钥也让人读。")
@click.option("--log-questions", is_flag=True, help="把问题的文字写进日志（默认不写）。")
def serve(
    host: str, port: int, threads: int, most: int, each: int, without_keys: bool, log_questions: bool
) -> None:  # fmt: skip
    """给别的程序用的服务：HTTP 接口、Dify 外部知识库、OpenAI 兼容的对话、MCP。第一次启动时建立模型和索引。"""
    keys = keys_from(os.environ)
    if not keys.known and host not in LOCAL and not without_keys:
        raise UsageError(
            f"{host} 别的机器也能访问，而没有设置密钥。请设置 {KEYS} 或 {KEYS_FILE}，确实要公开时加上 --without-keys。"
        )
    limits = Limits(threads=threads, most=most, each=each)
    run(Settings(host, port, keys, limits, log_questions))


def run(settings: Settings) -> None:
    """Serve until somebody stops it. Raises UsageError where the address cannot be had."""
    import uvicorn  # what follows takes a second to load, and most commands need none of it

    from service.application import application
    from service.house import House
    from service.logs import begin_logging
    from service.patience import PatientProtocol

    begin_logging()
    _allow_files(settings.limits.connections + SPARE)
    click.echo(
        f"政策问答服务：http://{settings.host}:{settings.port}，说明见 /openapi.json（按 Ctrl+C 停止）", err=True
    )
    config = uvicorn.Config(
        application(House(settings)), settings.host, settings.port, http=PatientProtocol, ws="none", log_config=None,
        access_log=False, server_header=False, limit_concurrency=settings.limits.connections,
        timeout_graceful_shutdown=int(settings.limits.seconds),
    )  # fmt: skip
    server = uvicorn.Server(config)
    try:
        server.run()
    except SystemExit:
        if not server.started:
            raise UsageError(
                f"不能在 {settings.host}:{settings.port} 上启动，可能已被占用。请用 --port 换一个端口。"
            ) from None
        raise


def _allow_files(wanted: int) -> None:
    """Every connection is an open file, and many systems allow a thousand unless somebody asks for more."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@click.command("mcp")
def mcp() -> None:
    """MCP 服务（stdio）：给支持 MCP 的客户端作为命令启动；经 HTTP 的在 policy serve 的 /mcp。"""
    from service.house import House
    from service.logs import begin_logging
    from service.mcp_server import mcp_server

    begin_logging()
    house = House(Settings())
    house.keeper.start()
    try:
        mcp_server(house).run("stdio")
    finally:
        house.close()
        sys.stdout.flush()
