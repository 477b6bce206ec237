"""The calendar of documents: windows with their first and last day, yearly ones at their next time, nothing that was over."""

from __future__ import annotations

from datetime import date

from assistant.handing_on.deadlines import calendar_of, days_words
from corpus.measure import Document
from corpus.parse import parse_text

NOTICE = Document("n", "白石县关于组织申报2026年度专项资金的通知", "n.txt", "0", issued=date(2026, 6, 1))
TEXT = """一、申报时间
企业于2026年7月15日至8月14日登录平台申报，纸质材料于8月20日前报送。
二、租金补贴
每年集中受理两次，3月1日至3月31日、9月1日至9月30日。
三、基本情况
2024年底全县企业300家，截至2025年末贷款余额50亿元。报废2018年4月30日前注册登记的车辆，补贴1万元。
"""


def test_windows_stand_with_both_days_and_yearly_ones_at_their_next_time() -> None:
    entries = calendar_of([NOTICE], parse_text(TEXT, "n"), date(2026, 6, 2))
    assert [(entry.kind, days_words(entry)) for entry in entries] == [
        ("申报期", "2026-07-15 至 2026-08-14"),
        ("申报截止", "2026-08-20"),
        ("申报期", "2026-09-01 至 2026-09-30（每年）"),
        ("申报期", "2027-03-01 至 2027-03-31（每年）"),
    ]
