"""What a hostile file costs: seconds, and the most memory that the server and its child held, for one bomb of each kind.

    python -m benchmarks.hostile [NAME…]

Each file is read, divided and searched for its title as an upload is, in a process of its own. Linux only.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

from corpus.errors import PolicyError
from corpus.formats.confined import carefully

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf_of(content: Iterator[bytes]) -> bytes:
    """A PDF of one page whose content stream unpacks to `content`."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(piece) for piece in content), packer.flush()])
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj%bendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(made),
    )
    return made + end


def docx_of(body: str) -> bytes:
    """A Word file with `body` in it."""
    import docx

    stream = io.BytesIO()
    docx.Document().save(stream)
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as plain, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb:
        for part in plain.infolist():
            own = part.filename == "word/document.xml"
            bomb.writestr(
                part.filename, f"<w:document {_W}><w:body>{body}</w:body></w:document>" if own else plain.read(part)
            )
    return made.getvalue()


CLAUSE = "对企业给予20万元奖励、支持创新，由市科技局牵头"
BOMBS: dict[str, Callable[[], bytes]] = {
    "letters.pdf": lambda: pdf_of(
        chain([b"BT /F1 12 Tf 50 700 Td "], repeat(b"(abcdefghijklmnopqrstuvwxyz) Tj\n" * 1000, 8000))
    ),
    "blank.pdf": lambda: pdf_of(repeat(b" " * 10_000_000, 400)),
    "paragraphs.docx": lambda: docx_of("<w:p><w:r><w:t>给予20万元。</w:t></w:r></w:p>" * 3_500_000),
    "empty.docx": lambda: docx_of("<w:p/>" * 40_000_000),
    "deep.docx": lambda: docx_of("<w:sdt>" * 200_000 + "</w:sdt>" * 200_000),
    "deep.html": lambda: ("<div>" * 2_000_000 + "第一条 甲").encode(),
    "paragraphs.html": lambda: ("<p>给予20万元奖励。</p>" * 1_800_000).encode(),
    "list.html": lambda: ("<ol>" + "<li>甲" * 2_000_000).encode(),
    "table.html": lambda: ("<table>" + "<tr><td>1<td>2" * 1_500_000).encode(),
    "one line.txt": lambda: (CLAUSE * 95_000).encode(),
    "numbers.txt": lambda: ("一、" * 1_100_000).encode(),
    "dots.txt": lambda: b"." * 4_900_000,
    "spaces.txt": lambda: ("一、" + " " * 4_900_000 + "。").encode(),
    "lines.txt": lambda: ("附件1\n" * 1_000_000).encode(),
    "64 MB.txt": lambda: ("中" * 21_000_000).encode(),
}


def _peak() -> int:
    """The most KiB that this process has held."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) if found else 0


def read(name: str) -> None:
    """Read one bomb and print what it cost, as JSON."""
    import resource

    from corpus.formats import confined
    from corpus.formats.read import source_of
    from corpus.identity.identity import infer_identity
    from corpus.parse import parse_source

    raw = carefully(name, BOMBS[name], confined=False)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before = _peak()
    began = time.perf_counter()
    said = "read"
    try:
        source = source_of(name, raw)
        parse_source(source, "bomb", name)
        confined.for_text(source.text, name, infer_identity, source.text)
    except PolicyError as error:
        said = str(error)
    seconds = time.perf_counter() - began
    confined._worker._end()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = {"bytes": len(raw), "seconds": seconds, "own": _peak() - before, "child": child, "said": said}
    print(json.dumps(told, ensure_ascii=False))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*")
    options.add_argument("--one", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        read(chosen.one)
        return
    print(f"{'file':18}{'MB':>6}{'seconds':>9}{'server MB':>11}{'child MB':>10}  outcome")
    for name in chosen.names or BOMBS:
        command = [sys.executable, "-m", "benchmarks.hostile", "--one", name]
        made = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if made.returncode:
            print(f"{name:18} ended with {made.returncode}: {made.stderr[-200:]}", flush=True)
            continue
        told = json.loads(made.stdout)
        print(
            f"{name:18}{told['bytes'] / 1e6:>6.1f}{told['seconds']:>9.1f}{told['own'] / 1024:>11.0f}"
            f"{told['child'] / 1024:>10.0f}  {told['said']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
