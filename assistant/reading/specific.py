"""The words that tell one recipient or condition from another: 瞪羚 and 落户, not 企业 and 新认定."""

from __future__ import annotations

from assistant.reading.terms import whole_terms

# Words that recipients and conditions share whatever they are about
_GENERIC = frozenset([
    "高新区", "园区", "区内", "市内", "县内", "以上", "以下", "当年", "年度", "首次", "新", "认定", "新认定", "获得", "取得", "通过", "批准",
    "发布", "完成", "成功", "实现", "任务", "符合", "符合条件", "达到", "具有", "较强", "较高", "重大", "服务", "中心", "平台", "基地",
    "科技", "创新", "技术", "研究", "产业", "发展", "水平", "能力", "国家级", "省级", "市级", "区级", "县级", "自治区级", "国家", "行业",
    "备案", "确认", "获批", "挂牌", "批复", "落户", "设立", "被评", "聘为", "评聘", "内新", "入选", "发布的", "比达", "按照", "给予", "企业",
    "单位", "税务", "承担", "制定", "认定为", "交易额", "销售额", "总额", "金额", "收入", "投资额", "实际", "实现额",
])  # fmt: skip


def specific_words(text: str) -> tuple[str, ...]:
    """The content terms of `text` without those that all recipients share, folded.

    >>> specific_words("新认定的国家高新技术企业")
    ('国家高新技术企业',)
    """
    return tuple(term for term in whole_terms(text) if term not in _GENERIC)
