"""Who has read restricted matters; append-only.

Revision: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

ROLE = 'zhixing_app'
TEXTS = ('subject', 'name', 'court')


def upgrade() -> None:
    op.create_table(
        'readings',
        sa.Column('sequence', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column('roles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('case_id', 'matter', 'request', 'previous_link', 'link')),
        sa.PrimaryKeyConstraint('sequence', name=op.f('pk_readings')),
    )
    op.create_index('ix_readings_case', 'readings', ['case_id', 'sequence'], unique=False)
    op.create_index('ix_readings_subject', 'readings', ['subject', 'sequence'], unique=False)
    op.execute("CREATE TRIGGER readings_rows BEFORE UPDATE OR DELETE ON readings FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER readings_table BEFORE TRUNCATE ON readings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT ON readings TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_table('readings')
