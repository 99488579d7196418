"""Reports of months and years: frozen content, files made from it, drafts, late submissions.

All of it is new, so the version before runs on this schema as well.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "report",
        *_key("report", "period"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "report_file",
        *_key("report_file", "period", "format"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("format IN ('html', 'pdf')", name=op.f("ck_report_file_format")),
        sa.ForeignKeyConstraint(
            ["area", "period"],
            ["report.area", "report.period"],
            name=op.f("fk_report_file_area_period_report"),
        ),
    )
    op.create_table(
        "report_draft",
        *_key("report_draft", "month"),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of_month("report_draft"),
    )
    op.create_table(
        "late_submission",
        *_key("late_submission", "month", "branch_code"),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        _of_month("late_submission"),
        sa.ForeignKeyConstraint(
            ["branch_code"], ["branch.code"], name=op.f("fk_late_submission_branch_code_branch")
        ),
    )


_TYPES = {
    "period": sa.String(64),
    "format": sa.String(32),
    "month": sa.String(7),
    "branch_code": sa.String(64),
}


def _key(table: str, *names: str) -> list[sa.Column[str] | sa.Constraint]:
    return [
        sa.Column("area", sa.String(32), nullable=False),
        *(sa.Column(name, _TYPES[name], nullable=False) for name in names),
        sa.CheckConstraint("area IN ('benefits', 'integration')", name=op.f(f"ck_{table}_area")),
        sa.PrimaryKeyConstraint("area", *names, name=op.f(f"pk_{table}")),
    ]


def _of_month(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["area", "month"],
        ["audit_month.area", "audit_month.month"],
        name=op.f(f"fk_{table}_area_month_audit_month"),
    )
