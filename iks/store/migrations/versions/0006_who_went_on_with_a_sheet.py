"""Who went on with a sheet that somebody else had begun.

The new column has a default, so the version before runs on this table as well.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    op.execute("ALTER TABLE file_check ADD COLUMN continued_by TEXT NOT NULL DEFAULT ''")
