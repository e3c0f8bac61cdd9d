"""What reconciliations of the case accounts have found.

Revision: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ROLE = "zhixing_app"
FEN = ("opening", "credits", "payouts", "closing", "special", "suspense")


def upgrade() -> None:
    op.create_table('reconciliations',
    sa.Column('run', sa.Text(), nullable=False),
    sa.Column('court', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    *(sa.Column(name, sa.BigInteger(), nullable=False) for name in FEN),
    sa.Column('differences', sa.Integer(), nullable=False),
    sa.Column('unsettled', sa.Integer(), nullable=False),
    sa.Column('balanced', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('run', name=op.f('pk_reconciliations'))
    )
    op.create_index('ix_reconciliations_month', 'reconciliations', ['court', 'month', 'at'], unique=False)
    op.create_table('reconciliation_differences',
    sa.Column('run', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('bank', sa.BigInteger(), nullable=True),
    sa.Column('docket', sa.BigInteger(), nullable=True),
    sa.Column('recorded', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('run', 'case_id', 'entry_id', name=op.f('pk_reconciliation_differences'))
    )
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT ON reconciliations TO {ROLE};
                GRANT SELECT, INSERT, UPDATE ON reconciliation_differences TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_table('reconciliation_differences')
    op.drop_table('reconciliations')
