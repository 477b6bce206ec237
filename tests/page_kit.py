"""Two small documents, one of them full of markup, and an assistant that answers from a table: for tests of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from typing import Protocol

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from assistant.answer import Answer, BenefitRow, Citation
from assistant.proposing.retrieve import Filters
from corpus.errors import PolicyError
from corpus.measure import Amount, Benefit, Document, InForce, Kind, Measure, Span, Validity
from corpus.parse import Corpus

# Which installed packages bring components does not change while tests run, and Streamlit reads the metadata of all of
# them for every page that AppTest opens: over half of what such a test costs
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

TODAY = date(2026, 1, 15)
HOSTILE = "<script>alert(1)</script> **重** $x^2$ [链](http://a.b) :smile: `码` \"引\" 's' &amp; # <img src=x onerror=alert(2)>"
SUBSIDY = "1.研发补贴。对新认定的企业,给予20万元奖励。"
HIRING = "2.引进人才。按有关规定给予补助。"
SOURCES = {
    "jia": f"甲区若干政策\n一、奖补\n{SUBSIDY}\n{HIRING}\n本政策自印发之日起实施。\n版权所有",
    "yi": f"{HOSTILE}\n一、{HOSTILE}",
}
GRANT = "给予20万元奖励"


def unit(
    document: str, text: str, label: str, path: Sequence[str], kind: Kind = "measure", part: str = "正文"
) -> Measure:
    start = SOURCES[document].rindex(text)
    span = Span(start, start + len(text))
    return Measure(
        f"{document}/{label or kind}", document, part, tuple(path), label, path[-1] if path else "", text, span, kind
    )


UNITS = (
    unit("jia", "甲区若干政策", "引言", ["引言"], "preamble"),
    unit("jia", "一、奖补", "附件 一、", ["一、奖补"], "introduction", "附件"),
    unit("jia", SUBSIDY, "附件 一、1.", ["一、奖补", "研发补贴"], part="附件"),
    unit("jia", HIRING, "附件 一、2.", ["一、奖补", "引进人才"], part="附件"),
    unit("jia", "本政策自印发之日起实施。", "附件 结尾", ["结尾"], "closing", "附件"),
    unit("jia", "版权所有", "", [], "boilerplate"),
    unit("yi", f"一、{HOSTILE}", "一、", [f"一、{HOSTILE}"]),
)
CORPUS = Corpus(
    documents=(
        Document(
            "jia",
            "甲区若干政策",
            "jia.txt",
            "0" * 64,
            aliases=("甲区",),
            issuing_body="甲区管委会",
            number="甲政〔2021〕3号",
            issued=date(2021, 3, 1),
            validity=(Validity(date(2025, 12, 31), "附件"),),
            inferred=frozenset({"issuing_body"}),
        ),
        Document("yi", HOSTILE, "yi.txt", "1" * 64),
    ),
    units=UNITS,
    sources=dict(SOURCES),
    fingerprint="kit",
)


def cite(measure: Measure, quote: str, marker: int = 1, in_force: InForce = "not stated") -> Citation:
    document = next(one for one in CORPUS.documents if one.id == measure.document_id)
    start = measure.span.start + measure.text.index(quote)
    span = Span(start, start + len(quote))
    return Citation(marker, measure, document.title, document.source_file, quote, span, 0.9, in_force)


def benefit(**given: object) -> Benefit:
    row = {"recipient": "新认定的企业", "condition": "", "form": "奖励", "span": Span(0, 1)}
    return Benefit(**{**row, **given})  # type: ignore[arg-type]


def money(source: str) -> Amount:
    return Amount(Decimal(1), source, Span(0, len(source)))


ANSWERED = Answer(
    question="新认定的企业奖励多少？",
    status="answered",
    text="新认定的企业：奖励20万元。[1]\n「对新认定的企业,给予20万元奖励。」[1]",
    as_of=TODAY,
    citations=(cite(UNITS[2], GRANT, in_force="expired"), cite(UNITS[1], "奖补", marker=2)),
    benefits=(BenefitRow(benefit(amount=money("20万元")), 1),),
    warnings=("该政策有效期至2025年12月31日，已过期。",),
    timings_ms={"understand": 1.2, "answer": 30.9},
)
FOLLOW_UP = Answer(
    question="那人才呢？",
    status="not_stated",
    text="文件未写明补助金额。[1]",
    as_of=TODAY,
    citations=(cite(UNITS[3], "按有关规定给予补助"),),
    resolved_question="甲区引进人才补助多少",
)
NOT_FOUND = Answer(
    question="丙市补贴多少？",
    status="not_found",
    text="没有找到丙市的政策。",
    as_of=TODAY,
    related=(cite(UNITS[2], GRANT, marker=0),),
)
VAGUE = Answer(
    question="有什么？",
    status="clarify",
    text="请说得再具体一些。",
    as_of=TODAY,
    choices=(FOLLOW_UP.question, "丙市补贴多少？"),
)
MARKUP = Answer(
    question=HOSTILE,
    status="answered",
    text=f"{HOSTILE}[1]",
    as_of=TODAY,
    citations=(cite(UNITS[6], HOSTILE),),
    warnings=(HOSTILE,),
    resolved_question=HOSTILE,
    benefits=(BenefitRow(benefit(recipient=HOSTILE, condition=HOSTILE, amount=money(HOSTILE)), 1),),
)


@dataclass
class TableAssistant:
    """Answers what the table holds and keeps every call; a question of the table may also map to an error."""

    answers: Mapping[str, Answer | PolicyError]
    corpus: Corpus = CORPUS
    offered: tuple[str, ...] = (ANSWERED.question, HOSTILE)  # the example questions
    calls: list[tuple[str, tuple[str, ...], date | None, Filters | None]] = field(default_factory=list)

    def ask(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None, filters: Filters | None = None
    ) -> Answer:
        self.calls.append((question, tuple(history), as_of, filters))
        found = self.answers[question]
        if isinstance(found, PolicyError):
            raise found
        return found

    def warm(self) -> None:
        """Nothing to load."""

    def examples(self) -> tuple[str, ...]:
        return self.offered


def table_assistant(*extra: tuple[str, PolicyError]) -> TableAssistant:
    answers = {answer.question: answer for answer in (ANSWERED, FOLLOW_UP, NOT_FOUND, VAGUE, MARKUP)}
    return TableAssistant({**answers, **dict(extra)})


# The only tags of the page's own HTML
OURS = frozenset(
    ("p", "div", "strong", "sup", "table", "thead", "tbody", "tr", "th", "td", "ol", "ul", "li", "span", "mark", "dl", "dt", "dd")
)  # fmt: skip


class Seen(HTMLParser):
    """What a browser would make of it: the tags, their attributes, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if "mark" in self._open:
            self.marked.append(data)


class Opener(Protocol):
    """Opens a page of the application over an assistant, or over the error that opening one raises."""

    def __call__(self, assistant: object, page: str = "", **address: str | list[str]) -> AppTest: ...


def switch(application: AppTest, page: str) -> AppTest:
    """The application at the page with this address, as a click on its link leads there."""
    pages = application._registered_pages.items()
    application._page_hash = next(key for key, each in pages if each.get("url_pathname") == page)
    return application.run()


def html(page: AppTest) -> str:
    """All HTML on the page, in the order in which it stands there."""
    return "\n".join(element.proto.body for element in page.get("html"))
