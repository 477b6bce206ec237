"""Files of old word processors (.doc, .wps) made .docx by LibreOffice, where it is installed; nothing else reads them well."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import UnreadableDocument

SETTING = "POLICY_SOFFICE"
SECONDS = 120
_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)


def as_docx(raw: bytes, suffix: str, where: str) -> bytes:
    """The bytes of the .docx file that LibreOffice makes of a file with this suffix. Raises UnreadableDocument."""
    program = _program()
    if program is None:
        raise UnreadableDocument(
            f"{where}：读 {suffix} 要用 LibreOffice，这台机器上没有找到。请安装它"
            f"（Debian、Ubuntu：apt install libreoffice-writer；或用 {SETTING} 指明 soffice 的路径），或用 Word、WPS 另存为 .docx。"
        )
    with tempfile.TemporaryDirectory(prefix="policy-") as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(raw)
        command = [program, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise UnreadableDocument(f"{where}：LibreOffice 在 {SECONDS} 秒内没有转换完，请另存为 .docx。") from None
        except OSError as error:
            raise UnreadableDocument(f"{where}：启动不了 LibreOffice（{error.strerror}），请另存为 .docx。") from None
        made = Path(folder) / "source.docx"
        if done.returncode != 0 or not made.is_file():
            raise UnreadableDocument(f"{where}：LibreOffice 转换不了这个文件，可能已损坏或有密码，请另存为 .docx。")
        return made.read_bytes()


def _program() -> str | None:
    chosen = os.environ.get(SETTING, "").strip()
    if chosen:
        return shutil.which(chosen)
    return next((found for name in (*_NAMES, *_PLACES) if (found := shutil.which(name))), None)
