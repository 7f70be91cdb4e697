"""Files of visits"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('visit_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('member_city_id', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('caption', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['file.id'], name=op.f('fk_visit_file_file_id')),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_visit_file_member_city_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_file_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_file'))
    )
    op.create_index('ix_visit_file_visit_id', 'visit_file', ['visit_id'], unique=False)


def downgrade() -> None:
    op.drop_table('visit_file')
