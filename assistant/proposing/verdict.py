"""Yes, no, or that it depends: a question that asks whether, held against one sentence. Pure; the weights are learned.

The evidence is a list of named features: signs of denying, allowing, excluding, limiting (rows below), each as near to
the words of the question as it stands; figures of the question against the bounds of the sentence, and figures supposed
against figures stated; levels. Where there is no evidence, or it does not decide, there is no verdict: never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.learned.models import GramModel
from assistant.proposing.measured import bare_cells, bare_claim, bare_claims, bounds, measured, put_right
from assistant.proposing.opposed import is_elsewhere, lacks, times_held
from assistant.reading.levels import levels_in
from assistant.reading.rules import Rule, rule
from assistant.reading.unmet import unmet
from assistant.reading.whether import is_claim, is_negated, manner_of
from corpus.measure import Span
from corpus.quantities.quantities import Quantity, shared_units
from corpus.text.normal import fold
from index.tokens import char_ngrams

Says = Literal["yes", "no", "depends"]
NEAR = 3  # shared pairs of characters that make a stretch one about the question
LACKED = 2  # shared pairs that make what somebody lacks what a sentence asks for
_BREAK = re.compile(r"[，,；;。！!？?\n|：:（）()]")


# Words of a sentence that speak for or against
SIGNS: tuple[Rule, ...] = (
    rule(
        r"不(?!力|变|具|落实|强|善|利|确定|平衡|到位|超过|低于|高于|大于|小于|足|满|受|限|需|用|必|要求|动产|断|同|改变|论|含|包|在|属于|纳入|列入|计|适用|算|良|符合|少|设|收|仅|得[低少超]|可抗)"
        r"|领不了|无效|作废|废止|追回|禁止|严禁|一票否决|停止|取消",
        "散装货物不予补贴",
        "面积不低于500平方米，待遇不变",
        name="denied",
    ),
    rule(r"除外|以外|不含.|不包[含括]|不在|不属于|不纳入|不列入|不计|不适用|不算", "房地产企业除外", "含税务登记", name="excluded"),
    rule(r"不受(?!理)|不限|不设|无[需须]|不需|不必|不要求|免(?!费培训)|不收|不再(?:收|要求|提供)", "不受届数限制", "享受届数奖励", name="waived"),
    rule(
        r"(?<!不)可(?!能|持续|再生|控|靠|行性|免|不)|允许|鼓励|(?<!不予)(?<!不)支持(?!对象|范围|标准|方式|政策|内容)|(?<!不)予以|给予|参照|同等|视同|视为|同时享",
        "个体工商户可以申报",
        "支持对象为独立法人",
        name="allowed",
    ),
    rule(r"(?<!不)包[括含]|(?<![不（(])含(?!税|量)|纳入(?<!不纳入)|(?<!不)属于|(?<!不)享受|(?<!不)适用|等各类", "包括在家从业的人员", "不包括公务员", name="included"),
    rule(r"仅|只(?!要)|限(?!制|额|期|于期)|方可|(?<!人)才(?!能|智|培|工|干|艺|华)", "仅限牵头单位", "A类人才等可免收房租", name="only"),
    rule(r"不超过|不得超过|最高|最长|最多|上限|为限", "最长不超过三年", "超过三年的", name="capped"),
    rule(r"分[两二三四五2-9]+(?:个)?(?:年|次|期|批)|逐年|分期|分年|[0-9]:[0-9]", "分三年拨付", "分别给予", name="parted"),
    rule(r"重复|就高|取最高|从高|不得?(?:叠加|兼得)|择优", "按就高原则执行", "逐级提高标准", name="once"),
    rule(r"[可能]以?(?:叠加|累[计加]|同时)|可以申", "两级奖励可以叠加", "不得叠加", name="stacked"),
    rule(r"须|应当|需(?!求|要(?:的)?$)|前提|原则上|经[^，。]{1,12}(?:批准|同意|评审|认定|决策)|可能|酌情|视[^，。]{1,8}情况|适当", "须经评审认定", "给予奖励", name="condition"),
    rule(r"差额|补足|部分|其他条款|另行", "只补差额部分", "全额补助", name="partly"),
    rule(r"差额|原则上|一般应|酌情|(?:可|进一步|适当)放宽|视[^，。]{1,8}情况|可能|只(?:适用|享受)|前提", "年龄原则上不超过45周岁", "给予奖励", name="open"),
    rule(r"另行|由[^，。]{2,12}(?:奖|执行|负责|安排|规定|解决)|按[^，。]{2,14}(?:执行|办理|申报)", "由市财政另行安排", "按季度兑现", name="elsewhere"),
)  # fmt: skip
_WAIVED = re.compile(r"免(?!费培训|税店)|不收|不再收|无[需须]|不需|不必|不受(?!理)|不限")
CLEARLY = 0.6  # so near the words of the question, a waiver is of what it asks about
_QUESTION_SIGNS: tuple[Rule, ...] = (
    rule(r"再|已经|又|两[个份]都|都能|同时|叠加|还能|领过|拿[过了]|补过", "市里补过还能领吗", "个体户能报吗", name="twice"),
    rule(r"全(?!国|省|市|职|县|区)|一次性?|都|整份", "是一次付清吧", "分几年付", name="whole"),
    rule(r"只能|只有|必须|才[能行]|是不是要|非得", "必须先备案才能报吗", "能报吗", name="only_so"),
)  # fmt: skip
# Before a figure: it is what somebody takes the rule to be, not what she has
_SUPPOSES = re.compile(
    r"(?:要|须|得|至少|最少|最多|最高|最长|上限|封顶|门槛|不超过|不低于|限|只[能给有]?|仅)[^,，。]{0,6}$"
)
_ITEM = re.compile(r"\s*[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]")
_HEAD = re.compile(r"(?P<head>[^。；;：:\n]{2,60})[：:]\s*(?=[（(]?[一1]\s*[)）、.．])")
_GIVES = re.compile(r"给予|补助|奖励|可以")
_CLASS = re.compile(
    r"(?:[A-Za-z]|[1-5]A|[甲乙丙丁]|(?<![一二三四五六七])[一二三四五六七](?![一二三四五六七]))(?:类|级|档|等|星)",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"(?:国家|[省市区县])(?=[里级]|财政|资金|[奖补]|、[省市区县])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_IDLE = frozenset(
    [
        "我们",
        "这个",
        "那个",
        "可以",
        "不能",
        "能不",
        "怎么",
        "多少",
        "什么",
        "一个",
        "奖励",
        "补贴",
        "补助",
        "政策",
        "办法",
        "申请",
        "申报",
        "企业",
        "公司",
    ]
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, no or depends; `reason` are the words that decide, at `span` of the sentence; `sure` between 0 and 1.

    `supposed` is the figure of the question that the sentence puts right, or "".
    """

    says: Says
    reason: str
    span: Span
    sure: float
    supposed: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence holds for and against, by name, and which stretches of it speak most."""

    values: NDArray[np.float64]  # (NAMES,)
    span: Span
    unmet: bool = (
        False  # a figure given fails a bound, no exception said; or one supposed is stated otherwise, of the same thing
    )
    supposed: str = ""  # a figure of the question that the sentence puts right
    claims: bool = False  # a figure is supposed, to be confirmed or put right
    needless: bool = False  # what the question asks whether it is needed is waived: 要交吗, 免缴
    exempts: bool = False  # a class that the question names need not keep what others must: A类人才不受限制

    @property
    def confirms(self) -> bool:
        """Whether the sentence states the figure that is supposed."""
        return bool(self.values[NAMES.index("claimed_same")] > 0)

    @property
    def speaks_for_yes(self) -> bool:
        return self._holds(_FOR_YES)

    @property
    def speaks_for_no(self) -> bool:
        return self._holds(_FOR_NO)

    @property
    def may_deny(self) -> bool:
        return self.unmet or self._holds(_AGAINST)

    def _holds(self, names: frozenset[str]) -> bool:
        return any(value > 0 for name, value in zip(NAMES, self.values, strict=True) if name in names)


NAMES: tuple[str, ...] = (
    *(f"{sign.name}{where}" for sign in SIGNS for where in ("_near", "_any")),
    *(f"{sign.name}_asked" for sign in _QUESTION_SIGNS),
    "claim", "negated", "need", "negated_denied", "negated_waived", "need_waived", "need_denied", "need_allowed",
    "twice_once", "twice_stacked", "whole_parted", "claim_capped", "only_waived", "only_allowed", "also_only", "negated_allowed", "need_condition",
    "negated_met", "negated_unmet", "bound_met", "bound_unmet", "claimed_same", "claimed_other", "level_other", "shared",
    "lacked", "lacked_denied", "elsewhere", "time_in", "time_out",
)  # fmt: skip
WEIGHED = (*NAMES, "said")
# Signs that speak for a yes, or for a no, where they stand near the words of the question
_FOR_YES = frozenset(
    {"allowed_near", "included_near", "stacked_near", "waived_near", "bound_met", "claimed_same", "need_condition"}
)
_FOR_NO = frozenset(
    {"denied_near", "excluded_near", "only_near", "once_near", "parted_near", "capped_near", "elsewhere_near", "waived_near",
     "bound_unmet", "claimed_other", "level_other", "lacked", "elsewhere", "time_out"}
)  # fmt: skip
# The same anywhere in the sentence: without one of these a no would rest on how the question is asked
_AGAINST = frozenset(
    {
        *_FOR_NO,
        "denied_any",
        "excluded_any",
        "waived_any",
        "only_any",
        "once_any",
        "capped_any",
        "elsewhere_any",
        "parted_any",
    }
)


def beside(question: str, sentence: str) -> str:
    """What `sentence` says beside the words of the question, which carry no verdict: what the model `said` reads.

    >>> beside("夜班工人能领餐费吗", "夜班工人的餐费不在此列")
    '▁的▁不在此列'
    """
    return unmet(sentence, frozenset(char_ngrams(question)))


def said_of(said: GramModel, question: str, sentence: str) -> float:
    """How much what `sentence` says beside the question speaks for yes, as log-odds."""
    share = dict(zip(said.classes, said.probabilities(beside(question, sentence)).tolist(), strict=True))
    return float(np.log(share["yes"] + 1e-6) - np.log(share["no"] + 1e-6))


def denying_head(text: str, start: int) -> str:
    """What the head of the list denies in which the sentence at `start` of `text` is an item; "" where it denies nothing.

    >>> denying_head("不予支持情形：（一）走私的；（二）失信企业。", 14), denying_head("支持范围：（一）加工的；", 5)
    ('不予支持情形', '')
    """
    if not _ITEM.match(text, start):
        return ""
    heads = list(_HEAD.finditer(text, 0, start))
    head = fold(heads[-1]["head"]) if heads else ""
    return head if SIGNS[0].pattern.search(head) and not _GIVES.search(SIGNS[0].pattern.sub("", head)) else ""


def told_apart(question: str, sentences: Sequence[str]) -> list[float]:
    """How much each sentence speaks of the question, 0 to 1: words that few of them hold count more than those of all."""
    wanted = _pairs(fold(question))
    held = [wanted & _pairs(fold(sentence)) for sentence in sentences]
    weights = {pair: 1 / sum(pair in each for each in held) for each in held for pair in each}
    scores = [sum(weights[pair] for pair in each) for each in held]
    most = max(scores, default=0.0)
    return [score / most if most else 0.0 for score in scores]


def shared_pairs(question: str, sentences: Sequence[str]) -> tuple[int, int, tuple[int, int]]:
    """Pairs of characters: those of the question, those of them that any sentence has, and of the first sentence those it
    shares and those it has beside.

    >>> shared_pairs("夜班餐费能领吗", ["夜班餐费不在此列", "餐费另行规定"])
    (6, 3, (3, 4))
    """
    wanted = _pairs(fold(question))
    held = [_pairs(fold(sentence)) for sentence in sentences]
    return len(wanted), len(wanted & frozenset().union(*held)), (len(wanted & held[0]), len(held[0] - wanted))


def evidence_of(question: str, sentence: str) -> Evidence:
    """The features of NAMES."""
    asked, text = fold(question), fold(sentence)
    parts = list(_parts(text))
    wanted = _pairs(asked)
    near = [min(1.0, len(wanted & _pairs(text[span.start : span.end])) / NEAR) for span in parts]
    near = [max(own, 0.8 * near[at - 1] if at else 0.0) for at, own in enumerate(near)]  # …的，不予支持
    found: dict[str, float] = {}
    weights = [0.0] * len(parts)
    for sign in SIGNS:
        held = [at for at, span in enumerate(parts) if sign.pattern.search(text[span.start : span.end])]
        found[f"{sign.name}_any"] = float(bool(held))
        found[f"{sign.name}_near"] = max((near[at] for at in held), default=0.0)
        for at in held:
            weights[at] = max(weights[at], 0.2 + near[at])
    for sign in _QUESTION_SIGNS:
        found[f"{sign.name}_asked"] = float(bool(sign.pattern.search(asked)))
    claim, negated, need = is_claim(question), is_negated(question), manner_of(question) == "need"
    found |= {"claim": float(claim), "negated": float(negated), "need": float(need)}
    found |= {
        "negated_denied": negated * found["denied_near"],
        "negated_waived": negated * found["waived_any"],
        "need_waived": need * found["waived_any"],
        "need_denied": need * found["denied_any"],
        "need_allowed": need * found["allowed_any"],
        "twice_once": found["twice_asked"] * found["once_any"],
        "twice_stacked": found["twice_asked"] * found["stacked_any"],
        "whole_parted": found["whole_asked"] * found["parted_any"],
        "claim_capped": claim * found["capped_any"],
        "only_waived": found["only_so_asked"] * found["waived_any"],
        "also_only": found["included_near"] * found["only_near"],
        "negated_allowed": negated * found["allowed_near"],
        "need_condition": need * found["condition_any"],
        "only_allowed": found["only_so_asked"] * found["allowed_any"],
    }
    without = [_pairs(what) for what in lacks(question)]
    for name in ("lacked", "lacked_denied"):
        found[name] = 0.0
    for span in parts:
        words = text[span.start : span.end]
        name = "lacked_denied" if any(sign.pattern.search(words) for sign in SIGNS[:2]) else "lacked"
        own = max((min(1.0, len(what & _pairs(words)) / LACKED) for what in without), default=0.0)
        found[name] = max(found[name], own)
    found["elsewhere"] = float(is_elsewhere(question, sentence))
    inside, outside = times_held(question, sentence)
    found |= {"time_in": float(inside), "time_out": float(outside)}
    units = shared_units(asked, text)
    given, stated = measured(asked, units), measured(text, units)
    bare, cells = bare_claims(asked) if claim else [], bare_cells(text)
    claimed = (bare_claim(asked, stated) or (given[-1] if given else None)) if claim else None
    against = stated
    if bare and cells:  # a column of bare numbers tells its unit in its head: 90 is held against them
        claimed, against = bare[-1], cells
    if claimed and given and claimed == given[-1] and _SUPPOSES.search(asked[: claimed.start]):
        given.pop()  # 要满三年吧 supposes the bound itself; 满了四年吧 tells what is to be held against it

    def likeness(words: str) -> int:
        return len(wanted & _pairs(words))

    met, kept = bounds(given, stated, text, lambda bound: _excludes(text, bound, parts), likeness)
    found |= {"bound_met": float(met is True), "bound_unmet": float(met is False)}
    found |= {"negated_met": negated * found["bound_met"], "negated_unmet": negated * found["bound_unmet"]}
    same, other, fit = put_right(claimed, against, text, likeness) if claimed else (None, None, 0)
    if met and other is not None and kept is not None and other.overlaps(kept):
        other = None
    found |= {"claimed_same": float(same is not None), "claimed_other": float(other is not None)}
    levels, named = levels_in(question), levels_in(sentence)
    classes, told = _classes(asked), _classes(text)
    other_class = bool(classes and told and not classes & told)
    found["level_other"] = float(bool(levels and named and not levels & named) or other_class)
    found["shared"] = min(1.0, len(wanted & _pairs(text)) / (2 * NEAR))
    deciding = other or same or kept
    best = max(range(len(parts)), key=lambda at: weights[at] or near[at] / 10, default=0)
    span = parts[best] if parts else Span(0, len(sentence))
    if deciding is not None:
        span = next((part for part in parts if part.start <= deciding.start < part.end), span)
    values = np.array([found[name] for name in NAMES], dtype=np.float64)
    wrong = claimed if other is not None and len(question) == len(asked) else None
    words = question[wrong.start : wrong.end] if wrong else ""
    unmet = met is False and found["shared"] >= 0.5 and not (found["waived_any"] or found["open_any"])
    unmet = unmet or (other is not None and fit >= NEAR)
    claims = claimed is not None or (claim and bool(bare_claims(asked)))
    waived = [at for at, part in enumerate(parts) if _WAIVED.search(text[part.start : part.end])]
    needless = need and not negated and any(near[at] >= CLEARLY for at in waived)
    exempts = any(classes & _classes(text[parts[at].start : parts[at].end]) for at in waived)
    return Evidence(values, _trimmed(sentence, span), unmet, words, claims, needless, exempts)


def _classes(text: str) -> frozenset[str]:
    """The classes that folded `text` names, each with what it is one of: C类, 四类, 甲级, 3A级, B档."""
    return frozenset(found[0].lower() for found in _CLASS.finditer(text))


def _parts(text: str) -> Iterator[Span]:
    start = 0
    for end in [*(found.start() for found in _BREAK.finditer(text)), len(text)]:
        if text[start:end].strip():
            yield Span(start, end)
        start = end + 1


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring Chinese characters, without the words that every question holds; classes (A类), and whose money (省里, 省、市资金)."""
    found = (run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1))
    return (frozenset(found) - _IDLE) | _classes(text) | {f"{giver}的" for giver in _WHOSE.findall(text)}


def _excludes(text: str, bound: Quantity, parts: Sequence[Span]) -> bool:
    """高于1.3的不予支持, 不足五千人的，不补: whoever keeps the bound is out."""
    at = next((at for at, part in enumerate(parts) if part.start <= bound.start < part.end), None)
    if at is None:
        return False
    end = parts[min(at + 1, len(parts) - 1)].end if text[bound.end : parts[at].end].endswith("的") else parts[at].end
    return any(sign.pattern.search(text[bound.end : end]) for sign in SIGNS[:2])
