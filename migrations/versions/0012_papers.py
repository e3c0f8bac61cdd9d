"""The papers that are written here.

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

ROLE = "zhixing_app"


def upgrade() -> None:
    op.create_table('paper_contents',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_paper_contents'))
    )
    op.create_table('papers',
    sa.Column('order_id', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('series', sa.Text(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('pdf_sha256', sa.Text(), nullable=False),
    sa.Column('docx_sha256', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_papers')),
    sa.UniqueConstraint('case_id', 'series', 'place', name=op.f('uq_papers_case_id'))
    )
    op.create_index('ix_papers_case', 'papers', ['case_id', 'document'], unique=False)
    for table in ('papers', 'paper_contents'):
        op.execute(f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {table}_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT ON papers, paper_contents TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_table('papers')
    op.drop_table('paper_contents')
