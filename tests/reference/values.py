"""The data files of this folder, and how many printed values each source gives to the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read(name: str) -> Any:
    """Return what a data file holds."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def counted() -> dict[str, int]:
    """Count the values that the tests compare with, by source."""
    sizes, limits = read("sample-sizes.json")["tables"], read("upper-limits.json")["tables"]
    small, pairs, charts = read("small-populations.json"), read("differences.json"), read("charts.json")
    found = {f"AICPA, table A-{n}": _numbers(table["sizes"]) for n, table in enumerate(sizes, 1)}
    found |= {f"AICPA, table A-{n}": _numbers(table["limits"]) for n, table in enumerate(limits, 3)}
    found["EZ-Quant"] = _numbers([row["sizes"] for row in small["ez-quant"]["rows"]])
    found["AuditSampler"] = 2 * len(small["auditsampler"]["rows"])
    found["R survey"] = _numbers([case["expected"] for case in read("domain-rate.json")["cases"]])
    found["Newcombe 1998, single"] = 4 * len(pairs["single"]["rows"])
    found["Newcombe 1998, independent"] = 2 * len(pairs["independent"]["rows"])
    found["Newcombe 1998, paired"] = 2 * len(pairs["paired"][0]["rows"])
    found["R ratesci, paired"] = 2 * sum(len(part["rows"]) for part in pairs["paired"][1:])
    found["Newcombe 2001"] = 2 * len(pairs["interaction"]["rows"] + pairs["paired interaction"]["rows"])
    found["R poisson.test"] = len(pairs["counts"]["rows"])
    found["Montgomery"] = _numbers([value for value in charts["p chart"].values() if _is_line(value)])
    found["Anhoej"] = len(charts["longest run"]["limits"]) + len(charts["crossings"]["minimum"])
    found["Efron & Morris"] = 2
    # Written beside their tests: limits of two samples, and fifteen verdicts on a list of tests.
    return found | {"Kauermann & Küchenhoff": 4, "Benjamini & Hochberg": 15}


def _is_line(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, float) for one in value)


def _numbers(tree: Any) -> int:
    if isinstance(tree, dict | list):
        return sum(map(_numbers, tree.values() if isinstance(tree, dict) else tree))
    return int(tree is not None)
