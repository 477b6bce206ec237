import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.errors import DamagedIndex, IndexMissing, PolicyError, StaleIndex, UsageError
from corpus.measure import Amount, Benefit, Cap, Document, Measure, Rate, Span, Validity
from index import store
from index.measure_index import MeasureIndex
from index.records import document_from_json, document_to_json, measure_from_json, measure_of_own, measure_to_json
from tests.toy import ToyEncoder

ROOT = Path(__file__).parents[2]
TEXT = "1.支持\u2028上市。给予100万元奖励，按5%补贴，最高30.50万元。"
MEASURE = Measure(
    id="a/1",
    document_id="a",
    part="附件2",
    path=("一、总则", "1.支持上市"),
    label="附件2 一、1.",
    title="支持上市",
    text=TEXT,
    span=Span(7, 7 + len(TEXT)),
    kind="measure",
    lead_units=("金融办",),
    responsible_units=("财政局", "科技局"),
    cooperating_units=("税务局",),
    implementing_units=("各县市",),
    amounts=(Amount(Decimal(1_000_000), "100万元", Span(17, 22)),),
    benefits=(
        Benefit(
            recipient="企业",
            condition="上市",
            form="奖励",
            span=Span(15, 30),
            amount=Amount(Decimal(1_000_000), "100万元", Span(17, 22)),
            is_upper_bound=True,
            rate=Rate(Decimal("0.05"), "5%", Span(25, 27)),
            base="投资额",
            caps=(Cap(Amount(Decimal("305000.00"), "30.50万元", Span(28, 34)), per="年度"),),
            schedule=(Amount(Decimal(1), "1元", Span(0, 2)), Amount(Decimal(2), "2元", Span(2, 4))),
        ),
        Benefit(
            recipient="个人",
            condition="",
            form="补贴",
            span=Span(15, 30),
            amount=Amount(Decimal(500), "500", Span(17, 20)),
            amount_to=Amount(Decimal(900), "900元", Span(21, 25)),
            is_lower_bound=True,
            per="人/年",
            rate_to=Rate(Decimal("0.2"), "20%", Span(25, 28)),
            rate_is_upper_bound=True,
            rate_schedule=(Rate(Decimal("0.8"), "80%", Span(25, 28)),),
            years=3,
        ),
        Benefit(recipient="", condition="", form="补贴", span=Span(15, 16)),
    ),
    references=("《证券法》", "国发〔2014〕17号"),
)
DOCUMENT = Document(
    id="a",
    title="若干政策",
    source_file="a.txt",
    sha256="ab" * 32,
    aliases=("甲",),
    part_aliases=(("若干政策", "附件2"),),
    regions=("昌吉", "新疆"),
    related_regions=("乌鲁木齐",),
    issuing_body="人民政府",
    number="昌州政发〔2020〕1号",
    issued=date(2020, 3, 1),
    validity=(Validity(date(2025, 12, 31), part="附件2", since=date(2020, 1, 1)), Validity(date(2030, 1, 1))),
    inferred=frozenset({"number", "issued"}),
)


