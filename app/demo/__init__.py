"""The demo: a database that says it is one, filled by the importer and by the rules. Never for real."""


def is_demo() -> bool:
    """Whether this database was filled as a demo."""
    from app.demo.mark import DemoMark
    from app.extensions import db

    return db.session.get(DemoMark, 1) is not None
