"""Indexes without which a page took longer with each pair that others had"""

from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

INDEXES = (
    ('claim_line', 'amount'),
    ('invitation', 'mail'),
    ('mail', 'pair_id'),
    ('mail', 'person_id'),
    ('membership', 'pair_id'),
    ('review_round', 'plan_version_id'),
    ('thread', 'opened_by_id'),
)


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)


def downgrade() -> None:
    for table, column in reversed(INDEXES):
        op.drop_index(op.f(f'ix_{table}_{column}'), table)
