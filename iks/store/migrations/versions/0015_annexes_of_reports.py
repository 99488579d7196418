"""Annexes of reports that name branches: frozen content and the files made from it.

All of it is new, so the version before runs on this schema as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "report_annex",
        *_key("report_annex"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["area", "period"],
            ["report.area", "report.period"],
            name=op.f("fk_report_annex_area_period_report"),
        ),
    )
    op.create_table(
        "report_annex_file",
        *_key("report_annex_file", sa.Column("format", sa.String(32), nullable=False)),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("format IN ('html', 'pdf')", name=op.f("ck_report_annex_file_format")),
        sa.ForeignKeyConstraint(
            ["area", "period"],
            ["report_annex.area", "report_annex.period"],
            name=op.f("fk_report_annex_file_area_period_report_annex"),
        ),
    )


def _key(table: str, *more: sa.Column[str]) -> list[sa.Column[str] | sa.Constraint]:
    return [
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("period", sa.String(64), nullable=False),
        *more,
        sa.CheckConstraint("area IN ('benefits', 'integration')", name=op.f(f"ck_{table}_area")),
        sa.PrimaryKeyConstraint(
            "area", "period", *(str(column.name) for column in more), name=op.f(f"pk_{table}")
        ),
    ]
