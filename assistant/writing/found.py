"""What was found between a sentence and its clauses: named features, each with the words that it was found on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PIECE = re.compile(r"[,;。:!?]")
YOURS = re.compile(r"您|你|贵公司|贵单位|咱")
DENIES_MARK = re.compile(
    r"不是|并非|并未|并没|未必|别|不要(?!求)|并不(?!影响)|不等于|不算"
)  # 这并不是强制要求: no 强制
UNSTATED = re.compile(
    r"(?:没有?|未|不)(?:再)?(?:具体|明确|另行|进一步|单独|直接|专门|作|做)*(?:写明?|明确|规定|说明?|提及|提到|列出?|列明|给出|涉及|公布|载明|交代|指明|设定|注明|约定|限定|标明|出现)"
    r"|无(?:明确|具体)?(?:规定|说明|记载)|看不出|查不到|找不到|未见"
)


@dataclass(slots=True)
class Evidence:
    """Features by name; 0 where one was not found."""

    values: dict[str, float] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    owned: set[str] = field(default_factory=set)  # figures that a mark beside them shows to be told of their own

    def add(self, name: str, words: str = "", value: float = 1.0) -> None:
        """One more of it."""
        self.values[name] = self.values.get(name, 0.0) + value
        self.words.setdefault(name, words)

    def most(self, name: str, words: str = "", value: float = 1.0) -> None:
        """The strongest of it."""
        if value > self.values.get(name, 0.0):
            self.values[name] = value
            self.words[name] = words

    def of(self, name: str) -> float:
        return self.values.get(name, 0.0)
