"""The licences of everything the program installs, written into docs/licences.md: python -m benchmarks.licences

Walks from the product's own requirements to all that they require, on this system, and reads what each package's
metadata states. What is for development only is left to the table by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).parent.parent / "docs" / "licences.md"
BEGIN, END = "<!-- made by: make licences -->", "<!-- end -->"
LONGEST = 80  # characters: some packages put the whole text of their licence there


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}", encoding="utf-8")
    print(f"{PAGE.name}: {len(closure())} packages")


def table() -> str:
    rows = (f"| {one.name} | {one.version.partition('+')[0]} | {licence(one)} |" for one in closure())
    return "\n".join(("| package | version | licence, as its metadata states it |", "|---|---|---|", *rows))


def closure(root: str = "policy-assistant") -> list[Distribution]:
    """All installed packages that `root` requires here, directly or not, by name; extras only where somebody asks for them."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(requirements(distribution(root), frozenset()))
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        try:
            installed = distribution(wanted.name)
        except PackageNotFoundError:  # not for this system
            continue
        waiting.extend(requirements(installed, frozenset(wanted.extras)))
        found[name] = installed
    return [found[name] for name in sorted(found)]


def requirements(package: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in package.requires or ():
        wanted = Requirement(line)
        chosen = extras or frozenset({""})
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in chosen):
            yield wanted


def licence(package: Distribution) -> str:
    """In a line; "not stated" where the metadata says nothing."""
    data = package.metadata
    stated = str(data["License-Expression"] or "")
    classified = [each.split(" :: ")[-1] for each in data.get_all("Classifier") or () if each.startswith("License ::")]
    first = next(iter(str(data["License"] or "").strip().splitlines()), "")
    words = stated or ", ".join(classified) or first or "not stated"
    return re.sub(r"[|\s]+", " ", words)[:LONGEST]


if __name__ == "__main__":
    main()
