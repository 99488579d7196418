"""Proposals of focus topics, short grids of their own, and sheets drawn for a second check.

The version before runs on these tables as well: the new column has a default, the rest is new.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ENGINES = ("sqlite", "postgresql")


def upgrade() -> None:
    """Add what is new."""
    # This form rebuilds no table; SQLite would empty the tables that refer to it.
    op.execute("ALTER TABLE checklist_version ADD COLUMN focus_code VARCHAR(64) NOT NULL DEFAULT ''")
    op.drop_index("uq_checklist_version_month", "checklist_version")
    op.create_index(
        "uq_checklist_version_month",
        "checklist_version",
        ["area", "focus_code", "valid_from"],
        unique=True,
        **_where("state <> 'withdrawn'"),
    )
    _focus_proposal()
    _recheck_file()


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {f"{engine}_where": sa.text(condition) for engine in ENGINES}


def _focus_proposal() -> None:
    json_value = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "focus_proposal",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("filter", json_value, nullable=False),
        sa.Column("allocation", json_value, nullable=False),
        sa.Column("proposed_by", sa.String(22), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(64)),
        sa.Column("decided_by", sa.String(22)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("area IN ('benefits', 'integration')", name=op.f("ck_focus_proposal_area")),
        sa.CheckConstraint("last_month >= first_month", name=op.f("ck_focus_proposal_months")),
        sa.CheckConstraint("decision IN ('ordered', 'withdrawn')", name=op.f("ck_focus_proposal_decision")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_focus_proposal_decided_when")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_focus_proposal_proposed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_focus_proposal_decided_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_proposal")),
    )
    op.create_index(
        "uq_focus_proposal_open",
        "focus_proposal",
        ["area", "code"],
        unique=True,
        **_where("decision IS NULL"),
    )


def _recheck_file() -> None:
    byte_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "recheck_file",
        sa.Column("draw_id", sa.String(22), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("file_ref", byte_text, nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("sample_file_id", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_recheck_file_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["sample_file_id"], ["sample_file.id"], name=op.f("fk_recheck_file_sample_file_id_sample_file")
        ),
        sa.PrimaryKeyConstraint("draw_id", "rank", name=op.f("pk_recheck_file")),
        sa.UniqueConstraint("draw_id", "file_ref", name=op.f("uq_recheck_file_draw_id_file_ref")),
        sa.UniqueConstraint("draw_id", "sample_file_id", name=op.f("uq_recheck_file_draw_id_sample_file_id")),
    )
