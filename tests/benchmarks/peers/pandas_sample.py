"""A random sample of ten files per branch by pandas, which nobody can recompute without pandas."""

import csv
import sys

import pandas as pd

frame = pd.read_csv(
    sys.argv[1],
    sep="\t",
    header=None,
    names=["branch", "stratum", "file_ref", "status"],
    quoting=csv.QUOTE_NONE,
)
sample = frame[frame["status"] == "eligible"].groupby("branch").sample(n=10, random_state=1)
sample[["branch", "file_ref"]].to_csv(sys.stdout, sep="\t", header=False, index=False)
