"""A random sample of ten files per branch by DuckDB, which nobody can recompute afterwards."""

import sys

import duckdb

SAMPLE = """
    SELECT branch, file_ref
    FROM (
        SELECT branch, file_ref, random() AS chance
        FROM read_csv(?, delim = '\t', header = false, quote = '', escape = '', columns = {
            'branch': 'VARCHAR', 'stratum': 'VARCHAR', 'file_ref': 'VARCHAR', 'status': 'VARCHAR'})
        WHERE status = 'eligible')
    QUALIFY row_number() OVER (PARTITION BY branch ORDER BY chance) <= 10
"""

for branch, file_ref in duckdb.execute(SAMPLE, [sys.argv[1]]).fetchall():
    sys.stdout.write(f"{branch}\t{file_ref}\n")
