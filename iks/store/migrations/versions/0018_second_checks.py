"""What the revision answers at its second checks, and what they showed.

Only new tables, so the version before does not notice them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AREA = sa.Enum("benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32)
JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "second_check",
        sa.Column("draw_id", sa.String(length=22), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", JSON_VALUE, nullable=False),
        sa.Column("checked_by", sa.String(length=22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_second_check_version")),
        sa.ForeignKeyConstraint(
            ["draw_id", "rank"],
            ["recheck_file.draw_id", "recheck_file.rank"],
            name=op.f("fk_second_check_draw_id_rank"),
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name=op.f("fk_second_check_checked_by")),
        sa.PrimaryKeyConstraint("draw_id", "rank", name=op.f("pk_second_check")),
    )
    op.create_table(
        "month_recheck",
        sa.Column("area", AREA, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["area", "month"],
            ["audit_month.area", "audit_month.month"],
            name=op.f("fk_month_recheck_area_month"),
        ),
        sa.PrimaryKeyConstraint("area", "month", name=op.f("pk_month_recheck")),
        sqlite_with_rowid=False,
    )
