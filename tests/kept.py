"""What a worker keeps from test to test. Each test has an app, an engine and a database of its own;
what all of them would work out alike (addresses, SQL text) is worked out once.

Measured before: 46 ms of each test went into compiling 137 addresses, and the SQL of every
statement was put together anew for each engine.
"""

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app import database

_rules: dict[Any, Rule] = {}
_engines: dict[str, Engine] = {}
_compile = Rule.compile
_make_engine = SQLAlchemy._make_engine
_prepare = database._prepare


def pytest_configure() -> None:
    kept = pytest.MonkeyPatch()
    kept.setattr(Rule, "compile", compile_once)
    kept.setattr(SQLAlchemy, "_make_engine", engine_for)
    kept.setattr(database, "_prepare", hurried)


def compile_once(rule: Rule) -> None:
    """An address is read and written alike in each app: what is worked out hangs on these alone."""
    assert rule.map
    defaults = repr(sorted((rule.defaults or {}).items()))
    key = (
        rule.rule,
        rule.subdomain,
        rule.host,
        defaults,
        rule.merge_slashes,
        rule.map.host_matching,
    )
    if key not in _rules:
        _compile(rule)
        _rules[key] = rule
    known = _rules[key]
    for name in ("_parts", "_trace", "_converters", "arguments"):
        setattr(rule, name, getattr(known, name))
    rule._build = known._build.__func__.__get__(rule, None)
    rule._build_unknown = known._build_unknown.__func__.__get__(rule, None)


def engine_for(db: SQLAlchemy, *about: Any) -> Engine:
    """A new engine with its own connections. Only the SQL it puts together is kept: that is
    remembered for a dialect, so the dialect is the first engine's."""
    engine = _make_engine(db, *about)
    first = _engines.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


def hurried(connection: Any, record: object) -> None:
    """No test pulls the plug, so none waits for the disk; a test of the servers' own does."""
    _prepare(connection, record)
    connection.execute("PRAGMA synchronous=OFF")
