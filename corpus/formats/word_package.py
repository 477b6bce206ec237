"""The package of a Word file: opened although a relation leads nowhere, and the texts that it only holds as a part.

An altChunk is a whole page, text or Word file inside a Word file (ECMA-376 part 1, 17.17.2); some official files have
all their words there.
"""

from __future__ import annotations

import email
import email.policy
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from lxml import etree

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def without_dead_ends(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The package without the relations to parts that it does not hold, and where these led; Word files in it as chunks."""
    lost: list[str] = []
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.lower() for name in old.namelist()}
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".rels"):
                part = _kept(name, part, names, lost)
            elif name == "[Content_Types].xml":
                part = _chunks_apart(part)
            new.writestr(name, part)
    return stream.getvalue(), tuple(lost)


def _chunks_apart(part: bytes) -> bytes:
    """The list of media types in which a Word file inside the file is no part of it that has to be taken apart."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
    for each in root:
        if f".{each.get('Extension', '')}{each.get('PartName', '')}".lower().endswith(".docx"):
            each.set("ContentType", "application/octet-stream")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _kept(name: str, part: bytes, names: set[str], lost: list[str]) -> bytes:
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root.iter(_RELATION)):
        target = unquote(relation.get("Target", ""))
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("TargetMode") != "External" and place.lower() not in names:
            lost.append(target)
            root.remove(relation)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


Reader = Callable[[bytes], str]


def chunk_lines(kind: str, name: str, raw: bytes, page: Reader, text: Reader, word: Reader) -> Iterator[str] | None:
    """The lines of an altChunk of this media type and name, read by the reader of its kind; None where nobody reads it."""
    kind, name = kind.lower(), name.lower()
    if "rfc822" in kind or name.endswith((".mht", ".mhtml", ".eml")):
        pages = _pages_of_archive(raw)
        return None if pages is None else iter(page(pages).splitlines())
    for found, reader in (("html", page), ("wordprocessingml", word), ("plain", text)):
        if found in kind or name.endswith(
            {"html": (".htm", ".html", ".xhtml"), "plain": (".txt",)}.get(found, (".docx",))
        ):
            return iter(reader(raw).splitlines())
    return None


def _pages_of_archive(raw: bytes) -> bytes | None:
    """The first page of a web archive (MHTML), as UTF-8."""
    archive = email.message_from_bytes(re.sub(rb"^\s+", b"", raw), policy=email.policy.default)
    for part in archive.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = part.get_content_charset()
                if charset and charset not in ("utf-8", "us-ascii"):
                    return content.decode(charset, "replace").encode()
                return content
    return None
