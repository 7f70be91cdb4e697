"""Pandoc, run as a program of its own: in its sandbox (no file, no network), with a limit of memory
and of time. What goes in and comes out is bytes; what it means is for who calls."""

import os
import signal
import subprocess  # noqa: S404 - pandoc itself
import tempfile
from functools import cache

import pypandoc

SECONDS = 60  # of wall clock; a long plan takes one or two
MEMORY = "-M768M"


class Failed(Exception):
    """It could not read or write this: the program's own words, for the log and not for people."""


@cache
def program() -> str:
    return str(pypandoc.get_pandoc_path())


def run(data: bytes, *arguments: str, seconds: float = SECONDS) -> bytes:
    """Pandoc's answer to `data`: run(docx, "--from=docx", "--to=json"); Failed if it has none."""
    command = [program(), "+RTS", MEMORY, "-RTS", "--sandbox", "--output=-", *arguments]
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=empty,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": empty},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            out, said = process.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired as slow:
            raise Failed(f"no answer in {seconds} s") from slow
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
    if process.returncode:
        raise Failed(said.decode("utf-8", "replace")[-500:])
    return out
