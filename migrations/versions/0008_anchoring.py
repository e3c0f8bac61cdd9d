"""Which run made an anchor, and time stamps of anchors; append-only as they are.

Revision: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

ROLE = 'zhixing_app'


def upgrade() -> None:
    op.add_column('anchors', sa.Column('run', sa.Text(), nullable=True))
    op.create_index('uq_anchors_run', 'anchors', ['run'], unique=True)
    op.create_table(
        'anchor_stamps',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('token', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_anchor_stamps')),
    )
    op.execute("CREATE TRIGGER anchor_stamps_rows BEFORE UPDATE OR DELETE ON anchor_stamps FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER anchor_stamps_table BEFORE TRUNCATE ON anchor_stamps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT ON anchor_stamps TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_table('anchor_stamps')
    op.drop_index('uq_anchors_run', table_name='anchors')
    op.drop_column('anchors', 'run')
