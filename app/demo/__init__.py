"""The demo: a database that says it is one, filled by importer and rules."""


def is_demo() -> bool:
    """Whether this database was filled as a demo."""
    from app.demo.mark import DemoMark
    from app.extensions import db

    return db.session.get(DemoMark, 1) is not None
