"""JSON that somebody else wrote: whatever is wrong with it is one kind of error."""

from __future__ import annotations

import json
from typing import Any


def json_of(text: str | bytes) -> Any:
    """The value that `text` writes. Raises json.JSONDecodeError, also for what Python refuses in its own ways:
    brackets within brackets without end, and integers of thousands of digits."""
    try:
        return json.loads(text)
    except RecursionError:
        raise json.JSONDecodeError("嵌套太深", "", 0) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise
    except ValueError:
        raise json.JSONDecodeError("数字太长", "", 0) from None
