"""Who took part in a visit"""

import sqlalchemy as sa
from alembic import op

import app.clock

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('traveller_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('organisation', sa.String(length=160), nullable=False),
    sa.Column('member_city_id', sa.Integer(), nullable=True),
    sa.Column('departs_from', sa.String(length=120), nullable=False),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_participant_member_city_id')),
    sa.ForeignKeyConstraint(['traveller_id'], ['traveller.id'], name=op.f('fk_participant_traveller_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_participant_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant')),
    sa.UniqueConstraint('traveller_id', name=op.f('uq_participant_traveller_id'))
    )
    op.create_index('ix_participant_visit_id', 'participant', ['visit_id'], unique=False)
    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attendance_by_id')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_attendance_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('participant_id', 'day', name=op.f('uq_attendance_participant_id_day'))
    )
    op.create_index('ix_attendance_participant_id', 'attendance', ['participant_id'], unique=False)


def downgrade() -> None:
    op.drop_table('attendance')
    op.drop_table('participant')
