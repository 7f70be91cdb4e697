"""Real gunicorn, as `make run` starts it, on a free port; and the CPU time that its worker uses."""

import os
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts.sessions import OWN_FOR
from tests.bench.pair import SECRET
from tests.cast import person, settings
from tests.services.chromium import PROJECT
from tests.services.process import Program

GUNICORN = ["-k", "gthread", "--workers", "1", "--threads", "16", "--no-control-socket"]
GUNICORN += ["--graceful-timeout", "2"]
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


class Site:
    """A running server; `cookie` signs somebody in where it is ours."""

    def __init__(self, program: Program, cookie: str = "") -> None:
        self.port = program.port
        self.url = f"http://127.0.0.1:{program.port}"
        self.cookie = cookie
        self.worker = _youngest(program.process.pid)

    def cpu(self) -> float:
        """Seconds of CPU that the worker, all its threads together, has used so far."""
        stat = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    def memory(self) -> int:
        """Bytes of memory that the worker holds."""
        return int(Path(f"/proc/{self.worker}/statm").read_text().split()[1]) * PAGE

    def get(self, path: str, within: float = 10) -> bytes:
        """A page as it is, not compressed."""
        asked = urllib.request.Request(self.url + path, headers={"Cookie": self.cookie})  # noqa: S310
        with urllib.request.urlopen(asked, timeout=within) as answer:  # noqa: S310
            return bytes(answer.read())


@contextmanager
def serving(target: str, cookie: str = "", **env: str) -> Iterator[Site]:
    """gunicorn with this `module:app` until the block ends, or until we die."""
    program = Program("gunicorn")
    bind = ["--bind", f"127.0.0.1:{program.port}", "--chdir", str(PROJECT)]
    given = [f"{name}={value}" for name, value in env.items()]
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, *bind, target]
    program.start(["/usr/bin/env", *given, *command], lambda: _listens(program.port))
    try:
        yield Site(program, cookie)
    finally:
        program.stop()


@contextmanager
def tandem(folder: Path, who: str = "anna") -> Iterator[Site]:
    """The app itself on the data of a folder (see pair.make), with one of the cast signed in."""
    env = {"TANDEM_DATA": str(folder), "TANDEM_DEMO": "1"}
    cookie = cookie_of(signed_in(who, app_on(folder)))
    with serving("wsgi:app", cookie, **env) as site:
        yield site


def app_on(folder: Path) -> Flask:
    """The same app on the same data in this process."""
    return create_app(settings(folder, SECRET_KEY=SECRET))


def signed_in(name: str, app: Flask) -> FlaskClient:
    """A browser in this process in which somebody is signed in."""
    client = app.test_client()
    with app.app_context(), client.session_transaction() as session:
        session["_user_id"] = person(name).get_id()
        session["_fresh"] = True
        session["ends"] = time.time() + OWN_FOR.total_seconds()
    return client


def cookie_of(client: FlaskClient) -> str:
    kept = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    assert kept
    return f"{kept.key}={kept.value}"


def _listens(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()  # noqa: S310
    except OSError:
        return False
    return True


def _youngest(pid: int) -> int:
    """The worker: the last of the line shell, (env,) master, worker."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return pid
