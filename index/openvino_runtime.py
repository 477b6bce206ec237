"""OpenVINO without its telemetry. The only file that imports it.

`import openvino` loads its converter, which loads `openvino_telemetry` and sends Intel an event. Both are refused here
beforehand; OpenVINO goes on without them, and starts 0.2 s sooner.
"""

from __future__ import annotations

import sys

# `import x` raises ImportError where sys.modules holds None for x; OpenVINO catches it in both places.
for _module in ("openvino_telemetry", "openvino.tools.ovc"):
    sys.modules.setdefault(_module, None)  # type: ignore[arg-type]

import openvino as ov  # noqa: E402
from openvino import opset15 as opset  # noqa: E402

__all__ = ["opset", "ov"]
