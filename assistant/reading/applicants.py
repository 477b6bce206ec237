"""As what kind of applicant somebody asks (个人, 个体户, 学校 …), and which kinds a text speaks of. Pure.

A policy for companies says nothing for a person, however near its words are. What is found here filters nothing: whether a
clause, or anything in its document, speaks of the kind is weighed with the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.reading.rules import Rule, rule
from corpus.text.normal import fold


@dataclass(frozen=True, slots=True)
class Applicant:
    """A kind of applicant: how a question says it, how a document does."""

    asked: Rule
    told: re.Pattern[str]


def _row(name: str, asked: str, told: str, fires: str, spares: str) -> Applicant:
    return Applicant(rule(asked, fires, spares, name), re.compile(told))


APPLICANTS: tuple[Applicant, ...] = (
    _row("个人", r"个人(?!所得税)|没有?(?:公司|单位|注册)|不注册|本人|自然人|我自己",
         r"个人(?!所得税)|自然人|本人|居民|人员|人才|毕业生|劳动者|农户|农民|每人", "个人能领多少", "个人所得税返多少"),
    _row("个体户", r"个体|小店|小?饭馆|作坊|摊[主位贩]", r"个体", "我是个体户，能报吗", "具体怎么报"),
    _row("国有企业", r"国企|国有(?:企业|公司|平台)|央企", r"国有|国企|央企", "国企能不能报", "国家级企业奖多少"),
    _row("学校", r"大学|学院|学校|高校|职校|[中小]学|幼儿园|老师|教师", r"高校|学校|院校|大学|学院|教师|职业教育|幼儿园", "民办职校能报吗", "学历要求是什么"),
    _row("学生", r"学生|在读|研究生", r"学生|在校生|毕业生|研究生", "在读学生能领吗", "产学研怎么补"),
    _row("社会组织", r"民办非企业|民非|社会组织|协会|商会|基金会", r"民办非企业|社会组织|社会服务机构|协会|商会|社会团体|基金会", "商会办展补吗", "民办养老院补吗"),
    _row("外国人", r"外国人|外籍|老外|港澳|台(?:湾|胞)", r"外国|外籍|港澳|台湾|境外人", "外籍人才能领吗", "外地企业能报吗"),
    _row("机关单位", r"公务员|事业(?:编|单位)|机关|退休", r"公务员|事业单位|机关|退休|参公", "考上公务员还能领吗", "有关单位怎么报"),
    _row("房东", r"房东|出租[房方人]|业主", r"房东|出租|业主|产权", "房东能补多少", "租房补多少"),
    _row("农户", r"农户|农民(?!工)|养殖户|[果菜茶烟粮]农|渔民|牧民|村民|合作社|村集体",
         r"农户|农民|种植|养殖|农业|渔民|村|合作社|家庭农场|大户", "果农能领吗", "农民工能领吗"),
)  # fmt: skip
KEPT = 20_000  # texts of which is remembered what they speak of


def applicants_asked(question: str) -> frozenset[str]:
    """The kinds of applicant that `question` asks for.

    >>> sorted(applicants_asked("我是个体户，没注册公司，能领吗"))
    ['个人', '个体户']
    """
    folded = fold(question)
    return frozenset(row.asked.name for row in APPLICANTS if row.asked.pattern.search(folded))


@lru_cache(maxsize=KEPT)
def applicants_told(text: str) -> frozenset[str]:
    """The kinds of applicant that a text speaks of."""
    folded = fold(text)
    return frozenset(row.asked.name for row in APPLICANTS if row.told.search(folded))
