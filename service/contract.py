"""What is asked and what is answered, as OpenAPI describes it. The answers are the JSON of `policy ask --json`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Outcome, Standing, Status, Verdict
from assistant.answering.match import Certainty, Group
from assistant.answering.match_answer import LONGEST as LONGEST_STORY
from assistant.ask import LONGEST_QUESTION
from assistant.proposing.retrieve import Filters
from assistant.reading.language import Language
from assistant.showing.side_by_side import LONGEST as LONGEST_TOPIC
from corpus.measure import InForce, Kind

LONGEST_NAME = 500  # characters of a document's name, a place, a label
MOST_HITS = 100
MOST_TURNS = 32
MOST_CITATIONS = 200

Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, description="问题 · The question")]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
History = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]],
    Field(max_length=MOST_TURNS, description="先前的问题，最早的在前 · Earlier questions, the oldest first"),
]
Day = Annotated[
    date | None, Field(description="按这一天判断是否有效，默认今天 · Validity is judged on this day, today by default")
]
Address = Annotated[str, Field(description="在页面上打开这一条的网址 · Opens the clause on the page")]


class Asked(BaseModel):
    """A body of ours: a field that we do not know is a slip, and said."""

    model_config = ConfigDict(extra="forbid")


class FilterChoice(Asked):
    """筛选，都可不写 · Filters, each optional."""

    document: Name | None = Field(
        default=None, description="文件的 id、别名、标题或文件名 · A document by id, alias, title or file name"
    )
    part: Name | None = Field(default=None, description="例如 附件2 · A part of the document")
    kind: Kind | None = Field(default=None, description="单元的种类 · The kind of unit")
    unit: Name | None = Field(default=None, description="写明这个部门的条款 · Clauses that give this department a role")
    has_benefit: bool = Field(
        default=False, description="只要写明金额或比例的 · Only clauses that grant a sum or a share"
    )
    in_force: bool = Field(default=False, description="只要写明有效的 · Only clauses that say they are in force")
    region: Name | None = Field(default=None, description="这个地区的文件 · Documents that hold for this place")

    def chosen(self) -> Filters:
        return Filters(**self.model_dump())


class AskRequest(Asked):
    question: Question
    history: History = Field(default_factory=list)
    as_of: Day = None
    filters: FilterChoice = FilterChoice()
    engine: Literal["extractive", "model"] = Field(
        default="extractive",
        description="摘录原文，或由设置好的对话模型改写后核对 · The document's words, or worded by the chat model and checked",
    )
    stream: bool = Field(default=False, description="逐段返回 text/event-stream · Sent piece by piece")


class SearchRequest(Asked):
    query: Question
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="给出多少条 · How many")
    history: History = Field(default_factory=list)
    as_of: Day = None
    filters: FilterChoice = FilterChoice()


class MatchRequest(Asked):
    words: Annotated[
        str,
        Field(
            min_length=1, max_length=LONGEST_STORY, description="在哪里、是谁、做了什么 · Where, who, and what was done"
        ),
    ]
    as_of: Day = None
    document: Name | None = Field(default=None, description="只在这份文件里找 · Only in this document")


class CompareRequest(Asked):
    regions: list[Name] = Field(min_length=2, max_length=10, description="两个或更多地区 · Two places or more")
    topic: Annotated[str, Field(min_length=1, max_length=LONGEST_TOPIC, description="要对比的事项 · What is compared")]
    as_of: Day = None


class CitedWords(BaseModel):
    """一条依据，如 /v1/ask 给出的；多出的字段不看 · A citation as /v1/ask gives it; other fields are ignored."""

    marker: int = Field(default=0, ge=0, le=10_000)
    document_id: Name
    label: str = Field(max_length=LONGEST_NAME)
    quote: str = Field(max_length=100_000)
    quote_start: int = Field(ge=0, le=2**31)
    quote_end: int = Field(ge=0, le=2**31)
    in_force: InForce | None = None


class VerifyRequest(Asked):
    citations: list[CitedWords] = Field(min_length=1, max_length=MOST_CITATIONS)
    as_of: Day = None


# ---------------------------------------------------------------- answers


class CellAnswer(BaseModel):
    column: str
    unit: str
    text: str
    value: str
    start: int
    end: int


class RowAnswer(BaseModel):
    """引文里表格的一行 · A row of a table that the quote holds."""

    label: str = Field(description="怎样引用这一行 · How a person cites it")
    start: int
    end: int
    group: str
    cells: list[CellAnswer]


class CitationAnswer(BaseModel):
    marker: int
    clause: str = Field(description="条款的 id · The clause's id")
    url: Address
    document_id: str
    document_title: str
    source_file: str
    label: str = Field(description="怎样引用这一条 · How a person cites it")
    path: list[str]
    quote: str = Field(description="原文，逐字 · Verbatim")
    text: str
    start: int
    end: int
    quote_start: int
    quote_end: int
    score: float
    in_force: InForce
    kind: Kind
    rows: list[RowAnswer] = Field(description="引文里表格的行 · Rows of tables in the quote")


class AmountAnswer(BaseModel):
    yuan: str = Field(description="十进制数，元 · A decimal number of yuan")
    source: str = Field(description="原文怎么写 · As the clause writes it")
    start: int
    end: int


class RateAnswer(BaseModel):
    value: str = Field(description="十进制数，0.3 是 30% · A decimal number; 0.3 is 30%")
    source: str
    start: int
    end: int


class CapAnswer(BaseModel):
    amount: AmountAnswer
    per: str | None


class EvidenceAnswer(BaseModel):
    field: str
    start: int
    end: int


class BenefitAnswer(BaseModel):
    """一项奖补：谁、凭什么、多少；每个值在原文里的位置 · Who gets how much for what, each value with its place in the source."""

    recipient: str
    condition: str
    form: str
    start: int
    end: int
    amount: AmountAnswer | None
    amount_to: AmountAnswer | None = Field(description="一个幅度的上端 · The upper end of a range")
    is_upper_bound: bool = Field(description="最高、不超过 · At most")
    is_lower_bound: bool = Field(description="不低于 · At least")
    per: str | None = Field(description="每户、每年 · Per what")
    rate: RateAnswer | None
    rate_to: RateAnswer | None
    rate_is_upper_bound: bool
    base: str | None = Field(description="比例按什么算 · What the rate is of")
    caps: list[CapAnswer]
    schedule: list[AmountAnswer] = Field(description="分期的各期 · Instalments")
    rate_schedule: list[RateAnswer]
    years: int | None
    evidence: list[EvidenceAnswer]
    rival: str


class GrantedAnswer(BenefitAnswer):
    """奖补和它依据的条款 · A benefit with the citation that it rests on."""

    cap: str | None = Field(description="第一个封顶，原文 · The first cap, as written")
    cap_per: str | None
    marker: int


class ComparedAnswer(BaseModel):
    place: str
    item: str
    amount: str
    condition: str
    marker: int | None


class ClaimAnswer(BaseModel):
    text: str
    standing: Standing
    faults: list[str]


class SentenceAnswer(BaseModel):
    text: str
    outcome: Outcome
    faults: list[str]
    claims: list[ClaimAnswer]


class GeneratedAnswer(BaseModel):
    model: str
    kept: int
    replaced: int
    dropped: int
    added: int
    failure: str | None
    sentences: list[SentenceAnswer]


class AnswerBody(BaseModel):
    question: str
    status: Status = Field(description="已回答、文件未写明、没有找到、需要补充 · Whether there is an answer")
    text: str = Field(description="回答，[1] 指向 citations · The answer; [1] points into citations")
    verdict: Verdict | None = Field(
        description="问「是不是、能不能」而条款能定时：是、否、看条件；拿不准时 text 以「看来」开头；其余为 null · Where the question asks whether "
        "and the clause decides it; text begins with 看来 (It seems) where we are less sure; else null"
    )
    citations: list[CitationAnswer]
    benefits: list[GrantedAnswer]
    warnings: list[str]
    comparison: list[ComparedAnswer]
    choices: list[str]
    related: list[CitationAnswer] = Field(description="相关，不是答案 · Related, not the answer")
    resolved_question: str | None
    as_of: date
    engine: str
    language: Language
    timings_ms: dict[str, float] = Field(description="各步用时，毫秒 · Milliseconds of each step")
    generated: GeneratedAnswer | None


class SearchAnswer(BaseModel):
    query: str
    hits: list[CitationAnswer]


class CheckAnswer(BaseModel):
    words: str
    met: bool | None


class MatchRowAnswer(BaseModel):
    clause: str
    url: Address
    recipient: str
    certainty: Certainty
    group: Group
    barred: str
    matched: list[str]
    checks: list[CheckAnswer]
    unknown: list[str]
    yuan: str | None
    working: str | None
    in_force: InForce


class MatchAnswer(AnswerBody):
    rows: list[MatchRowAnswer]
    measures: list[str]
    ask: str | None
    total_yuan: str | None
    no_total: str | None


class DocumentAnswer(BaseModel):
    id: str
    title: str
    aliases: list[str]
    regions: list[str]
    number: str | None
    issuing_body: str | None
    issued: date | None
    source_file: str
    sha256: str
    in_force: InForce
    validity: str = Field(description="一句话 · In words")
    clauses: int = Field(description="可引用的条款数 · How many units can be cited")


class ClauseLine(BaseModel):
    clause: str
    label: str
    title: str
    kind: Kind
    path: list[str]
    url: Address


class DocumentsAnswer(BaseModel):
    documents: list[DocumentAnswer]
    omitted: list[str] = Field(description="登记过而读不出来的 · Registered, but unreadable")


class OneDocumentAnswer(BaseModel):
    document: DocumentAnswer
    clauses: list[ClauseLine]


class WhenAnswer(BaseModel):
    """日期，或一段日子的首尾两天 · A date, or the first and last day of a range."""

    first: date
    last: date
    source: str
    start: int
    end: int


class PeriodAnswer(BaseModel):
    count: int
    unit: str
    source: str
    start: int
    end: int


class ClauseAnswer(BaseModel):
    """一条的全文和从中认出的事实 · The whole clause, and the facts found in it."""

    id: str
    document_id: str
    document_title: str
    source_file: str
    part: str
    label: str
    title: str
    path: list[str]
    text: str
    start: int
    end: int
    kind: Kind
    lead_units: list[str] = Field(description="牵头单位 · Units in the lead")
    responsible_units: list[str] = Field(description="责任单位 · Units responsible")
    cooperating_units: list[str] = Field(description="配合单位 · Units that cooperate")
    implementing_units: list[str] = Field(description="实施单位 · Units that carry it out")
    amounts: list[AmountAnswer]
    benefits: list[BenefitAnswer]
    references: list[str]
    rates: list[RateAnswer]
    dates: list[WhenAnswer]
    periods: list[PeriodAnswer]
    omitted: bool = Field(description="公布时略去 · Left out at publication")
    in_force: InForce
    url: Address


class ClausesAnswer(BaseModel):
    clauses: list[ClauseAnswer]


class FindingAnswer(BaseModel):
    name: str
    kind: str
    words: str


class VerifyAnswer(BaseModel):
    holds: bool
    checked: int
    findings: list[FindingAnswer]


class HealthAnswer(BaseModel):
    status: Literal["ok"]
    version: str


class ReadyAnswer(BaseModel):
    status: Literal["ready"]
    documents: int
    clauses: int
    model: str
    fingerprint: str
    problem: str | None = Field(description="更新的索引为什么没有用上 · Why a newer index was not taken up")


class ReloadAnswer(BaseModel):
    documents: int
    clauses: int
    fingerprint: str


class ProblemError(BaseModel):
    where: str
    words: str


class ProblemAnswer(BaseModel):
    """RFC 9457. `detail` 说明原因，`next` 说明下一步 · `detail` says why, `next` what to do."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    next: str
    request: str = Field(description="日志里的编号 · Its number in the log")
    errors: list[ProblemError] | None = None
