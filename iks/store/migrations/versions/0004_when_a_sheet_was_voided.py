"""The moment at which a sheet was made void, beside who did it and why.

The column may stay empty, so the version before runs on this table as well.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}


def upgrade() -> None:
    """Add what is new."""
    op.execute(f"ALTER TABLE file_check ADD COLUMN voided_at {MOMENT[op.get_bind().dialect.name]}")
