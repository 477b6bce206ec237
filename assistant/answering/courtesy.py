"""What people say that asks for no clause: a greeting, thanks, what this is, how many documents there are.

Only where that is all they say: 你好，瞪羚企业奖励多少 is a question.
"""

from __future__ import annotations

import re

from assistant.answering.ask_back import regions
from assistant.reading.query import Query
from assistant.saying.draft import Draft
from corpus.text.normal import fold

MOST_TITLES = 10
_BESIDE = re.compile(r"[\s,，.。!！?？~～、:：;；…]+|[啊呀呢吧哦哈啦嘛了的吗]+$")
_YOU = r"(?:你|您|你们|大家|亲|机器人|小助手|助手)?"
_GREETING = re.compile(
    rf"{_YOU}(?:你好|您好|你们好|大家好|早上好|上午好|中午好|下午好|晚上好|早安|嗨|哈喽|哈罗|喂|在|在不在|hi|hello|hey|good(?:morning|afternoon|evening))+{_YOU}"
)
_THANKS = re.compile(
    rf"(?:好|好的|嗯|明白|知道|收到|ok|非常|十分|太)*(?:谢谢|多谢|感谢|谢过|辛苦|thanks?|thankyou|thankyouverymuch|thx){_YOU}(?:非常|多|很多|verymuch|alot)?{_YOU}"
)
_FAREWELL = re.compile(r"(?:再见|拜拜|拜|回头见|下次见|bye|byebye|goodbye)+")
_ABOUT = re.compile(
    r"(?:请问)?(?:你|您|这个?|这里|本站|本系统|这个系统)(?:是|叫)?(?:谁|什么|什么系统|什么名字|干什么|做什么|干嘛|能做什么|能干什么|可以做什么|能干嘛|会什么|怎么用|如何使用|有什么用|有什么功能)用?"
    r"|怎么用|如何使用|使用(?:说明|方法|帮助)|帮助|help|whoareyou|whatcanyoudo"
)
_SHELF = r"(?:你|您|你们|这里|库里|库中|文件库|文件库里|系统|系统里|目前|现在|都|里面)*"
_COUNT = re.compile(
    rf"(?:请问)?{_SHELF}(?:一共|总共|共|总计)?(?:收录|登记|收集|收|保存|入库)?了?有?(?:多少|几)(?:份|个|篇|部|件|条)?(?:政策)?(?:文件|文档|政策)"
    rf"|(?:文件|政策|政策文件)(?:一共|总共|共)?有?(?:多少|几)(?:份|个|篇|部)"
    rf"|(?:请问)?{_SHELF}(?:一共|总共|共)?(?:收录|登记|收集)?了?有?(?:哪些|哪几份|什么)(?:政策)?(?:文件|文档)"
    r"|howmany(?:policy)?documents(?:arethere|doyouhave)?"
)


def courtesy(draft: Draft, query: Query) -> bool:
    """Reply to what is no question about a clause; False where the words hold anything else."""
    said = _bare(query.question)
    if _COUNT.fullmatch(said):
        _say_shelf(draft)
        return True
    for pattern, reply in (
        (_GREETING, "您好！可以问政策里的金额、条件、部门、有效期，每个回答都给出依据的条款。"),
        (_THANKS, "不客气。还想了解什么，可以接着问。"),
        (_FAREWELL, "再见。有问题随时可以再来问。"),
        (_ABOUT, "这里回答已登记政策文件里的问题：支持多少、什么条件、找谁办、是否有效，并给出条款原文；文件没有写的，会直接说没有写。"),
    ):  # fmt: skip
        if pattern.fullmatch(said):
            draft.status = "clarify"
            draft.say(reply)
            return True
    return False


def _bare(question: str) -> str:
    """The folded words without what stands between and after them.

    >>> _bare("你好！在吗？"), _bare("Thank you!")
    ('你好在', 'thankyou')
    """
    words = _BESIDE.sub("", fold(question).lower().strip())
    return _BESIDE.sub("", words)


def _say_shelf(draft: Draft) -> None:
    library = draft.library
    documents = library.corpus.documents
    valid = sum(document.in_force(draft.as_of) == "yes" for document in documents)
    clauses = sum(unit.kind == "measure" for unit in library.units)
    draft.say(
        "文件库里一共有 {documents} 份文件、{clauses} 条条款，涉及{regions}。",
        documents=len(documents),
        clauses=clauses,
        regions=draft.words.listed(regions(library)) or "—",
    )
    if valid:
        draft.say("其中 {count} 份写明在有效期内。", count=valid)
    for document in documents[:MOST_TITLES]:
        draft.say("《{title}》", title=document.title)
    if len(documents) > MOST_TITLES:
        draft.say("……其余见「文件库」。")
