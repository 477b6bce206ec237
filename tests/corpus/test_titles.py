"""Names of documents that nobody registered: pieces of titles, short numbers, the place in a title."""

from __future__ import annotations

import pytest

from assistant.reading.catalogue import Catalogue
from corpus.measure import Document

TITLES = {
    "channel": "关于金融支持加快西部陆海新通道建设的意见",
    "special": "上海市人民政府关于深化完善“双特”政策支持临港地区新一轮发展的若干意见",
    "patents": "关于受理2017年东莞市第二批专利申请资助项目申报的通知",
    "services": "东莞市科技服务机构奖励专题申报指南",
    "flats": "关于受理天河区人才公寓申请的公告",
    "praise": "国务院办公厅关于对真抓实干成效明显地方进一步加大激励支持力度的通知",
}
REGIONS = {
    "special": ("上海市", "上海"), "patents": ("东莞市", "东莞"), "services": ("东莞市", "东莞"), "flats": ("天河区", "天河"),
}  # fmt: skip
CATALOGUE = Catalogue(
    [
        Document(
            name, title, f"{name}.txt", "", regions=REGIONS.get(name, ()),
            related_regions=("广州",) if name == "flats" else (),
            number="国办发〔2018〕117号" if name == "praise" else None,
        )
        for name, title in TITLES.items()
    ],
    {name: f"{title}。支持科技创新，给予资助。" for name, title in TITLES.items()},
)  # fmt: skip

NAMED = [
    ("金融支持西部陆海新通道的意见第（十七）条", {"channel"}),
    ("临港双特意见第二十条", {"special"}),
    ("临港政策里怎么讲", {"special"}),
    ("天河人才公寓那个公告第六条", {"flats"}),
    ("东莞专利资助的通知", {"patents"}),
    ("科技服务机构奖励指南的申报对象", {"services"}),
    ("真抓实干激励的通知第4条", {"praise"}),
    ("国办117号文第4条", {"praise"}),
    ("国办发2018 117号第4条", {"praise"}),
    ("国办〔2018〕117号", {"praise"}),
    # words that several documents hold name none
    ("科技创新政策有哪些", set()),
    ("给予资助的文件", set()),
    ("有什么政策", set()),
]


@pytest.mark.parametrize(("question", "documents"), NAMED, ids=[question for question, _ in NAMED])
def test_documents_named(question: str, documents: set[str]) -> None:
    names = CATALOGUE.find(question)
    meant = [set(name.documents) for name in names if not name.is_region] or [set(name.documents) for name in names]
    assert set.intersection(*meant) == documents if meant else not documents


def test_the_name_of_a_document_covers_its_words() -> None:
    (name,) = (name for name in CATALOGUE.find("请问金融支持西部陆海新通道的意见第三条") if not name.is_region)
    assert name.text == "金融支持西部陆海新通道的意见"


@pytest.mark.parametrize(
    ("question", "foreign"),
    [("广州黄埔区的人才公寓", ["黄埔区"]), ("天河区的人才公寓", []), ("临港上班怎么落户", []), ("升级扩区都有吗", [])],
)
def test_places_that_no_document_covers(question: str, foreign: list[str]) -> None:
    assert [span.of(question) for span in CATALOGUE.foreign_places(question, "")] == foreign


REGISTERED = {
    "tianjin": ("和平区", "天津市"), "dongguan": ("东莞市", "东莞"), "suzhou": ("宿州市", "宿州"), "zhejiang": ("浙江省", "浙江"),
    "xizhou": ("喜洲镇", "大理市"),
}  # fmt: skip
PLACED = Catalogue(
    [
        Document(name, f"{regions[0]}扶持办法", f"{name}.txt", "", regions=regions[:1], related_regions=regions[1:])
        for name, regions in REGISTERED.items()
    ]
)


@pytest.mark.parametrize(
    ("question", "documents", "lies", "foreign"),
    [
        ("常平的厂怎么申请", {"dongguan"}, "inside", []),
        ("东莞常平镇的厂", {"dongguan"}, "same", []),
        ("杭州给多少", {"zhejiang"}, "inside", []),
        ("和平区给多少", {"tianjin"}, "same", []),
        ("沈阳和平区给多少", set(), None, ["沈阳和平区"]),
        ("在沈阳，和平区给多少", set(), None, ["沈阳", "和平区"]),
        ("广东省给多少", set(), None, ["广东省"]),  # a document of one city in it is none of the province
        ("浦东的企业", set(), None, ["浦东"]),
        ("嘉应学院给毕业生发多少", set(), None, []),
        ("从沈阳搬来的企业，东莞给多少", {"dongguan"}, "same", []),
        ("How much in Suzhou", {"suzhou"}, "same", []),  # 苏州 is written so too
        ("How much in Shenyang", set(), None, ["Shenyang"]),
        ("合作社有补贴吗，资源循环利用呢", set(), None, []),
    ],
)
def test_places_by_what_they_lie_in(question: str, documents: set[str], lies: str | None, foreign: list[str]) -> None:
    names = [name for name in PLACED.find(question) if name.is_region]
    assert {document for name in names for document in name.documents} == documents
    assert lies in ({name.lies for name in names} or {None})
    assert [span.of(question) for span in PLACED.foreign_places(question, "")] == foreign


def test_documents_of_a_place_hold_for_what_lies_in_it() -> None:
    assert PLACED.of_region("常平镇") == PLACED.of_region("东莞") == ("dongguan",)
    assert PLACED.of_region("宁波市") == ("zhejiang",)
    assert PLACED.of_region("广东省") == ()
    (asked,) = PLACED.places("广东省给多少")
    assert (asked.documents, asked.around) == ((), ("dongguan",))
