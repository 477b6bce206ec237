"""What `make run` serves: the application behind the door for uploads, a calendar to
subscribe to, and a name for every visitor."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from assistant.calendar_door import CalendarDoor
from assistant.upload_door import UploadDoor
from assistant.visitor import VisitorCookie

DOORS = [Middleware(CalendarDoor), Middleware(UploadDoor), Middleware(VisitorCookie)]
app = st.App(Path(__file__).parent / "streamlit_app.py", middleware=DOORS)