def an_index(title: str = "支持上市") -> MeasureIndex:
    return MeasureIndex.build([DOCUMENT], [replace(MEASURE, title=title)], ToyEncoder(), progress=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    store.save(an_index(), folder, corpus="c1")
    return folder


def test_measures_and_documents_survive_json_whole() -> None:
    measure = json.loads(json.dumps(measure_to_json(MEASURE)))
    assert measure_from_json(measure) == MEASURE == measure_of_own(measure)
    document = json.loads(json.dumps(document_to_json(DOCUMENT)))
    assert document_from_json(document) == DOCUMENT
    # Decimals keep their digits: 305000.00 is not 305000.
    for read in (measure_from_json, measure_of_own):
        assert str(read(measure).benefits[0].cap.yuan) == "305000.00"  # type: ignore[union-attr]


def test_json_holds_every_field() -> None:
    assert set(measure_to_json(MEASURE)) == {f.name for f in fields(Measure)} - {"span"} | {"start", "end"}
    assert set(document_to_json(DOCUMENT)) == {f.name for f in fields(Document)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": None}, "measure.id: expected a string"),
        ({"start": "7"}, "measure.start: expected an integer"),
        ({"path": ["a", 1]}, "measure.path: expected a list of strings"),
        ({"kind": "poem"}, "unknown kind 'poem'"),
        ({"colour": 1}, "measure.colour: unknown key"),
        ({"amounts": [{"yuan": "many", "source": "", "start": 0, "end": 1}]}, "amount.yuan: expected a decimal"),
        ({"amounts": [{"source": ""}]}, "amount.yuan: missing"),
        ({"amounts": [5]}, "amount: expected an object"),
        ({"end": 3}, "not a span"),
    ],
)
def test_json_that_is_wrong_names_its_key(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure_from_json({**measure_to_json(MEASURE), **change})  # type: ignore[dict-item]


def test_round_trip(folder: Path) -> None:
    built, loaded = an_index(), store.load(folder, ToyEncoder(), corpus="c1")
    assert loaded.units == built.units
    assert loaded.documents == built.documents
    assert loaded.sentences.tolist() == built.sentences.tolist()
    assert loaded.search("上市奖励") == built.search("上市奖励")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*store.FILES, store.MANIFEST])
    assert [path.name for path in folder.parent.iterdir()] == ["built"]


def test_a_missing_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"nowhere.*policy index"):
        store.load(tmp_path / "nowhere", ToyEncoder())
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexMissing, match="policy index"):
        store.load(tmp_path / "empty", ToyEncoder())


@pytest.mark.parametrize(
    ("encoder", "corpus", "message"),
    [
        (ToyEncoder(name="other"), "c1", r"另一个模型.*toy-256.*other.*policy index"),
        (ToyEncoder(), "c2", r"政策文件.*有了改动.*policy index"),
    ],
)
def test_a_stale_index_says_which(folder: Path, encoder: ToyEncoder, corpus: str, message: str) -> None:
    with pytest.raises(StaleIndex, match=message):
        store.load(folder, encoder, corpus)


@pytest.mark.parametrize(("key", "value", "message"), [("format", 0, "格式是 0"), ("recipe", "x", "规则")])
def test_an_index_of_another_version_is_stale(folder: Path, key: str, value: object, message: str) -> None:
    manifest = json.loads((folder / store.MANIFEST).read_bytes())
    (folder / store.MANIFEST).write_text(json.dumps({**manifest, key: value}), encoding="utf-8")
    with pytest.raises(StaleIndex, match=message):
        store.load(folder, ToyEncoder())


@pytest.mark.parametrize("name", [*store.FILES, store.MANIFEST])
def test_damage_names_the_file(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedIndex, match=rf"{name}.*policy index"):
        store.load(folder, ToyEncoder())
    (folder / name).unlink()
    with pytest.raises(DamagedIndex, match=rf"{name}.*policy index"):
        store.load(folder, ToyEncoder())


