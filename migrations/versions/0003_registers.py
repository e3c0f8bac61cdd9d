"""Files that are no case: petitions, disputes, tenure, inspection items, told apart by the third part of their ids.

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('kind', sa.Text(), sa.Computed("split_part(case_id, '-', 3)", persisted=True)))
    op.create_index('ix_cases_kind', 'cases', ['kind', 'case_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_cases_kind', table_name='cases')
    op.drop_column('cases', 'kind')
