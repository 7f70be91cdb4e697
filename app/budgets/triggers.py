"""What makes the ledger append-only in the database itself, for tests and migrations alike."""

from sqlalchemy import DDL, event

from app.budgets.models import LedgerEntry

WORDS = "the ledger is append-only"

# SQLite's INSERT OR REPLACE takes a row away without asking the trigger for DELETE.
SQLITE = [
    f"CREATE TRIGGER ledger_entry_no_{verb} BEFORE {verb} ON ledger_entry "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("update", "delete")
] + [
    "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry WHEN EXISTS "
    "(SELECT 1 FROM ledger_entry WHERE id = NEW.id OR (budget_id = NEW.budget_id AND n = NEW.n)) "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
]

POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    "CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()",
    "CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuse()",
]

for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(
            LedgerEntry.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),
        )
