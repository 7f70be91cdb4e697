"""A town's installation, made and started as docs/deploy.md says: its environment, its units and
its Caddy, with folders, ports and a certificate of the test's."""

import http.client
import os
import re
import secrets
import shutil
import ssl
import subprocess
import tempfile
import urllib.request
from functools import partial
from pathlib import Path

from tests import deploying
from tests.faults.people import Person, Stay
from tests.live.server import wait_for
from tests.services.caddy import Caddy
from tests.services.process import COMPILED, free_port
from tests.services.smtp import MailServer

SITE = "https://localhost:PORT {\n\ttls internal"
MANAGER = "you@city.example"


class Town:
    """`more` are further settings; there are as many nodes as the Caddyfile names."""

    def __init__(self, caddyfile: str, smtp: MailServer, **more: str) -> None:
        self.smtp, self.running = smtp, dict[str, subprocess.Popen[bytes]]()
        self.folder = Path(tempfile.mkdtemp(prefix="tandem-town-"))
        self.backups = self.folder / "backups"
        self.backups.mkdir()
        self.log = (self.folder / "log").open("wb")
        nodes = re.findall(deploying.NODE, deploying.blocks()[caddyfile])
        self.ports = [free_port() for _node in nodes]
        self.caddy = Caddy(deploying.caddyfile(caddyfile, *self.ports, site=SITE))
        self.url = f"https://localhost:{self.caddy.port}"
        wait_for(self.caddy.authority.exists)
        self.trusts = ssl.create_default_context(cafile=self.caddy.authority)
        told = deploying.environment("/etc/tandem/env (mode 600)")
        own = {"PUBLIC_URL": self.url, "SMTP_URL": f"smtp://{smtp.host}:{smtp.port}"}
        own |= {"SECRET_KEY": secrets.token_urlsafe(48)}
        self.env = os.environ | COMPILED | told | own | {"TANDEM_DATA": str(self.folder)} | more

    def run(self, *command: str, **more: str) -> str:
        """What a command says that ends, and ends well."""
        words = [word.replace("/var/backups/tandem", str(self.backups)) for word in command]
        done = subprocess.run(
            words, cwd=deploying.PROJECT, env=self.env | more, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prepare(self) -> None:
        for line in deploying.blocks()["once"].splitlines():
            self.run(*deploying.installed(line))

    def serve(self) -> None:
        """Starts tandem.service of each node."""
        for place, port in enumerate(self.ports):
            words = deploying.command("tandem.service")
            here = [re.sub(deploying.NODE, f"127.0.0.1:{port}", word) for word in words]
            self.start(f"node {place}", here)
        for port in self.ports:
            wait_for(partial(answers, f"http://127.0.0.1:{port}/healthz"), seconds=60)

    def start(self, name: str, command: list[str]) -> None:
        self.running[name] = subprocess.Popen(
            command, cwd=deploying.PROJECT, env=self.env, stdout=self.log, stderr=self.log
        )

    def end(self, name: str) -> None:
        """As systemd ends it."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(15)

    def visitor(self, source: str = "127.0.0.1") -> Person:
        """Somebody's browser at an address of this machine."""
        person = Person(self.url, trusts=self.trusts)
        person.open = urllib.request.build_opener(Stay, From(source, self.trusts)).open
        return person

    def sign_in(self) -> Person:
        """The first manager, by a mailed code."""
        person, before = self.visitor(), len(self.smtp.sent_to(MANAGER))
        assert person.send("/sign-in", mail=MANAGER)[0] == 303
        wait_for(lambda: len(self.smtp.sent_to(MANAGER)) > before)
        [code] = re.findall(r"\b\d{6}\b", self.smtp.sent_to(MANAGER)[-1].text)
        status, page = person.send("/sign-in/code", code=code)
        assert status == 303, page
        return person

    def stop(self) -> None:
        for name in list(self.running):
            self.end(name)
        self.caddy.stop()
        self.log.close()
        shutil.rmtree(self.folder)


class From(urllib.request.HTTPSHandler):
    """Asks from this address."""

    def __init__(self, source: str, trusts: ssl.SSLContext) -> None:
        super().__init__(context=trusts)
        self.connection = partial(
            http.client.HTTPSConnection, source_address=(source, 0), context=trusts
        )

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self.connection, request)  # type: ignore[arg-type]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False
