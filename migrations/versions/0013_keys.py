"""Keys of cases, and look-ups by keyed digests. Personal data of before stays readable as it stands; case files are sealed when next written.

Revision: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

ROLE = "zhixing_app"


def upgrade() -> None:
    op.create_table('case_keys',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('master', sa.Text(), nullable=True),
    sa.Column('wrapped', sa.Text(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_by', sa.Text(), nullable=True),
    sa.Column('erased_reason', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_keys'))
    )
    op.create_index('ix_case_keys_master', 'case_keys', ['master', 'case_id'], unique=False)
    op.create_table('lookups',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'digest', 'case_id', name=op.f('pk_lookups'))
    )
    op.create_index('ix_lookups_case', 'lookups', ['case_id'], unique=False)
    op.create_index('ix_lookups_key', 'lookups', ['key', 'case_id'], unique=False)
    # A key is destroyed by an update that keeps who did it and why: its row is never deleted.
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT, UPDATE ON case_keys TO {ROLE};
                GRANT SELECT, INSERT, DELETE ON lookups TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT EXISTS (SELECT FROM case_keys)")).scalar_one():
        raise RuntimeError("the keys of cases are not taken away: what they have sealed could never be read again")
    op.drop_table('lookups')
    op.drop_table('case_keys')