@pytest.mark.parametrize("name", store.FILES)
def test_one_changed_byte_is_noticed(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(DamagedIndex, match=rf"{name}.*校验和"):
        store.load(folder, ToyEncoder())


def test_counts_that_do_not_fit_are_refused(folder: Path) -> None:
    manifest = json.loads((folder / store.MANIFEST).read_bytes())
    manifest["counts"]["units"] = 412
    (folder / store.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DamagedIndex, match="412"):
        store.load(folder, ToyEncoder())


def test_saving_again_replaces_the_index(folder: Path) -> None:
    store.save(an_index("另一个标题"), folder, corpus="c2")
    assert store.load(folder, ToyEncoder(), "c2").units[0].title == "另一个标题"
    assert [path.name for path in folder.parent.iterdir()] == ["built"]


def test_a_crash_between_the_two_renames_leaves_the_old_index_readable(folder: Path) -> None:
    folder.rename(folder.with_name("built.old-1-0a1b2c3d"))  # exactly what a builder has done when it dies there
    assert store.load(folder, ToyEncoder(), "c1").units == (MEASURE,)
    store.save(an_index("新"), folder, corpus="c2")
    assert store.load(folder, ToyEncoder(), "c2").units[0].title == "新"
    assert [path.name for path in folder.parent.iterdir()] == ["built"]


def test_a_crash_while_writing_leaves_the_old_index_in_place(folder: Path) -> None:
    half = folder.with_name("built.new-1-0a1b2c3d")
    half.mkdir()
    (half / "units.jsonl").write_text("half")
    assert store.load(folder, ToyEncoder(), "c1").units == (MEASURE,)
    os.utime(half, (0, 0))
    store.save(an_index(), folder, corpus="c1")
    assert not half.exists()


def test_what_somebody_else_put_beside_the_index_stays(folder: Path) -> None:
    others = [folder.with_name(name) for name in ("built.old-copy", "built.new-1-x", "built.old-1-0a1b2c3d.zip")]
    for other in others:
        other.mkdir()
        os.utime(other, (0, 0))
    store.save(an_index("新"), folder, corpus="c2")
    assert all(other.is_dir() for other in others)


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("three years of work")
    with pytest.raises(UsageError, match=r"thesis\.docx.*POLICY_INDEX"):
        store.save(an_index(), tmp_path, corpus="c")
    with pytest.raises(UsageError, match="不是文件夹"):
        store.save(an_index(), tmp_path / "thesis.docx", corpus="c")
    assert (tmp_path / "thesis.docx").read_text() == "three years of work"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PolicyError, match=r"无法写入索引.*POLICY_INDEX"):
        store.save(an_index(), tmp_path / "file" / "built", corpus="c")


BUILDER = """
import sys
from pathlib import Path
from index import store
from tests.index.test_store import an_index
from tests.toy import ToyEncoder
folder = Path(sys.argv[1])
for turn in range(8):
    store.save(an_index(f"{sys.argv[2]}{turn}"), folder, corpus="c1")
    store.load(folder, ToyEncoder(), "c1")
"""


@pytest.mark.deep
def test_two_builders_and_a_reader_at_once(folder: Path) -> None:
    builders = [
        subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(folder), name], cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
        )
        for name in "xy"
    ]
    while any(builder.poll() is None for builder in builders):
        assert len(store.load(folder, ToyEncoder(), "c1").units) == 1
    assert [builder.returncode for builder in builders] == [0, 0]
    assert store.load(folder, ToyEncoder(), "c1").units[0].title in ("x7", "y7")
    assert [path.name for path in folder.parent.iterdir()] == ["built"]


def test_fingerprints_change_with_what_they_stand_for(tmp_path: Path) -> None:
    one = store.corpus_fingerprint(b"r", "p")
    assert one == store.corpus_fingerprint(b"r", "p")
    others = {
        store.corpus_fingerprint(b"r", "another parser, or another version of what it reads with"),
        store.corpus_fingerprint(b"s", "p"),
        store.corpus_fingerprint(b"r", "p", ["a"]),
        store.corpus_fingerprint(b"r", "p", ["b"]),
    }
    assert len(others | {one}) == 5
    (tmp_path / "rule.py").write_bytes(b"a = 1\n")
    before = store.code_fingerprint(tmp_path, "*.py")
    (tmp_path / "rule.py").write_bytes(b"a = 1\r\n")
    assert store.code_fingerprint(tmp_path, "*.py") == before
    (tmp_path / "rule.py").write_bytes(b"a = 2\n")
    assert store.code_fingerprint(tmp_path, "*.py") != before


def test_the_default_folder_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.SETTING, str(tmp_path))
    assert store.default_folder() == tmp_path
    monkeypatch.delenv(store.SETTING)
    assert store.default_folder() == ROOT / "index" / "built"


def test_no_pickle_in_the_saved_files(folder: Path) -> None:
    for array in folder.glob("*.npy"):
        assert b"'descr': '|O'" not in array.read_bytes()
