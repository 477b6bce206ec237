"""Places in texts: which names are places, which place is meant, how one lies to another."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.identity.identity import infer_identity
from corpus.measure import Document
from corpus.places.gazetteer import Place, beside, contains, named, places_in, relation, short_forms, wider
from corpus.places.places import holds_everywhere, region_mentioned, regions_of, wider_regions
from tests.examples import examples

# A text, and the paths of the places in it; several in one string are the candidates that remain
NAMED = [
    ("广州黄埔区", ["广东省/广州市", "广东省/广州市/黄埔区"]),
    ("大兴有什么人才政策", ["北京市/大兴区"]),
    ("东莞常平的厂能领吗", ["广东省/东莞市", "广东省/东莞市/常平镇"]),
    ("中山大涌镇红木村", ["广东省/中山市", "广东省/中山市/大涌镇"]),
    ("大同市云州区周士庄镇", ["山西省/大同市", "山西省/大同市/云州区", "山西省/大同市/云州区/周士庄镇"]),
    ("河南省济源市", ["河南省", "河南省/济源市"]),
    ("红河州的刺绣传承人", ["云南省/红河哈尼族彝族自治州"]),
    ("五峰县茶园", ["湖北省/宜昌市/五峰土家族自治县"]),
    # told apart by what stands around
    ("徐州鼓楼区", ["江苏省/徐州市", "江苏省/徐州市/鼓楼区"]),
    ("北京朝阳的企业", ["北京市", "北京市/朝阳区"]),
    ("在沈阳注册的企业，和平区再给一半", ["辽宁省/沈阳市", "辽宁省/沈阳市/和平区"]),
    ("和平区的补贴", ["天津市/和平区 辽宁省/沈阳市/和平区"]),
    ("吉林有什么", ["吉林省"]),
    # what it was called before, and what people say
    ("襄樊市", ["湖北省/襄阳市"]),
    ("顺德市的企业", ["广东省/佛山市/顺德区"]),
    ("崇文区、闸北区", ["北京市/东城区", "上海市/静安区"]),
    ("内蒙的呼市", ["内蒙古自治区", "内蒙古自治区/呼和浩特市"]),
    ("companies in Urumqi", ["新疆维吾尔自治区/乌鲁木齐市"]),
    # zones
    ("前海企业", ["广东省/深圳市/前海深港现代服务业合作区"]),
    ("雄安落户以后", ["河北省/雄安新区"]),
    ("临港上班怎么落户", ["上海市/浦东新区/临港新片区"]),
    ("武汉东湖高新区和光谷", ["湖北省/武汉市/东湖新技术开发区"] * 2),
    ("襄阳高新技术产业开发区", ["湖北省/襄阳市/襄阳高新区"]),
    ("郑州经开区和临沂综合保税区", ["河南省/郑州市/郑州经开区", "山东省/临沂市/临沂综保区"]),
    ("浦东新区", ["上海市/浦东新区"]),
    # a rank that goes on as another word
    ("北京市场监管局", ["北京市"]),
    ("日照时间和日照市的日照", ["山东省/日照市", "山东省/日照市"]),
]
NO_PLACES = [
    "辐射区、实验区、保护区、示范区、功能区", "建筑市场和建筑市", "法治乡村与法治乡", "高新区、经开区、新区", "各县区、市县区、县市区",
    "城市、门市、超市、上市公司", "朝阳产业和朝阳行业", "长春花", "西安门大街", "三明治", "加强合作，资源共享，共和国公安机关",
    "一视同仁、平等对待", "互助养老点", "提高安全意识", "加大新兴产业扶持", "各乡镇人民政府、街道办事处", "长治久安", "示范县、贫困县",
    "沙县小吃", "中山大学毕业", "河南农业大学校内", "北京路和南京路", "由发展改革局会同县科工局负责解释", "大兴土木",
    "新会计准则", "平安银行、阿里巴巴", "珠江西岸", "德州扑克", "白银价格上涨",
]  # fmt: skip


def told(text: str, around: tuple[Place, ...] = ()) -> list[str]:
    return [" ".join("/".join(place.path) for place in one.candidates) for one in places_in(text, around)]


@pytest.mark.parametrize(("text", "paths"), NAMED, ids=[text for text, _ in NAMED])
def test_the_places_of_a_text(text: str, paths: list[str]) -> None:
    assert told(text) == paths


@pytest.mark.parametrize("text", NO_PLACES)
def test_words_that_only_look_like_places(text: str) -> None:
    assert told(text) == []


def test_what_is_known_from_elsewhere_tells_names_apart() -> None:
    (tianjin,), (dongguan,) = named("天津"), named("东莞市")
    assert told("和平区的补贴", (tianjin,)) == ["天津市/和平区"]
    assert told("常平的企业怎么报") == []
    assert told("常平的企业怎么报", (dongguan,)) == ["广东省/东莞市/常平镇"]
    assert told("人民政府的建设项目招商", (dongguan,)) == []


@pytest.mark.parametrize(
    ("one", "other", "lies"),
    [
        ("甘肃省", "甘肃", "same"), ("襄樊市", "襄阳", "same"), ("榆中", "兰州", "inside"), ("常平镇", "广东", "inside"),
        ("张掖", "甘州区", "around"), ("南京", "苏州", "elsewhere"), ("前海", "深圳", "inside"), ("前海", "珠海", "elsewhere"),
        ("苏州园区", "苏州工业园区", "same"), ("昆明经开区", "昆明开发区", "same"), ("苏州园区", "苏州高新区", "elsewhere"),
        ("昆明高新区", "昆明开发区", "elsewhere"), ("昆山园区", "苏州工业园区", "elsewhere"),
    ],
)  # fmt: skip
def test_how_one_place_lies_to_another(one: str, other: str, lies: str) -> None:
    (first,), (second,) = named(one), named(other)
    assert relation(first, second) == lies
    assert contains(second, first) == (lies == "inside")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("晋城市城区人民政府印发", ["山西省/晋城市/城区"]), ("铜陵市郊区教育局", ["安徽省/铜陵市/郊区"]),
        ("晋城市城区道路停车收费", ["山西省/晋城市"]), ("铜陵市郊区的蔬菜基地", ["安徽省/铜陵市"]), ("昆明市城区人民政府大楼", ["云南省/昆明市"]),
    ],
)  # fmt: skip
def test_a_part_of_a_town_is_a_district_only_where_it_governs_itself(text: str, paths: list[str]) -> None:
    assert told(text) == paths


def test_a_district_that_the_shelf_knows_needs_no_office_beside_it() -> None:
    (district,) = named("铜陵市郊区")
    assert told("铜陵市郊区加装电梯补多少", (district,)) == ["安徽省/铜陵市/郊区"]
    assert told("铜陵郊区补多少", (district,)) == ["安徽省/铜陵市/郊区"]
    assert told("郊区补多少", (district,)) == []


def test_neighbours_and_what_is_around() -> None:
    (huangpu,), (tianhe,), (nanjing,) = named("广州黄埔区"), named("天河区"), named("南京")
    assert beside(huangpu, tianhe)
    assert not beside(huangpu, huangpu)
    assert not beside(huangpu, nanjing)
    assert [place.name for place in wider(tianhe)] == ["广东省", "广州市"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("东莞市", ("东莞",)), ("内蒙古自治区", ("内蒙古",)), ("香港特别行政区", ("香港",)), ("蓟县", ()), ("锡林郭勒盟", ("锡林郭勒",)),
        ("佳木斯市郊区", ("佳木斯郊区",)), ("黔东南苗族侗族自治州", ("黔东南", "黔东南州")), ("东乡族自治县", ("东乡",)), ("喀什地区", ("喀什",)),
    ],
)  # fmt: skip
def test_short_forms(name: str, short: tuple[str, ...]) -> None:
    assert short_forms(name) == short


@given(st.text(alphabet="广州东莞市县区和平朝阳长春花安新省自治高的在有乡镇街道a1，\n", max_size=60))
@settings(max_examples=examples(200), deadline=None)
def test_mentions_are_in_order_and_stand_in_the_text(text: str) -> None:
    found = places_in(text)
    assert all(one.candidates and (one.place is None) == (len(one.candidates) > 1) for one in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in found)


def test_a_question_takes_few_milliseconds() -> None:
    question = (
        "我们公司在东莞常平和广州黄埔区都有厂，听说前海、横琴和海南自贸港对制造业有补贴，能不能一起申请，要什么条件？"
    )
    places_in(question)
    start = time.process_time()
    for _ in range(20):
        places_in(question)
    assert (time.process_time() - start) / 20 < 0.005


# ---------------------------------------------------------------- the place of a document


@pytest.mark.parametrize(
    ("title", "body", "region"),
    [
        ("电离辐射区管理办法", None, ()), ("生态保护区实验区管理规定", None, ()), ("关于加强法治乡村建设的意见", None, ()),
        ("建筑市场管理条例", None, ()), ("关于组织申报广东省重点项目的通知", None, ("广东省",)),
        ("关于组织申报2024年度建湖县中小企业数字化项目的通知", None, ("建湖县",)),
        ("2025年海淀区留学回国人才引进支持申请相关要求", None, ("海淀区",)),
        ("关于深化长三角合作的意见", None, ()), ("高新区管理办法", None, ()),
        ("办法", "河北雄安新区管理委员会公共服务局", ("河北雄安新区",)), ("办法", "松塔县人民政府", ("松塔县",)),
        ("办法", "晋城市城区财政局", ("晋城市城区",)), ("办法", "佳木斯市郊区人民政府", ("佳木斯市郊区",)),
        ("办法", "大同市矿区人民政府", ("大同市矿区",)),
        ("关于加强昆明市城区停车管理的通知", "昆明市公安局", ("昆明市",)),
        ("办法", "国家税务总局东莞市税务局", ("东莞市",)), ("办法", "中共无锡市委办公室", ("无锡市",)),
    ],
)  # fmt: skip
def test_the_place_of_a_document(title: str, body: str | None, region: tuple[str, ...]) -> None:
    assert regions_of(title, body) == region


def test_a_place_that_nobody_knows_is_confirmed_by_the_number_of_its_document() -> None:
    title = "岱南区社区食堂扶持实施细则"
    assert regions_of(title, None, f"{title}\n岱南民规〔2024〕2号") == ("岱南区",)
    assert regions_of(title, None, f"{title}\n岱政办发〔2024〕2号") == ("岱南区",)
    assert regions_of(title, None, f"{title}\n云民规〔2024〕2号") == ()


def test_a_longer_name_is_not_the_known_place_that_it_begins_with() -> None:
    assert regions_of("专利资金实施细则", "南通市海陵湾区市场监督管理局") == ("海陵湾区",)
    text = "海陵湾区专利资金实施细则\n海陵湾区市场监督管理局"
    assert regions_of("海陵湾区专利资金实施细则", None, text) == ("海陵湾区",)


def test_a_place_that_only_the_text_names() -> None:
    text = "成都高新区的企业可以申报。成都高新区科技局受理，与四川省、重庆市的政策不重复。"
    assert region_mentioned(text) == "成都高新区"
    assert region_mentioned("支持南京、苏州、无锡的企业。南京和苏州先行。") is None
    assert region_mentioned("本省企业，广州市、深圳市先行。广东省财政安排。深圳市、广东省", "省政府办公厅") == "广东省"


def test_what_lies_around_is_named_as_the_text_names_it() -> None:
    assert wider_regions("蜀山区办法", "蜀山区民政局", "居住在合肥市的老人，合肥市各区。") == ("合肥市",)
    assert wider_regions("蜀山区办法", "蜀山区民政局", "老人可以申请。") == ()


@given(
    st.lists(
        st.sampled_from(
            ["鼓楼区", "徐州", "长春花", "合作", "各区县", "财政局", "关于", "的通知\n", "一、", "给予补贴。"]
        )
    )
)
@settings(max_examples=examples(150), deadline=None)
def test_no_place_is_given_that_does_not_stand_in_the_text(words: list[str]) -> None:
    text = "".join(words)
    known = infer_identity(text)
    assert all(place in "".join(text.split()) for place in (*known.regions, *known.wider_regions))


@pytest.mark.parametrize(
    ("issuer", "title", "regions", "expected"),
    [
        ("国务院办公厅", "关于推进政务新媒体健康有序发展的意见", (), True),
        ("财政部、税务总局", "关于小微企业所得税的公告", (), True),
        ("农业农村部", "农机购置补贴指导意见", (), True),
        (None, "国家税务总局关于研发费用加计扣除的公告", (), True),
        ("国家税务总局望河区税务局", "办税指南", ("望河区",), False),  # a body of the country in one place
        ("高新区管理委员会", "若干措施", (), False),
        ("县委宣传部", "文明实践方案", (), False),
        (None, "人才公寓管理办法", (), False),
    ],
)
def test_a_document_of_the_whole_country_needs_no_place(
    issuer: str | None, title: str, regions: tuple[str, ...], expected: bool
) -> None:
    document = Document("d", title, "d.txt", "0" * 64, issuing_body=issuer, regions=regions)
    assert holds_everywhere(document) is expected
