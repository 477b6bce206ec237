"""Policies of places that do not exist, a library of one of them, and files to upload to it: for tests of 文件库."""

from __future__ import annotations

from pathlib import Path

from assistant.ask import Assistant, build_index, open_corpus
from corpus.shelf import add_file
from index.encoder import Encoder

PASSWORD = "松塔 sesame 7"
JOBS = """松塔县人民政府办公室关于印发《松塔县稳岗补贴办法（试行）》的通知
松政办发〔2020〕3号
各乡镇人民政府：
现将《松塔县稳岗补贴办法（试行）》印发给你们，请认真执行。
松塔县人民政府办公室
2020年5月6日
松塔县稳岗补贴办法（试行）
第一条 对未裁员的企业给予10万元补贴。(牵头单位:县人社局)
第二条 企业应当按季度报送用工情况。
第三条 本办法自2020年6月1日起施行，有效期3年。
"""
KILNS = """青石县人民政府关于支持陶瓷产业发展的若干措施
青政发〔2024〕12号
各乡镇人民政府：
为了支持陶瓷产业发展，制定以下措施。
一、支持窑炉改造。对完成电窑改造的陶瓷企业，一次性奖励35万元。(牵头单位:县工信局)
二、支持品牌建设。对新获得省级名牌的陶瓷企业，给予8万元奖励。
四、支持人才引进。引进高级工艺师的，每人补贴6万元。
本措施自2024年3月1日起施行，有效期至2027年2月28日。
青石县人民政府
2024年2月20日
首页 | 打印 | 关闭窗口
"""
QUESTION = "青石县对完成电窑改造的陶瓷企业奖励多少"
HOSTILE_NAME = "<script>alert(1)<script> $x$ :red[名].txt"
HOSTILE_TEXT = """松塔县<script>alert(1)</script> $x^2$ :red[红] [链](javascript:alert(2))办法
第一条 对 <img src=x onerror=alert(3)> $x^2$ :red[红] [链](javascript:alert(2)) 企业给予20万元奖励。
第二条 :material/home: www.a.b **重** `码` 由县科技局牵头。
"""


def make_library(folder: Path, encoder: Encoder) -> Assistant:
    """A corpus folder with one document, indexed beside it; POLICY_CORPUS must name `folder`."""
    source = folder.parent / "jobs.txt"
    source.write_text(JOBS, encoding="utf-8")
    add_file(folder, source)
    corpus = open_corpus()
    index, _ = build_index(corpus, encoder)
    return Assistant(corpus, index)
