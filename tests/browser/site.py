"""The product under gunicorn, with the cast in its database, for tests with real browsers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache

from app import clock, create_app
from app.accounts.models import Person
from tests.browser.warm import Warm
from tests.cast import settings
from tests.running import day_of
from tests.services.process import COMPILED, free_port

PROJECT = Path(__file__).parents[2]
GUNICORN = "-k gthread --workers 1 --threads 16 --no-control-socket --graceful-timeout 2"


def serve() -> Flask:
    """What gunicorn serves: the app as in production, but for the day, and the cookies, which need
    https."""
    clock.source = day_of(float(os.environ["SITE_BEGAN"]))
    folder = Path(os.environ["TANDEM_DATA"])
    more = {"TESTING": False, "WTF_CSRF_ENABLED": True, "WORKER": "thread"}
    more |= json.loads(os.environ.get("SITE_SETTINGS", "{}"))
    app = create_app(settings(folder, os.environ.get("DATABASE_URL", ""), **more))
    if kept := os.environ.get("SITE_TEMPLATES"):
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(kept)
    return app


class Server:
    """gunicorn as `make run` starts it, on data of its own."""

    serves = "wsgi:app"
    more: dict[str, str] = {}

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (self.folder / "log").open("wb")
        self.prepare()
        self.start()

    def prepare(self) -> None:
        """Makes the data."""

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | COMPILED | {"TANDEM_DATA": str(self.folder)} | self.more

    def start(self) -> None:
        argv = [*GUNICORN.split(), "-b", f"127.0.0.1:{self.port}", self.serves]
        self.process = self.launch(argv)
        for _ in range(1000):
            if self.answers():
                return
            time.sleep(0.02)
        said = (self.folder / "log").read_text()[-3000:]
        self.stop()
        raise RuntimeError(said)

    def launch(self, argv: list[str]) -> Any:
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *argv],
            cwd=PROJECT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self) -> None:
        """kill -9 of gunicorn and its worker, wherever they are."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/session/token", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        self.log.close()
        shutil.rmtree(self.folder)


class Site(Server):
    """The product with the tests' cast, on TODAY; `settings` are more of Flask's, as SMTP_URL="…".

    Who tells a story in this process first sets the same `clock` (see conftest)."""

    serves = "tests.browser.site:serve()"

    def __init__(self, template: Path, warm: Warm | None = None, **settings: str) -> None:
        self.template, self.warm = template, warm
        self.began = began = time.time()
        self.clock = day_of(began)
        self.more = {"SITE_SETTINGS": json.dumps(settings), "SITE_BEGAN": str(began)}
        self.more["SITE_TEMPLATES"] = str(template.parent)
        super().__init__()

    def launch(self, argv: list[str]) -> Any:
        if self.warm is None:
            return super().launch(argv)
        return self.warm.serve(argv, self.environment, self.folder / "log")

    def prepare(self) -> None:
        shutil.copy(self.template, self.folder / "tandem.db")
        self.app = create_app(settings(self.folder))

    def later(self, **span: float) -> None:
        """The server is stopped, and comes back at a later time of its clock."""
        self.process.terminate()
        self.process.wait(10)
        self.began -= timedelta(**span).total_seconds()
        self.more["SITE_BEGAN"] = str(self.began)
        self.clock = day_of(self.began)
        self.start()

    def cookie(self, name: str) -> dict[str, str]:
        """The cookie of a browser in which somebody of the cast is signed in."""
        with self.app.app_context():
            who = Person.at(f"{name}@example.org")
            assert who
            session = {"_user_id": who.get_id(), "_fresh": True, "_permanent": True}
        return self.sealed(session)

    def sealed(self, session: dict[str, Any]) -> dict[str, str]:
        return {"name": "tandem", "value": str(self.signer.dumps(session)), "url": self.url}

    def opened(self, cookie: str) -> dict[str, Any]:
        """What the server keeps in a browser's cookie."""
        return dict(self.signer.loads(cookie))

    @property
    def signer(self) -> URLSafeTimedSerializer:
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer
        return signer


class Demo(Server):
    """What `make run` shows: migrated and told by its own commands."""

    more = {"TANDEM_DEMO": "1"}

    def prepare(self) -> None:
        for command in (["db", "upgrade"], ["seed"]):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                cwd=PROJECT,
                env=self.environment,
                stdout=self.log,
                stderr=self.log,
                check=True,
            )
