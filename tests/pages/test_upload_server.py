"""The door in the real server: a session of Streamlit's own protocol uploads only once it has signed in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from assistant.upload_door import FILES_IN_WINDOW
from benchmarks.server import served


async def run(link: ClientConnection, state: ClientState) -> list[ForwardMsg]:
    """What the page sends while its script runs once."""
    await link.send(BackMsg(rerun_script=state).SerializeToString())
    came: list[ForwardMsg] = []
    async with asyncio.timeout(60):
        async for raw in link:
            came.append(ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode()))
            if came[-1].WhichOneof("type") == "script_finished":
                break
    return came


async def visit(address: str) -> None:
    async with connect(f"{address.replace('http', 'ws', 1)}/_stcore/stream", max_size=None, open_timeout=60) as link:
        opened = await run(link, ClientState())
        (session,) = {m.new_session.initialize.session_id for m in opened if m.WhichOneof("type") == "new_session"}
        pages = {p.url_pathname: p.page_script_hash for m in opened for p in m.navigation.app_pages}

        def sent() -> httpx.Response:
            url = f"{address}/_stcore/upload_file/{session}/file"
            return httpx.put(url, files={"file": ("a.txt", b"x")})

        assert (sent().status_code, sent().text) == (403, "请先登录再上传文件。")
        drawn = await run(link, ClientState(page_script_hash=pages["library"]))
        elements = [m.delta.new_element for m in drawn if m.WhichOneof("type") == "delta"]
        assert not any(each.WhichOneof("type") == "file_uploader" for each in elements)
        state = ClientState(page_script_hash=pages["library"])
        for each in elements:
            if each.text_input.label.startswith("管理密码"):
                state.widget_states.widgets.add(id=each.text_input.id, string_value="sesame")
            if each.button.label == "登录":
                state.widget_states.widgets.add(id=each.button.id, trigger_value=True)
        drawn = await run(link, state)
        assert any(m.delta.new_element.WhichOneof("type") == "file_uploader" for m in drawn)
        # Past the door: what is missing now is the browser's token against forged requests
        assert "XSRF" in sent().text
        assert [sent().status_code for _ in range(FILES_IN_WINDOW)][-1] == 429


@pytest.mark.deep
def test_a_session_uploads_only_once_it_has_signed_in(tmp_path: Path) -> None:
    with served(POLICY_ADMIN_PASSWORD="sesame", POLICY_CORPUS=str(tmp_path)) as server:
        asyncio.run(visit(server.address))
