"""What pip-audit found, in a line, and whether it could look at all: python -m benchmarks.audited build/audit.json

Without the network nothing is known, which is not the same as nothing being wrong; the exit code is 0 then, and 1 where
a fault is known. Standard library only: it runs in the environment of pip-audit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def verdict(found: dict[str, list[dict[str, object]]]) -> tuple[str, int]:
    """The sentence and the exit code.

    >>> verdict({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    ('pip-audit reached no data for any of 1 packages: nothing is known here. Run it where pypi.org can be reached.', 0)
    >>> verdict({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}, {"name": "b", "vulns": []}]})
    ('2 of 2 packages looked up; known faults: a 1 (X-1)', 1)
    """
    packages = found["dependencies"]
    known = [one for one in packages if "skip_reason" not in one]
    if not known:
        count = len(packages)
        where = "Run it where pypi.org can be reached."
        return f"pip-audit reached no data for any of {count} packages: nothing is known here. {where}", 0
    faults = [
        f"{one['name']} {one.get('version')} ({', '.join(str(each['id']) for each in one['vulns'])})"  # type: ignore[attr-defined]
        for one in known
        if one.get("vulns")
    ]
    told = f"known faults: {'; '.join(faults)}" if faults else "no known fault"
    return f"{len(known)} of {len(packages)} packages looked up; {told}", int(bool(faults))


if __name__ == "__main__":
    path = Path(sys.argv[1])
    words, code = verdict(json.loads(path.read_text()) if path.is_file() else {"dependencies": []})
    print(words)
    sys.exit(code)
