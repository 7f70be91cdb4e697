"""Comments on passages, review rounds, approvals, and files that go out and come in"""

import sqlalchemy as sa
from alembic import op

from app.clock import UTCDateTime


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=5), nullable=False),
    sa.Column('wishes', sa.JSON(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', UTCDateTime(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('done_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_export_asked_by_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_export_pair_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export'))
    )
    with op.batch_alter_table('export', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_asked_by_id'), ['asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_export_pair_id'), ['pair_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_export_sha256'), ['sha256'], unique=False)

    op.create_table('passage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('before', sa.String(length=32), nullable=False),
    sa.Column('after', sa.String(length=32), nullable=False),
    sa.Column('made_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_passage_document_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_passage_pair_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passage')),
    sa.UniqueConstraint('key', name=op.f('uq_passage_key'))
    )
    with op.batch_alter_table('passage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passage_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_passage_pair_id'), ['pair_id'], unique=False)

    op.create_table('passage_sighting',
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('passage_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_passage_sighting_document_id')),
    sa.ForeignKeyConstraint(['passage_id'], ['passage.id'], name=op.f('fk_passage_sighting_passage_id')),
    sa.PrimaryKeyConstraint('document_id', 'passage_id', name=op.f('pk_passage_sighting'))
    )
    with op.batch_alter_table('passage_sighting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passage_sighting_passage_id'), ['passage_id'], unique=False)

    op.create_table('plan_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_plan_version_by_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_plan_version_edition_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_version_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_version'))
    )
    with op.batch_alter_table('plan_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_version_plan_id'), ['plan_id'], unique=False)

    op.create_table('approval',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.String(length=160), nullable=False),
    sa.Column('decides_on', sa.Date(), nullable=True),
    sa.Column('file_number', sa.String(length=80), nullable=False),
    sa.Column('result', sa.String(length=14), nullable=True),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('asked_at', UTCDateTime(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', UTCDateTime(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_approval_asked_by_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_approval_edition_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_approval_pair_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_approval_plan_id')),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_version.id'], name=op.f('fk_approval_plan_version_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_approval_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_pair_id'), ['pair_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_approval_plan_id'), ['plan_id'], unique=False)

    op.create_table('frozen_section',
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('heading', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_version.id'], name=op.f('fk_frozen_section_plan_version_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_frozen_section_section_id')),
    sa.ForeignKeyConstraint(['version_id'], ['document_version.id'], name=op.f('fk_frozen_section_version_id')),
    sa.PrimaryKeyConstraint('plan_version_id', 'section_id', name=op.f('pk_frozen_section'))
    )
    with op.batch_alter_table('frozen_section', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_frozen_section_section_id'), ['section_id'], unique=False)

    op.create_table('review_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', UTCDateTime(), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closing_version_id', sa.Integer(), nullable=True),
    sa.Column('response_table', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_review_round_closed_by_id')),
    sa.ForeignKeyConstraint(['closing_version_id'], ['plan_version.id'], name=op.f('fk_review_round_closing_version_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_review_round_opened_by_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_review_round_pair_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_review_round_plan_id')),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_version.id'], name=op.f('fk_review_round_plan_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_round')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_review_round_plan_id_number'))
    )
    with op.batch_alter_table('review_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_round_pair_id'), ['pair_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_round_plan_id'), ['plan_id'], unique=False)

    op.create_table('arrival',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', UTCDateTime(), nullable=False),
    sa.Column('applied_by_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['applied_by_id'], ['person.id'], name=op.f('fk_arrival_applied_by_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_arrival_edition_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_arrival_pair_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_arrival_plan_id')),
    sa.ForeignKeyConstraint(['round_id'], ['review_round.id'], name=op.f('fk_arrival_round_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['person.id'], name=op.f('fk_arrival_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrival'))
    )
    with op.batch_alter_table('arrival', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_arrival_pair_id'), ['pair_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_arrival_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_arrival_sha256'), ['sha256'], unique=False)

    op.create_table('reviewer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', UTCDateTime(), nullable=True),
    sa.Column('removed_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reviewer_person_id')),
    sa.ForeignKeyConstraint(['round_id'], ['review_round.id'], name=op.f('fk_reviewer_round_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_reviewer_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviewer')),
    sa.UniqueConstraint('round_id', 'person_id', name=op.f('uq_reviewer_round_id_person_id'))
    )
    with op.batch_alter_table('reviewer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reviewer_person_id'), ['person_id'], unique=False)

    op.create_table('thread',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('passage_id', sa.Integer(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('cities_only', sa.Boolean(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=False),
    sa.Column('sent_at', UTCDateTime(), nullable=True),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('resolved_at', UTCDateTime(), nullable=True),
    sa.Column('resolved_by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', UTCDateTime(), nullable=True),
    sa.Column('removed_by_id', sa.Integer(), nullable=True),
    sa.Column('replacement', sa.Text(), nullable=True),
    sa.Column('applied_at', UTCDateTime(), nullable=True),
    sa.Column('declined_at', UTCDateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decline_reason', sa.Text(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('severity', sa.String(length=10), nullable=True),
    sa.Column('answer', sa.String(length=12), nullable=True),
    sa.Column('answer_reason', sa.Text(), nullable=False),
    sa.Column('answered_at', UTCDateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', UTCDateTime(), nullable=True),
    sa.Column('insisted_at', UTCDateTime(), nullable=True),
    sa.Column('word_author', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_thread_answered_by_id')),
    sa.ForeignKeyConstraint(['assignee_id'], ['person.id'], name=op.f('fk_thread_assignee_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_thread_decided_by_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_thread_document_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_thread_opened_by_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_thread_pair_id')),
    sa.ForeignKeyConstraint(['passage_id'], ['passage.id'], name=op.f('fk_thread_passage_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_thread_plan_id')),
    sa.ForeignKeyConstraint(['removed_by_id'], ['person.id'], name=op.f('fk_thread_removed_by_id')),
    sa.ForeignKeyConstraint(['resolved_by_id'], ['person.id'], name=op.f('fk_thread_resolved_by_id')),
    sa.ForeignKeyConstraint(['round_id'], ['review_round.id'], name=op.f('fk_thread_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread'))
    )
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_thread_assignee_id'), ['assignee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_thread_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_thread_pair_id'), ['pair_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_thread_passage_id'), ['passage_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_thread_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_thread_round_id'), ['round_id'], unique=False)
        batch_op.create_index('ix_thread_round_id_opened_by_id', ['round_id', 'opened_by_id'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('word_author', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('edited_at', UTCDateTime(), nullable=True),
    sa.Column('removed_at', UTCDateTime(), nullable=True),
    sa.Column('removed_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_comment_author_id')),
    sa.ForeignKeyConstraint(['removed_by_id'], ['person.id'], name=op.f('fk_comment_removed_by_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_comment_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_thread_id'), ['thread_id'], unique=False)

    op.create_table('mention',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_mention_comment_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mention_person_id')),
    sa.PrimaryKeyConstraint('comment_id', 'person_id', name=op.f('pk_mention'))
    )
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mention_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mention_person_id'))

    op.drop_table('mention')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_thread_id'))

    op.drop_table('comment')
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_round_id_opened_by_id')
        batch_op.drop_index(batch_op.f('ix_thread_round_id'))
        batch_op.drop_index(batch_op.f('ix_thread_plan_id'))
        batch_op.drop_index(batch_op.f('ix_thread_passage_id'))
        batch_op.drop_index(batch_op.f('ix_thread_pair_id'))
        batch_op.drop_index(batch_op.f('ix_thread_document_id'))
        batch_op.drop_index(batch_op.f('ix_thread_assignee_id'))

    op.drop_table('thread')
    with op.batch_alter_table('reviewer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reviewer_person_id'))

    op.drop_table('reviewer')
    with op.batch_alter_table('arrival', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_arrival_sha256'))
        batch_op.drop_index(batch_op.f('ix_arrival_plan_id'))
        batch_op.drop_index(batch_op.f('ix_arrival_pair_id'))

    op.drop_table('arrival')
    with op.batch_alter_table('review_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_round_plan_id'))
        batch_op.drop_index(batch_op.f('ix_review_round_pair_id'))

    op.drop_table('review_round')
    with op.batch_alter_table('frozen_section', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_frozen_section_section_id'))

    op.drop_table('frozen_section')
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_plan_id'))
        batch_op.drop_index(batch_op.f('ix_approval_pair_id'))

    op.drop_table('approval')
    with op.batch_alter_table('plan_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_version_plan_id'))

    op.drop_table('plan_version')
    with op.batch_alter_table('passage_sighting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passage_sighting_passage_id'))

    op.drop_table('passage_sighting')
    with op.batch_alter_table('passage', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passage_pair_id'))
        batch_op.drop_index(batch_op.f('ix_passage_document_id'))

    op.drop_table('passage')
    with op.batch_alter_table('export', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_export_sha256'))
        batch_op.drop_index(batch_op.f('ix_export_pair_id'))
        batch_op.drop_index(batch_op.f('ix_export_asked_by_id'))

    op.drop_table('export')
