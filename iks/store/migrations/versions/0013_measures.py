"""Measures with their effect, the registry of the knowledge system, the branch heads' agenda.

Only new tables, so the version before does not notice them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


AREA = _one_of("benefits", "integration", name="area")


def upgrade() -> None:
    """Add what is new."""
    _knowledge()
    _measures()
    _parts_of_measures()
    _agenda()


def _knowledge() -> None:
    op.create_table(
        "knowledge_entry",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("state", _one_of("valid", "in_revision", "withdrawn", name="state"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_knowledge_entry_number")),
    )
    op.create_table(
        "knowledge_point",
        sa.Column("entry_id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_point_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "area", "check_point", name=op.f("pk_knowledge_point")),
    )


def _measures() -> None:
    op.create_table(
        "branch_set",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("branches", JSON_VALUE, nullable=False),
        sa.Column("fixed_by", sa.String(length=22), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2099", name=op.f("ck_branch_set_year")),
        sa.ForeignKeyConstraint(["fixed_by"], ["account.id"], name=op.f("fk_branch_set_fixed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch_set")),
        sa.UniqueConstraint("area", "year", "name", name=op.f("uq_branch_set_area_year_name")),
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column(
            "kind",
            _one_of("knowledge_entry", "training", "branch_heads_round", "instruction", "other", name="kind"),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("scope", _one_of("house", "branch_set", "branches", name="scope"), nullable=False),
        sa.Column("branch_set_id", sa.String(length=22), nullable=True),
        sa.Column("branches", JSON_VALUE, nullable=False),
        sa.Column(
            "responsible",
            _one_of(
                "unit_head",
                "unit_staff",
                "branch_heads",
                "training_office",
                "controlling",
                "management",
                name="responsible",
            ),
            nullable=False,
        ),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("hoped", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.String(length=7), nullable=False),
        sa.Column(
            "state",
            _one_of("proposed", "decided", "running", "done", "given_up", "withdrawn", name="state"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.String(length=22), nullable=False),
        sa.Column("proposed_by_head", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=22), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(scope = 'branch_set') = (branch_set_id IS NOT NULL)", name=op.f("ck_measure_set_of_scope")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'given_up')) = (ended_on IS NOT NULL)", name=op.f("ck_measure_ended_when")
        ),
        sa.CheckConstraint(
            "(state IN ('proposed', 'withdrawn')) OR decided_by IS NOT NULL",
            name=op.f("ck_measure_decided_by_somebody"),
        ),
        sa.CheckConstraint("scope <> 'branches' OR hoped = 0", name=op.f("ck_measure_no_effect_of_branches")),
        sa.CheckConstraint("due >= start", name=op.f("ck_measure_due")),
        sa.CheckConstraint("hoped IN (0, 25, 50, 75)", name=op.f("ck_measure_hoped")),
        sa.ForeignKeyConstraint(["branch_set_id"], ["branch_set.id"], name=op.f("fk_measure_branch_set_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_measure_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_measure_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )


def _parts_of_measures() -> None:
    op.create_table(
        "measure_point",
        sa.Column("measure_id", sa.String(length=22), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("planned_answers", sa.Integer(), nullable=True),
        sa.Column("planned_quarters", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "planned_answers > 0 AND planned_quarters > 0", name=op.f("ck_measure_point_planned")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_point_measure_id")),
        sa.PrimaryKeyConstraint("measure_id", "check_point", name=op.f("pk_measure_point")),
    )
    op.create_table(
        "measure_effect",
        sa.Column("measure_id", sa.String(length=22), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column(
            "verdict",
            _one_of("fell", "rose", "not_distinguishable", "too_few", name="verdict"),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id", "check_point"],
            ["measure_point.measure_id", "measure_point.check_point"],
            name=op.f("fk_measure_effect_measure_id_check_point"),
        ),
        sa.PrimaryKeyConstraint("measure_id", "check_point", name=op.f("pk_measure_effect")),
    )
    op.create_table(
        "measure_knowledge",
        sa.Column("measure_id", sa.String(length=22), nullable=False),
        sa.Column("entry_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_measure_knowledge_entry_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_knowledge_measure_id")),
        sa.PrimaryKeyConstraint("measure_id", "entry_id", name=op.f("pk_measure_knowledge")),
    )


def _agenda() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("kind", _one_of("major", "new", "money", name="kind"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(outcome = '') = (settled_on IS NULL)", name=op.f("ck_agenda_item_settled_when")),
        sa.CheckConstraint("outcome IN ('', 'agreed', 'removed')", name=op.f("ck_agenda_item_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_table(
        "takeaway",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("area", AREA, nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("kind", _one_of("major", "new", "money", name="kind"), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("decision", _one_of("measure", "agenda", "not_now", name="decision"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.String(length=22), nullable=True),
        sa.Column("decided_by", sa.String(length=22), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision <> 'not_now' OR reason <> ''", name=op.f("ck_takeaway_reason_for_not_now")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_takeaway_decided_by")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_takeaway_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeaway")),
        sa.UniqueConstraint("area", "quarter", "kind", name=op.f("uq_takeaway_area_quarter_kind")),
    )
