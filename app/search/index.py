"""The index over the words of all rows: FTS5 on SQLite, a GIN index over lexemes on PostgreSQL.
Both get words that are folded and cut already (folding.py), so both find the same."""

from sqlalchemy import DDL, ColumnElement, event, text

from app.extensions import db
from app.search.models import SearchRow

# The triggers keep FTS5 in step with the table, in the same transaction.
_OLD = "INSERT INTO search_words(search_words, rowid, place, folded) VALUES('delete', "
_OLD += "old.id, old.place, old.folded);"
_NEW = "INSERT INTO search_words(rowid, place, folded) VALUES (new.id, new.place, new.folded);"
SQLITE = [
    "CREATE VIRTUAL TABLE search_words USING fts5(place, folded, content='search_row', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    f"CREATE TRIGGER search_row_put AFTER INSERT ON search_row BEGIN {_NEW} END",
    f"CREATE TRIGGER search_row_gone AFTER DELETE ON search_row BEGIN {_OLD} END",
    "CREATE TRIGGER search_row_changed AFTER UPDATE OF folded, place ON search_row "
    f"BEGIN {_OLD} {_NEW} END",
]
# Lexemes as they are: PostgreSQL's own parser would cut words otherwise than FTS5 does.
LEXEMES = "array_to_tsvector(string_to_array(search_row.folded || ' =' || search_row.place, ' '))"
POSTGRESQL = [f"CREATE INDEX search_words ON search_row USING gin (({LEXEMES}))"]
DROP = ["DROP TABLE IF EXISTS search_words"]  # on SQLite, and before the table itself

for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(
            SearchRow.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),
        )
MANY = 60  # so many pairs are named in the index's own question, and no more


def place_of(pair_id: int) -> str:
    return f"p{pair_id}"


def matching(words: list[str], pairs: list[int]) -> ColumnElement[bool]:
    """Rows that have all the words, each at the beginning of one of theirs. `words` are folded;
    `pairs` narrow the search in the index: the caller asks for them in the table, too."""
    places = [place_of(number) for number in pairs] if len(pairs) <= MANY else []
    if db.engine.dialect.name == "sqlite":
        found = [f'folded: "{word}"*' for word in words]
        found += [f"place: ({' OR '.join(places)})"] if places else []
        asked = text(
            "search_row.id IN (SELECT rowid FROM search_words WHERE search_words MATCH :q)"
        )
        return asked.bindparams(q=" AND ".join(found))  # type: ignore[return-value]
    found = [f"'{word}':*" for word in words]
    found += ["(" + " | ".join(f"'={place}'" for place in places) + ")"] if places else []
    asked = text(f"{LEXEMES} @@ CAST(:q AS tsquery)")
    return asked.bindparams(q=" & ".join(found))  # type: ignore[return-value]
