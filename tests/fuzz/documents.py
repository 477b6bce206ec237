"""Documents that look real and are not whole: annexes without text, headings only, lists without items, and what else
offices and web sites publish. Generated from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from corpus.formats.word_numbers import number_text

PLACES = ("松塔县", "云泽市", "青石土家族苗族自治州", "甲省乙市高新区", "")
TOPICS = ("稳岗补贴", "陶瓷产业发展", "科技创新", "人才引进", "促进消费", "知识产权")
KINDS = ("办法", "若干措施", "实施细则", "工作方案", "通知", "")
SENTENCES = (
    "对新认定的高新技术企业，一次性奖励20万元。",
    "按投资额的10%给予补助，最高不超过100万元；",
    "国家级、省级平台分别给予50万元、20万元奖励。",
    "（略）",
    "牵头单位：县科技局；责任单位：各乡镇",
    "具体标准如下：",
    "申请人应当符合下列条件：",
    "连续三年每年补贴3万元,第一年",
    "有效期3年，自2020年6月1日起施行",
    "详见附件2。",
    "《管理办法》（松政发〔2018〕3号）同时废止。",
    "",
)
TAILS = (
    "附件：",
    "附件：1.申请表\n　　　2.名单",
    "附件1",
    "附件2\n\n",
    "附件3：汇总表",
    "附表",
    "附录一\n一、",
    "附件4\n序号 | 单位 | 金额\n1 | 甲 | 20万元\n2 |  | ",
    "附件5\n第一条\n第二条\n",
    "附件6\n（一）\n（二）",
    "附件 7\n1.\n2.\n3.",
    "特此通知。",
    "松塔县人民政府\n2020年5月6日",
    "二〇二〇年五月六日",
    "（此件公开发布）",
    "（联系人：王某；电话：0999-1234567）",
    "抄送：各部门。",
    "本办法自2020年6月1日起施行，有效期至2023年5月31日。",
    "- 3 -",
    "第 3 页 共 12 页",
    "上一篇：无\n下一篇：无",
    "打印 | 关闭窗口",
    "相关链接",
    "责任编辑：甲",
)  # fmt: skip
HEADS = (
    "索 引 号：000014349/2020-00012\n发文机关：松塔县人民政府\n成文日期：2020年5月6日",
    "当前位置：首页 > 政务公开\n首页\n新闻\n服务",
    "来源：本站 发布时间：2020-05-06 浏览次数：",
    "松政办发〔2020〕3号",
    "各乡镇人民政府，县直各部门：",
    "目录\n第一章 总则……1\n第二章 附则……2\n",
    "（2020年5月6日县政府第3次常务会议通过）",
    "问：为什么？\n答：因为。",
    "本报讯（记者 甲）近日，县政府出台",
    "",
)
STYLES: tuple[Callable[[int], str], ...] = (
    lambda n: f"第{number_text(n, 'chineseCounting')}章 ",
    lambda n: f"第{number_text(n, 'chineseCounting')}条　",
    lambda n: f"{number_text(n, 'chineseCounting')}、",
    lambda n: f"（{number_text(n, 'chineseCounting')}）",
    lambda n: f"{n}.",
    lambda n: f"{n}、",
    lambda n: f"({n})",
    lambda n: number_text(n, "decimalEnclosedCircle"),
    lambda n: f"附件{n}\n",
    lambda n: f"任务{n}：",
    lambda n: f"{number_text(n, 'chineseCounting')}是",
    lambda n: f"{n} | ",
    lambda n: f"问{n}：",
    lambda n: "",
)
DRESSINGS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, rng: text,
    lambda text, rng: text,
    lambda text, rng: text.replace("\n", ""),
    lambda text, rng: text.replace("\n", "\n\n　　"),
    lambda text, rng: text.replace("\n", "\r\n"),
    lambda text, rng: "\n".join(text[at : at + 30] for at in range(0, len(text), 30)),
    lambda text, rng: "\n".join(f"<p>{line}</p>" for line in text.split("\n")),
    lambda text, rng: "\n".join(f"**{line}**" if rng.random() < 0.2 else line for line in text.split("\n")),
    lambda text, rng: "\n".join(f"# {line}" if rng.random() < 0.2 else line for line in text.split("\n")),
    lambda text, rng: "\n".join(f"- {rng.randrange(9)} -\n{line}" if rng.random() < 0.1 else line for line in text.split("\n")),
    lambda text, rng: "".join(c + "\u200b" if c.isdigit() and rng.random() < 0.3 else c for c in text),
    lambda text, rng: "\ufeff" + " ".join(text),
    lambda text, rng: text[: rng.randrange(len(text) + 1)],
    lambda text, rng: text[rng.randrange(len(text) + 1) :],
)  # fmt: skip


def generated(rng: random.Random) -> str:
    """One document."""
    place, topic, kind = rng.choice(PLACES), rng.choice(TOPICS), rng.choice(KINDS)
    pieces = rng.sample(HEADS, rng.randint(0, 2))
    if rng.random() < 0.8:
        pieces.append(
            f"{place}{rng.choice(('人民政府', '人民政府办公室', ''))}{rng.choice(('关于', '关于印发《', ''))}{topic}{kind}"
        )
    pieces += rng.sample(HEADS, rng.randint(0, 2))
    pieces += _section(rng, 0)
    pieces += [rng.choice(TAILS) for _ in range(rng.randint(0, 6))]
    if rng.random() < 0.3:
        pieces += [*_section(rng, 0), rng.choice(TAILS)]
    text = "\n".join(pieces)
    for _ in range(rng.randint(0, 2)):
        text = rng.choice(DRESSINGS)(text, rng)
    return text


def _section(rng: random.Random, depth: int) -> list[str]:
    style = rng.choice(STYLES)
    first = rng.choice((1, 1, 1, 1, 2, 7))
    lines = []
    for number in range(first, first + rng.choice((0, 1, 2, 3, 5))):
        heading = rng.choice(("", "总则", "支持创新。", "申报条件"))
        words = "".join(rng.choice(SENTENCES) for _ in range(rng.choice((0, 0, 1, 2))))
        lines.append(f"{style(number)}{heading}{words}")
        if depth < 3 and rng.random() < 0.4:
            lines += _section(rng, depth + 1)
    return lines
