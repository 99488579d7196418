"""What of a closed period may go beyond the unit, and its counts as a matrix; a job fills in the past."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    closed, binary = ("", "BYTEA") if is_postgresql else (" WITHOUT ROWID", "BLOB")
    op.execute(f"""
        CREATE TABLE house_table (
            area VARCHAR(32) NOT NULL,
            period VARCHAR(7) NOT NULL,
            content TEXT NOT NULL,
            digest VARCHAR(64) NOT NULL,
            CONSTRAINT pk_house_table PRIMARY KEY (area, period),
            CONSTRAINT ck_house_table_area CHECK (area IN ('benefits', 'integration'))
        ){closed}
    """)
    op.execute(f"""
        CREATE TABLE count_matrix (
            area VARCHAR(32) NOT NULL,
            month VARCHAR(7) NOT NULL,
            branches TEXT NOT NULL,
            points TEXT NOT NULL,
            counts {binary} NOT NULL,
            CONSTRAINT pk_count_matrix PRIMARY KEY (area, month),
            CONSTRAINT fk_count_matrix_area_month_audit_month FOREIGN KEY (area, month)
                REFERENCES audit_month (area, month),
            CONSTRAINT ck_count_matrix_area CHECK (area IN ('benefits', 'integration'))
        ){closed}
    """)
