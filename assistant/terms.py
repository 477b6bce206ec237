"""The words of a question that carry its topic, and how much of them a clause holds."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.lexicon import variants
from corpus.normal import fold
from index.tokens import jieba_words

# Words that questions and clauses share whatever the topic: they say nothing about whether a clause answers.
_STOP = frozenset(
    [
        "政策",
        "文件",
        "条款",
        "规定",
        "措施",
        "方案",
        "意见",
        "通知",
        "内容",
        "要点",
        "办法",
        "问题",
        "方面",
        "情况",
        "相关",
        "有关",
        "关于",
        "针对",
        "对于",
        "根据",
        "按照",
        "我区",
        "我市",
        "我省",
        "全市",
        "全省",
        "补贴",
        "补助",
        "奖励",
        "资助",
        "支持",
        "扶持",
        "优惠",
        "资金",
        "给予",
        "奖补",
        "金额",
        "额度",
        "标准",
        "比例",
        "一次性",
        "一次",
        "最高",
        "最多",
        "上限",
        "封顶",
        "顶格",
        "每年",
        "一年",
        "单位",
        "部门",
        "机构",
        "企业",
        "公司",
        "项目",
        "单位",
        "牵头",
        "负责",
        "责任",
        "配合",
        "实施",
        "主管",
        "申请",
        "申报",
        "条件",
        "要求",
        "资格",
        "享受",
        "领取",
        "能领",
        "能拿",
        "可以",
        "能够",
        "需要",
        "应该",
        "是否",
        "如果",
        "因为",
        "所以",
        "什么",
        "怎么",
        "怎样",
        "如何",
        "哪些",
        "哪个",
        "哪里",
        "哪儿",
        "哪条",
        "哪一条",
        "多少",
        "几个",
        "几家",
        "几条",
        "多大",
        "多久",
        "多长",
        "时候",
        "时间",
        "什么时候",
        "为什么",
        "谁",
        "由谁",
        "归谁",
        "找谁",
        "我们",
        "咱们",
        "你们",
        "他们",
        "我",
        "本人",
        "自己",
        "这个",
        "那个",
        "这边",
        "那边",
        "这条",
        "那条",
        "这里",
        "那里",
        "这样",
        "这种",
        "一个",
        "一种",
        "一些",
        "一下",
        "一家",
        "一项",
        "那一项",
        "一份",
        "两个",
        "现在",
        "今年",
        "明年",
        "去年",
        "目前",
        "最近",
        "刚",
        "刚刚",
        "已经",
        "打算",
        "准备",
        "想要",
        "想",
        "希望",
        "知道",
        "了解",
        "咨询",
        "请问",
        "听说",
        "据说",
        "觉得",
        "应",
        "按",
        "被",
        "把",
        "将",
        "让",
        "使",
        "给",
        "拿",
        "领",
        "补",
        "奖",
        "还有",
        "还是",
        "或者",
        "以及",
        "并且",
        "而且",
        "但是",
        "不过",
        "只是",
        "就是",
        "都是",
        "不是",
        "是不是",
        "没有",
        "有没有",
        "可不可以",
        "能不能",
        "会不会",
        "不会",
        "不能",
        "不给",
        "给不给",
        "怎么办",
        "咋办",
        "国家",
        "地方",
        "政府",
        "工作",
        "开展",
        "推动",
        "推进",
        "加快",
        "加强",
        "完善",
        "建设",
        "发展",
        "提升",
        "提高",
        "促进",
        "鼓励",
        "引导",
        "积极",
        "进行",
        "新",
        "老",
        "大",
        "小",
        "高",
        "年",
        "月",
        "日",
        "元",
        "万元",
        "万",
        "钱",
        "个",
        "分别",
        "区别",
        "不同",
        "比较",
        "对比",
        "相比",
        "哪份",
        "哪边",
        "哪家",
        "出处",
        "出自",
        "来自",
        "提到",
        "提及",
        "写了",
        "写着",
        "写到",
        "说法",
        "原文",
        "原话",
        "叫做",
        "所谓",
        "怎么回事",
        "干什么",
        "拿来",
        "目标",
        "the",
        "a",
        "an",
        "of",
        "in",
        "for",
        "to",
        "is",
        "are",
        "does",
        "do",
        "how",
        "much",
        "many",
        "what",
        "which",
        "who",
        "when",
        "where",
        "and",
        "or",
        "give",
        "gives",
        "get",
        "new",
        "high",
        "tech",
        "zone",
        "can",
        "we",
        "i",
        "my",
        "our",
    ]
)
_NUMBER = re.compile(r"^[\d.,%]+$")
# A function word inside a jieba word of the question says that it is an asking word too: 给多少, 有几个
_ASKING = re.compile(r"多少|哪|什么|几个|谁|怎|吗|呢|咋|啥|^[这那此该它]|^[能可补给领拿奖要想办有几钱申请得到会]+$")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question's topic a clause holds: the share by weight, and the terms it lacks."""

    share: float
    missing: tuple[str, ...]
    terms: int


def content_terms(topic: str) -> tuple[str, ...]:
    """The words of `topic` that carry it, folded, each once.

    >>> content_terms("瞪羚企业落户奖励多少")
    ('瞪羚', '落户')
    """
    words = [word for word in jieba_words(topic) if len(word) > 1 or word.isascii()]
    kept = [word for word in words if word not in _STOP and not _NUMBER.match(word) and not _ASKING.search(word)]
    return tuple(dict.fromkeys(kept))


def whole_terms(topic: str) -> tuple[str, ...]:
    """The content terms that are no part of another one: 有效期, without 有效 and 效期."""
    terms = content_terms(topic)
    return tuple(term for term in terms if not any(term != other and term in other for other in terms))


class TermWeights:
    """Inverse document frequencies of terms over the folded texts of all units, counted by containment."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._cache: dict[str, float] = {}

    def idf(self, term: str) -> float:
        """log((n + 1) / (df + 0.5)): a term that no unit holds weighs most."""
        if term not in self._cache:
            words = variants(term)
            frequency = sum(1 for text in self._texts if any(word in text for word in words))
            self._cache[term] = math.log((len(self._texts) + 1) / (frequency + 0.5))
        return self._cache[term]

    def known(self, term: str) -> bool:
        return any(word in text for word in variants(term) for text in self._texts)


def coverage(terms: Sequence[str], text: str, weights: TermWeights) -> Coverage:
    """How much of `terms` the text (any case and width) holds, weighted by rarity; a synonym counts as the word."""
    folded = fold(text)
    total = found = 0.0
    missing = []
    for term in terms:
        weight = max(0.1, weights.idf(term))
        total += weight
        if any(word in folded for word in variants(term)):
            found += weight
        else:
            missing.append(term)
    return Coverage(found / total if total else 1.0, tuple(missing), len(terms))
