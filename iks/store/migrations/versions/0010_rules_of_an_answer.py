"""The database keeps the rules of an answer as the program does.

The version before keeps these rules as well, so it runs on this table; only invented histories of the
demo could hold a mark that the rules never set, and it is taken back first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEW = {
    "list_was_wrong_value": "NOT list_was_wrong OR value IN ('ok', 'finding')",
    "disputed_value": "NOT disputed OR value = 'finding'",
    "reason_value": "reason IS NULL OR value IN ('not_applicable', 'not_assessable')",
    "preselected_alone": "NOT preselected OR (NOT turned AND reason IS NULL)",
    "money_with_direction": "direction IS NULL OR direction IN ('overpayment', 'underpayment')"
    " OR (amount_cents IS NULL AND months IS NULL AND bearer IS NULL)",
    "largest_total": "amount_cents <= 100000000 AND CAST(amount_cents AS BIGINT) * months <= 100000000",
    "reason_length": "length(reason) BETWEEN 1 AND 500",
    "note_length": "length(note) BETWEEN 1 AND 4000",
}
MARK = "UPDATE answer SET list_was_wrong = {no} WHERE list_was_wrong AND value NOT IN ('ok', 'finding')"
DEFINITION = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'answer'"


def upgrade() -> None:
    """Add the rules."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(MARK.format(no="false" if is_postgresql else "0"))
    if is_postgresql:
        for name, condition in NEW.items():
            op.execute(f"ALTER TABLE answer ADD CONSTRAINT ck_answer_{name} CHECK ({condition})")
    else:
        _copy_table()


def _copy_table() -> None:
    """Make the table anew: SQLite adds no rule to one that exists. Nothing refers to this table."""
    old = str(op.get_bind().execute(sa.text(DEFINITION)).scalar_one())
    rules = "".join(f", CONSTRAINT ck_answer_{name} CHECK ({rule})" for name, rule in NEW.items())
    body = old[old.index("(") : old.rindex(")")]
    op.execute(f"CREATE TABLE answer_new {body}{rules})")
    op.execute("INSERT INTO answer_new SELECT * FROM answer")
    op.execute("DROP TABLE answer")
    op.execute("ALTER TABLE answer_new RENAME TO answer")
