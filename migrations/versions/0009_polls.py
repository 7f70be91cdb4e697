"""Polls on dates, and days on which a city is closed"""

import sqlalchemy as sa
from alembic import op

import app.clock

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('poll',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_poll_asked_by_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_poll_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll'))
    )
    op.create_index('ix_poll_visit_id', 'poll', ['visit_id'], unique=False)
    op.create_table('poll_option',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('added_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('chosen_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_option_poll_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_option'))
    )
    op.create_index('ix_poll_option_poll_id', 'poll_option', ['poll_id'], unique=False)
    op.create_table('poll_respondent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('mail', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('member_city_id', sa.Integer(), nullable=True),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('answered_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('secret_sha', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_poll_respondent_member_city_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_poll_respondent_person_id')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_respondent_poll_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_respondent')),
    sa.UniqueConstraint('poll_id', 'person_id', name=op.f('uq_poll_respondent_poll_id_person_id')),
    sa.UniqueConstraint('secret_sha', name=op.f('uq_poll_respondent_secret_sha'))
    )
    op.create_index('ix_poll_respondent_poll_id', 'poll_respondent', ['poll_id'], unique=False)
    op.create_table('poll_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('respondent_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['option_id'], ['poll_option.id'], name=op.f('fk_poll_answer_option_id')),
    sa.ForeignKeyConstraint(['respondent_id'], ['poll_respondent.id'], name=op.f('fk_poll_answer_respondent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_answer')),
    sa.UniqueConstraint('respondent_id', 'option_id', name=op.f('uq_poll_answer_respondent_id_option_id'))
    )
    op.create_index('ix_poll_answer_respondent_id', 'poll_answer', ['respondent_id'], unique=False)
    op.create_index('ix_poll_answer_option_id', 'poll_answer', ['option_id'], unique=False)
    op.create_table('closed_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_city_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_closed_day_member_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_day'))
    )
    op.create_index('ix_closed_day_member_city_id', 'closed_day', ['member_city_id'], unique=False)


def downgrade() -> None:
    for table in ('closed_day', 'poll_answer', 'poll_respondent', 'poll_option', 'poll'):
        op.drop_table(table)
