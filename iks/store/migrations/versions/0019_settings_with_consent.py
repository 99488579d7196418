"""Settings that are looser only with consent: requests, decisions, and stricter values.

All of it is new, so the version before runs on this schema as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "setting_change"
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("setting", sa.String(64), nullable=False),
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(22), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decided_by", sa.String(22), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(7), nullable=True),
        *_rules(),
        *(
            sa.ForeignKeyConstraint([name], ["account.id"], name=op.f(f"fk_{TABLE}_{name}_account"))
            for name in ("asked_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(
        f"uq_{TABLE}_open",
        TABLE,
        ["setting", "area"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _rules() -> list[sa.CheckConstraint]:
    texts = {
        "area": "area IN ('benefits', 'integration')",
        "state": "state IN ('open', 'given', 'refused', 'taken_back')",
        "decided_when": "(state = 'open') = (decided_at IS NULL)",
        "decided_by_whom": "(state = 'open') = (decided_by IS NULL)",
        "begins_when_given": "(state = 'given') = (valid_from IS NOT NULL)",
        "two_persons_when_looser": "document = '' OR state <> 'given' OR decided_by <> asked_by",
    }
    return [sa.CheckConstraint(text, name=op.f(f"ck_{TABLE}_{name}")) for name, text in texts.items()]
