"""A sample of ten files per branch by consistent-sampler, branch by branch as its documentation shows."""

import csv
import sys
from pathlib import Path

from consistent_sampler import sampler

branches: dict[str, list[str]] = {}
with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
    for branch, _stratum, file_ref, status in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
        if status == "eligible":
            branches.setdefault(branch, []).append(file_ref)
for branch, file_refs in branches.items():
    for file_ref in sampler(file_refs, with_replacement=False, take=10, seed="5a" * 32, output="id"):
        sys.stdout.write(f"{branch}\t{file_ref}\n")
