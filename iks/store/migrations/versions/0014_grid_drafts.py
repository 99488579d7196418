"""Grids while they are written, who wrote a version, and guidance that was corrected at once.

New tables, and a column with a default, so the version before goes on with both.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


AREA = _one_of("benefits", "integration", name="area")


def upgrade() -> None:
    """Add what is new."""
    op.add_column("checklist_version", sa.Column("writers", JSON_VALUE, server_default="[]", nullable=False))
    _drafts()
    _corrections()


def _drafts() -> None:
    op.create_table(
        "grid_draft",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("base_id", sa.String(length=22), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", _one_of("open", "handed_in", "discarded", name="state"), nullable=False),
        sa.Column("started_by", sa.String(length=64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writers", JSON_VALUE, nullable=False),
        sa.Column("proposed_version", sa.String(length=64), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'handed_in') = (proposed_version <> '')", name=op.f("ck_grid_draft_proposal_is_named")
        ),
        sa.ForeignKeyConstraint(["base_id"], ["checklist_version.id"], name=op.f("fk_grid_draft_base_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_draft")),
    )


def _corrections() -> None:
    op.create_table(
        "guidance_correction",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("regime", sa.String(length=64), server_default="", nullable=False),
        sa.Column("old_text", sa.Text(), nullable=False),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", _one_of("proposed", "in_force", "withdrawn", name="state"), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("decided_as", sa.String(length=64), server_default="", nullable=False),
        sa.Column("in_force_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("old_text <> new_text", name=op.f("ck_guidance_correction_texts_differ")),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by = '')",
            name=op.f("ck_guidance_correction_decision_has_person"),
        ),
        sa.CheckConstraint(
            "state <> 'in_force' OR in_force_since IS NOT NULL",
            name=op.f("ck_guidance_correction_in_force_has_start"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_correction")),
    )
