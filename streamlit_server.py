"""What `make run` serves: the application behind the door for uploads, a calendar to
subscribe to, and a name for every visitor."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from assistant import unforeseen
from assistant.calendar_door import CalendarDoor
from assistant.showing import view
from assistant.upload_door import UploadDoor
from assistant.visitor import VisitorCookie

DOORS = [Middleware(CalendarDoor), Middleware(UploadDoor), Middleware(VisitorCookie)]


def last_resort(error: Exception) -> bool:
    """A sentence in the place of Streamlit's own, for what escaped everything else."""
    st.error(view.plain(unforeseen.told(error, ["streamlit_app"], path=False)), icon=":material/error:")
    return True


app = st.App(Path(__file__).parent / "streamlit_app.py", middleware=DOORS, on_script_error=last_resort)
