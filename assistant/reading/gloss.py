"""A question asked in English, read word for word as a Chinese one: the clauses are Chinese, and so is all reading of questions.

"How much does the zone pay for local standards?" becomes 多少 园区 给 地方标准: not a sentence, but the words that
understanding and ranking look for. Names that documents go by (their aliases) and words nobody knows stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from importlib import resources

from assistant.reading.language import language_of

NUMBER = "#"  # stands for the number of the words matched
# What is asked for, in the words that `assistant.reading.query` reads; before single words, the longest first
_ASKED = (
    (r"how (?:much|many)|what (?:amount|sum|percentage|rate|reward|award|subsidy|grant)|(?:maximum|highest) (?:amount|sum|award|reward|grant)", "多少"),
    (r"which (?:document|policy|policies|documents) ", "哪份文件"),
    (r"which (?:department|bureau|office|agency|unit|authority|body|government (?:department|office))s?|who(?:m)?(?= (?:leads|is responsible|is in charge|do|does|should|can i ask|handles|runs))", "由哪个部门"),
    (r"(?:is|are) (?:responsible|in charge|accountable)(?: for| of)?|takes? the lead(?: on| in| for)?|handles?|leads?(?= )", "牵头负责"),
    (r"who (?:can|may|is able to|is allowed to)(?: apply| qualify)?|who (?:is|are) eligible|eligib\w+|qualif\w+|requirements?|conditions?|criteria", "条件"),
    (r"(?<!how long )\b(?:is|are|was|were) (?=[^?]{0,160}?\b(?:valid|in force|in effect|effective|applicable)\b)", "是否"),
    (r"(?:still |currently )?(?:valid|in force|in effect|effective)(?= *(?:[?.,]|in\b|on\b|now\b|today\b|this\b|$))|still (?:available|applicable)", "还有效"),
    (r"until when|expir\w+|validity(?: period)?|how long (?:is|are)(?= .{0,40}? valid)", "有效期到什么时候"),
    (r"deadlines?|by (?:when|what date)|closing date|last day", "截止时间"),
    (r"when (?:was|were|did)", "什么时候印发"),
    (r"issued by|who issued|issuing (?:body|authority)", "发文机关"),
    (r"document number|reference number", "文号"),
    (r"compared? (?:with|to)|compare|differences?(?: between)?|differ(?:s|ent)?(?: from)?|versus|\bvs\.?\b|which (?:is|one is|pays|gives|offers) (?:more|higher|better)|(?:more|higher|better) than", "比较"),
    (r"what (?:support|help|incentives?|subsid(?:y|ies)|benefits?|funding|policies|measures)|which (?:support|incentives?|subsid(?:y|ies)|benefits?|policies|measures|clauses)|what (?:can|could|may|might)(?= .{1,80}(?:get|receive|apply|claim|expect|qualify|benefit))|what (?:is|are) available", "有哪些支持"),
    (r"list (?:all|every)?|all (?:the )?(?:clauses|measures|policies)", "列出哪些"),
    (r"where (?:does|do|is|are)|mention(?:s|ed)?", "哪条提到"),
    (r"what about|how about", "那么"),
    (r"(?:article|clause|item|measure|task) (?:no\. ?|number )?(\d{1,3})", f"第{NUMBER}条"),
    (r"annex(?:e|es)? (?:no\. ?|number )?(\d{1,2})|attachment (\d{1,2})|appendix (\d{1,2})", f"附件{NUMBER}"),
    (r"(?:pay|award|give|grant|receive|get|offer|reward|subsid(?:y|ies|ise|ize)|paid|given|awarded|granted|money|worth)(?:s|d|ed|ing)?(?![a-z])", "给补助"),
)  # fmt: skip
# 1.2 million, 500,000 yuan, RMB 3m
_MONEY = re.compile(
    r"(?:rmb|cny|¥|￥|yuan)?\s?(?<![\w.])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?"
    r"(?P<size>million|billion|thousand|[mk](?![a-z]))?\s?(?P<unit>rmb|cny|yuan)?(?![\w])",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:and|also|so)(?: if)?,? ", re.IGNORECASE)  # what follows asks on
_SIZES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}


def to_chinese(question: str) -> str:
    """`question` as Chinese words where it is asked in English; any other as it is.

    >>> to_chinese("R&D 投入补贴多少")
    'R&D 投入补贴多少'
    """
    if language_of(question) != "en":
        return question
    text = question.replace("’", "'")
    text = _MONEY.sub(_in_yuan, text)
    text = _AND.sub("那么 ", text)
    for pattern, chinese in _asked_patterns():
        text = pattern.sub(partial(_filled, chinese), text)
    phrases, pattern = _phrases()
    text = pattern.sub(lambda found: f" {phrases[_key(found['phrase'])]} ", text)
    return " ".join(text.split())


def _filled(chinese: str, found: re.Match[str]) -> str:
    """The Chinese words, with the number that was matched in whichever group."""
    number = next((group for group in found.groups() if group), "")
    return f" {chinese.replace(NUMBER, number)} "


def _in_yuan(found: re.Match[str]) -> str:
    """A sum of money in 万元; a number that is no money stays."""
    size = _SIZES.get((found["size"] or "").lower())
    is_money = size is not None or found["unit"] or re.match(r"rmb|cny|¥|￥|yuan", found[0], re.IGNORECASE)
    if not is_money:
        return found[0]
    yuan = float(found["number"].replace(",", "")) * (size or 1)
    return f" {yuan / 1e4:g}万元 " if yuan >= 1e4 else f" {yuan:g}元 "


@cache
def _asked_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<![a-z]){pattern}", re.IGNORECASE), chinese) for pattern, chinese in _ASKED)


@cache
def _phrases() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The glossary of english.txt and one pattern for all its phrases, the longest first; a plural -s is the same word."""
    text = resources.files("assistant.reading").joinpath("english.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        english, _, chinese = line.split("#")[0].partition("=")
        for phrase in english.split("|"):
            if phrase.strip():
                found.setdefault(_key(phrase), chinese.strip())
    found.update({f"{phrase[:-1]}ies": chinese for phrase, chinese in found.items() if phrase.endswith("y")})
    longest = sorted(found, key=lambda phrase: (-len(phrase), phrase))
    pieces = (re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in longest)
    # The A of 4A is no article
    return found, re.compile(
        rf"(?<![a-z&])(?!(?<=\d)a\b)(?P<phrase>{'|'.join(pieces)})(?:'s|s'?|es)?(?![a-z])", re.IGNORECASE
    )


def _key(phrase: str) -> str:
    """A phrase as the glossary holds it: single spaces for hyphens, without the plural."""
    return " ".join(phrase.strip().lower().replace("-", " ").split())
