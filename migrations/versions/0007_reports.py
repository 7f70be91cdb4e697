"""Reports of visits"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('visit_report',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_visit_report_note_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_report_visit_id')),
    sa.PrimaryKeyConstraint('visit_id', name=op.f('pk_visit_report')),
    sa.UniqueConstraint('note_id', name=op.f('uq_visit_report_note_id'))
    )


def downgrade() -> None:
    op.drop_table('visit_report')
