"""Duties of the hosts"""

import sqlalchemy as sa
from alembic import op

from app.clock import UTCDateTime


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('member_city_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('days_before', sa.Integer(), nullable=True),
    sa.Column('done_at', UTCDateTime(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', UTCDateTime(), nullable=True),
    sa.Column('removed_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['done_by_id'], ['person.id'], name=op.f('fk_duty_done_by_id')),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_duty_member_city_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_duty_owner_id')),
    sa.ForeignKeyConstraint(['removed_by_id'], ['person.id'], name=op.f('fk_duty_removed_by_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_duty_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty'))
    )
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duty_visit_id'), ['visit_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_visit_id'))
        batch_op.drop_index(batch_op.f('ix_duty_owner_id'))

    op.drop_table('duty')
