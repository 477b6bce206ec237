"""The schema of one entry of the register, and in words what is wrong with an entry that does not keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from corpus.measure import Correction, Document, Validity

_LONGEST_PATH = 255  # bytes of one name, on nearly every system
_EXAMPLES = {"id": "jiuye-2020", "source_file": "就业办法.docx"}
T = TypeVar("T")


def _day(given: object) -> object:
    if isinstance(given, datetime):  # to Python a date as well, but compared with one it is an error
        raise ValueError("a date with a time")
    return given


def _inside(name: str) -> str:
    paths: tuple[PurePath, ...] = (PurePosixPath(name), PureWindowsPath(name))
    if any(path.is_absolute() or path.drive or ".." in path.parts or not path.name for path in paths):
        raise ValueError("outside")
    if any(ord(character) < 32 for character in name):
        raise ValueError("control characters")
    if any(len(part.encode()) > _LONGEST_PATH for part in PurePosixPath(name).parts):
        raise ValueError("too long")
    return name


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Day = Annotated[date, BeforeValidator(_day)]
FileName = Annotated[Text, AfterValidator(_inside)]
Checksum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Stated(_Strict, Generic[T]):
    """A value, and whether the document itself states it."""

    value: T
    stated: bool


class _PartAlias(_Strict):
    alias: Text
    part: Text


class _Validity(_Strict):
    until: Day
    stated: bool
    since: Day | None = None
    part: Text | None = None


class _Correction(_Strict):
    kind: Literal["join", "split", "retitle"]
    words: Text
    title: str = ""
    occurrence: int = 0


class Entry(_Strict):
    """One [[document]] as the register writes it."""

    id: Text
    source_file: FileName
    sha256: Checksum
    title: Stated[Text]
    aliases: list[Text] = []
    part_aliases: list[_PartAlias] = []
    regions: list[Text] = []
    related_regions: list[Text] = []
    issuing_body: Stated[Text] | None = None
    number: Stated[Text] | None = None
    issued: Stated[Day] | None = None
    effective: Stated[Day] | None = None
    validity: list[_Validity] = []
    supersedes: list[Text] = []
    corrections: list[_Correction] = []

    def document(self) -> Document:
        values: dict[str, Stated[Any] | None] = {field: getattr(self, field) for field in _STATED}
        inferred = {field for field, given in values.items() if given is not None and not given.stated}
        if any(not each.stated for each in self.validity):
            inferred.add("validity")
        return Document(
            id=self.id,
            title=self.title.value,
            source_file=self.source_file,
            sha256=self.sha256,
            aliases=tuple(self.aliases),
            part_aliases=tuple((each.alias, each.part) for each in self.part_aliases),
            regions=tuple(self.regions),
            related_regions=tuple(self.related_regions),
            issuing_body=_value(self.issuing_body),
            number=_value(self.number),
            issued=_value(self.issued),
            effective=_value(self.effective),
            validity=tuple(Validity(until=each.until, part=each.part, since=each.since) for each in self.validity),
            inferred=frozenset(inferred),
            supersedes=tuple(self.supersedes),
            corrections=tuple(
                Correction(each.kind, each.words, each.title, each.occurrence) for each in self.corrections
            ),
        )


_STATED = ("title", "issuing_body", "number", "issued", "effective")


def _value(given: Stated[T] | None) -> T | None:
    return None if given is None else given.value


@dataclass(frozen=True, slots=True)
class Fault:
    """The field that is wrong, and the sentence about it, which follows the name of the entry."""

    field: str
    words: str


def fault_of(error: ValidationError) -> Fault:
    """The first thing that is wrong with an entry, in words a person can act on."""
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    return Fault(field, _words(field, first))


def _words(field: str, error: Mapping[str, Any]) -> str:
    place, kind = error["loc"], error["type"]
    if len(place) == 1 and kind == "missing":
        return f"缺少 {field}，请补上。"
    if len(place) == 1 and kind == "extra_forbidden":
        return f"有不认识的字段 {field}，请删去或改名（可用：{'、'.join(sorted(Entry.model_fields))}）。"
    match field:
        case "source_file" if kind == "value_error":
            return "的 source_file 应是 raw 文件夹里的文件名，不能指到别处，也不能过长或有控制字符。"
        case "id" | "source_file":
            return f'的 {field} 应是加引号的文字，例如 {field} = "{_EXAMPLES[field]}"。'
        case "sha256":
            return "的 sha256 应是加引号的 64 位十六进制数字（小写）；用 policy corpus add 登记时会自动写好。"
        case "title" | "issuing_body" | "number" if place[1:] == ("value",) and kind != "missing":
            return f"的 {field} 的 value 应是加引号的文字，不能是空的。"
        case "issued" | "effective" if place[1:2] == ("value",) and kind != "missing":
            return f"的 {field} 应是日期，例如 2020-06-16（不加引号，不写时刻）。"
        case "title" | "issuing_body" | "number" | "issued" | "effective":
            return f"的 {field} 应写成 {{ value = …, stated = true 或 false }}。"
        case "validity":
            return (
                '的 validity 应写成 [{ until = 2025-12-31, since = 2020-06-16, part = "附件2", stated = true }]，'
                "日期不加引号，不写时刻，since 和 part 可以不写。"
            )
        case "corrections":
            return '的 corrections 应写成 [{ kind = "split", words = "从哪几个字起", title = "标题", occurrence = 0 }]，kind 是 join、split 或 retitle。'
        case "part_aliases":
            return '的 part_aliases 应写成 [{ alias = "若干政策", part = "附件2" }]。'
        case _:
            return f'的 {field} 应是一列文字，例如 ["甲市", "甲"]，里面不能有空的。'
