"""Requests of the revision for the evidence package of a month.

Only a new table, so the version before does not notice it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

AREA = sa.Enum("benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "evidence_request",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
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
            name=op.f("ck_evidence_request_decision"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_evidence_request_decided_when")
        ),
        sa.CheckConstraint(
            "decision <> 'approved' OR decided_by <> requested_by",
            name=op.f("ck_evidence_request_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["area", "month"],
            ["audit_month.area", "audit_month.month"],
            name=op.f("fk_evidence_request_area_month"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_evidence_request_requested_by")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_evidence_request_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_request")),
    )
    op.create_index(
        "uq_evidence_request_open",
        "evidence_request",
        ["area", "month", "branch_code"],
        unique=True,
        sqlite_where=sa.text("decision IS NULL"),
        postgresql_where=sa.text("decision IS NULL"),
    )
