"""How often a branch was reminded of an open month, and whether the close of a month was put off.

The new columns have defaults or may be empty, so the version before runs on these tables as well.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    op.execute("ALTER TABLE audit_month ADD COLUMN postponed_from DATE")
    op.execute("ALTER TABLE audit_month ADD COLUMN postpone_reason TEXT NOT NULL DEFAULT ''")
    op.execute(
        "ALTER TABLE branch_month ADD COLUMN reminders INTEGER NOT NULL DEFAULT 0"
        " CONSTRAINT ck_branch_month_reminders CHECK (reminders >= 0)"
    )
    op.execute("ALTER TABLE branch_month ADD COLUMN reminded_on DATE")
