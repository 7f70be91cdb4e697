"""Claims that are sent back, split, put off, listed, reopened and packed; changes by two managers"""

import sqlalchemy as sa
from alembic import op

import app.clock

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evidence_pack',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=8), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('claim_ids', sa.JSON(), nullable=False),
    sa.Column('pair_ids', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('done_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_evidence_pack_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_pack'))
    )
    op.create_table('cap_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('seat_cap', sa.BigInteger(), nullable=False),
    sa.Column('cap_unit', sa.String(length=10), nullable=False),
    sa.Column('was_cap', sa.BigInteger(), nullable=False),
    sa.Column('was_unit', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_cap_change_answered_by_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_cap_change_by_id')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cap_change_cohort_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cap_change'))
    )
    with op.batch_alter_table('cap_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cap_change_cohort_id'), ['cohort_id'], unique=False)

    op.create_table('payment_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('paid_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_payment_list_cohort_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_payment_list_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_list')),
    sa.UniqueConstraint('number', name=op.f('uq_payment_list_number'))
    )
    with op.batch_alter_table('payment_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_list_cohort_id'), ['cohort_id'], unique=False)

    op.create_table('budget_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('budget_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=9), nullable=False),
    sa.Column('from_city_id', sa.Integer(), nullable=True),
    sa.Column('from_direction', sa.String(length=8), nullable=False),
    sa.Column('to_city_id', sa.Integer(), nullable=True),
    sa.Column('to_direction', sa.String(length=8), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_budget_change_answered_by_id')),
    sa.ForeignKeyConstraint(['budget_id'], ['budget.id'], name=op.f('fk_budget_change_budget_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_budget_change_by_id')),
    sa.ForeignKeyConstraint(['from_city_id'], ['member_city.id'], name=op.f('fk_budget_change_from_city_id')),
    sa.ForeignKeyConstraint(['to_city_id'], ['member_city.id'], name=op.f('fk_budget_change_to_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_change'))
    )
    with op.batch_alter_table('budget_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_budget_change_budget_id'), ['budget_id'], unique=False)

    op.create_table('split',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['file.id'], name=op.f('fk_split_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_split'))
    )
    with op.batch_alter_table('split', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_split_file_id'), ['file_id'], unique=False)

    op.create_table('jotting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('fk_jotting_claim_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_jotting_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jotting')),
    sa.UniqueConstraint('claim_id', 'line_id', 'person_id', name=op.f('uq_jotting_claim_id_line_id_person_id'))
    )
    op.create_table('payee_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(length=120), nullable=False),
    sa.Column('iban', sa.String(length=34), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_payee_change_answered_by_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_payee_change_by_id')),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('fk_payee_change_claim_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payee_change'))
    )
    with op.batch_alter_table('payee_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payee_change_claim_id'), ['claim_id'], unique=False)

    op.create_table('reopening',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=7), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_reopening_by_id')),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('fk_reopening_claim_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_reopening_closed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reopening'))
    )
    with op.batch_alter_table('reopening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reopening_claim_id'), ['claim_id'], unique=False)

    op.create_table('recovery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('finding', sa.String(length=60), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_recovery_amount')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_recovery_by_id')),
    sa.ForeignKeyConstraint(['line_id'], ['claim_line.id'], name=op.f('fk_recovery_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery'))
    )
    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_line_id'), ['line_id'], unique=False)

    op.create_table('sent_back',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_sent_back_by_id')),
    sa.ForeignKeyConstraint(['line_id'], ['claim_line.id'], name=op.f('fk_sent_back_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_back'))
    )
    with op.batch_alter_table('sent_back', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_back_line_id'), ['line_id'], unique=False)

    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sent_back_at', app.clock.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reopened_as', sa.String(length=7), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('follows_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('taken_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('payment_list_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_claim_follows_id'), ['follows_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_payment_list_id'), ['payment_list_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_claim_follows_id'), 'claim', ['follows_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_claim_taken_by_id'), 'person', ['taken_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_claim_payment_list_id'), 'payment_list', ['payment_list_id'], ['id'])

    with op.batch_alter_table('claim_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('paid_by', sa.String(length=6), nullable=False, server_default='city'))
        batch_op.add_column(sa.Column('eur_charged', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('split_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_claim_line_split_id'), ['split_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_claim_line_origin_id'), 'claim', ['origin_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_claim_line_split_id'), 'split', ['split_id'], ['id'])

    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.add_column(sa.Column('final_payment_on', sa.Date(), nullable=True))

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_decision_line_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_decision_line_id'), ['line_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_line_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_decision_line_id'), ['line_id'])

    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.drop_column('final_payment_on')

    with op.batch_alter_table('claim_line', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_claim_line_split_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_claim_line_origin_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_claim_line_split_id'))
        batch_op.drop_column('origin_id')
        batch_op.drop_column('split_id')
        batch_op.drop_column('eur_charged')
        batch_op.drop_column('paid_by')

    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_claim_payment_list_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_claim_taken_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_claim_follows_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_claim_payment_list_id'))
        batch_op.drop_index(batch_op.f('ix_claim_follows_id'))
        batch_op.drop_column('payment_list_id')
        batch_op.drop_column('taken_by_id')
        batch_op.drop_column('follows_id')
        batch_op.drop_column('reopened_as')
        batch_op.drop_column('sent_back_at')

    with op.batch_alter_table('sent_back', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_back_line_id'))

    op.drop_table('sent_back')
    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_line_id'))

    op.drop_table('recovery')
    with op.batch_alter_table('reopening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reopening_claim_id'))

    op.drop_table('reopening')
    with op.batch_alter_table('payee_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payee_change_claim_id'))

    op.drop_table('payee_change')
    op.drop_table('jotting')
    with op.batch_alter_table('split', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_split_file_id'))

    op.drop_table('split')
    with op.batch_alter_table('budget_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_budget_change_budget_id'))

    op.drop_table('budget_change')
    with op.batch_alter_table('payment_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_list_cohort_id'))

    op.drop_table('payment_list')
    with op.batch_alter_table('cap_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cap_change_cohort_id'))

    op.drop_table('cap_change')
    op.drop_table('evidence_pack')
