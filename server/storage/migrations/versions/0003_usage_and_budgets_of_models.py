"""what calls of a model cost, and what a day may"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TOKENS = ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens")


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_tokens", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in TOKENS),
        sa.Column("written_chars", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["program_generation_jobs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "id"),
    )
    op.create_table(
        "token_budgets",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(length=36), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "payer"),
    )
    op.drop_column("generation_checkpoints", "usage")


def downgrade() -> None:
    op.add_column("generation_checkpoints", sa.Column("usage", sa.JSON(), nullable=False, server_default="{}"))
    op.drop_table("token_budgets")
    op.drop_table("model_calls")
