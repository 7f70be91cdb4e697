"""Runs preview.py in a process of its own and waits for it, within limits of time and number."""

import json
import os
import signal
import subprocess  # noqa: S404 - our own program, given a path of our own making
import sys
import threading
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.errors import Refused

PROGRAM = Path(__file__).with_name("preview.py")
WALL = 30  # seconds, for a machine that is busy with other things too
WAIT = 30
AT_ONCE = threading.BoundedSemaphore(2)  # each may use a gigabyte


def previews(family: str, source: Path, folder: Path) -> dict[str, Any]:
    """The number of pages, and of each preview its size; the pictures are in the folder.

    Refused with a sentence where the file is locked, too large inside, or stops the program.
    """
    if not AT_ONCE.acquire(timeout=WAIT):
        raise Refused(_("Many files are being read just now. Please try again in a moment."))
    try:
        answer = _run([family, str(source), str(folder)])
    finally:
        AT_ONCE.release()
    if "previews" not in answer:
        raise Refused(_sentence(str(answer.get("no"))))
    return answer


def _run(arguments: list[str]) -> dict[str, Any]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(PROGRAM), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    try:
        written, _errors = process.communicate(timeout=WALL)
        found = json.loads(written)
    except (subprocess.TimeoutExpired, ValueError):
        return {"no": "unreadable"}
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return found if isinstance(found, dict) and process.returncode == 0 else {"no": "unreadable"}


def _sentence(reason: str) -> str:
    if reason == "locked":
        return str(_("This PDF is locked with a password. Please give it without one."))
    if reason == "too_many_pixels":
        return str(
            _("This picture is too large: at most 12,000 pixels a side and 50 million in all.")
        )
    return str(_("This file could not be read. Please save it anew, or take a photo of it."))
