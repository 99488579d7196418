"""Requests of the revision to see corrected values.

Only a new table, so the version before does not notice it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

AREA = sa.Enum("benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "correction_request",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(length=22), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.String(length=22), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused', 'withdrawn', 'lapsed')",
            name=op.f("ck_correction_request_decision"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_correction_request_decided_when")
        ),
        sa.CheckConstraint(
            "decision <> 'approved' OR decided_by <> requested_by",
            name=op.f("ck_correction_request_second_person"),
        ),
        sa.CheckConstraint("answers > 0", name=op.f("ck_correction_request_answers")),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code"],
            ["branch_month.area", "branch_month.month", "branch_month.branch_code"],
            name=op.f("fk_correction_request_area_month_branch_code"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_correction_request_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_correction_request_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    op.create_index(
        "uq_correction_request_open",
        "correction_request",
        ["area", "month", "branch_code"],
        unique=True,
        sqlite_where=sa.text("decision IS NULL"),
        postgresql_where=sa.text("decision IS NULL"),
    )
