"""What `make run` serves: the application behind the door for uploads."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from assistant.pages.acting import last_resort
from assistant.upload_door import UploadDoor

app = st.App(
    Path(__file__).parent / "streamlit_app.py", middleware=[Middleware(UploadDoor)], on_script_error=last_resort
)
