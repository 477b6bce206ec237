"""What the fast engine reads: a folder with graph, tokenizer, table of word vectors and settings.

graph.xml, graph.bin   the network behind the table of word vectors, as OpenVINO's IR (inputs: vectors, mask)
tokenizer.json         for `tokenizers`
table.npy              a word vector a row: float (tokens, hidden), or packed in 4 bits as uint8 (tokens, blocks, 18)
settings.json          prompts, longest text, pooling, and the characters that this vocabulary leaves out
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from corpus.files import parsed_json
from index.made_folder import write_json

GRAPH, TOKENIZER, TABLE, SETTINGS = "graph.xml", "tokenizer.json", "table.npy", "settings.json"
FILES = (GRAPH, "graph.bin", TOKENIZER, TABLE, SETTINGS)
Pooling = Literal["mean", "cls", "lasttoken"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model wants its texts. `foreign` are the characters of a text that needs the whole vocabulary."""

    query_prompt: str
    passage_prompt: str
    longest: int  # tokens
    pooling: Pooling
    dimension: int
    foreign: str = ""


def write_settings(folder: Path, settings: Settings) -> None:
    write_json(folder / SETTINGS, asdict(settings))


def read_settings(folder: Path) -> Settings:
    """Raises OSError, ValueError or TypeError where the file is not as `write_settings` left it."""
    return Settings(**parsed_json((folder / SETTINGS).read_bytes()))
