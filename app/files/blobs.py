"""Bytes under the name of their SHA-256, on disk or in any store that fsspec knows (FILES_URL).

What an S3 store needs besides comes from the environment: AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL.
"""

import contextlib
import hashlib
import logging
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from flask import current_app
from flask_babel import gettext as _

from app.errors import Away, Refused
from app.later import later

fsspec, log = later("fsspec.core"), logging.getLogger(__name__)
SHA256 = re.compile(r"[0-9a-f]{64}")
CHUNK = 1 << 20
S3: dict[str, Any] = {
    "use_listings_cache": False,  # another process writes and sweeps here too
    # Somebody waits: a store that is away is told after seconds, not after half a minute.
    "config_kwargs": {"connect_timeout": 3, "retries": {"max_attempts": 2}},
}


class Blobs:
    """One store. Writing a blob again only makes it younger, so that the sweep leaves it."""

    def __init__(self, url: str) -> None:
        options = S3 if url.startswith("s3:") else {}
        self.fs, self.root = fsspec.url_to_fs(url, **options)

    def put(self, source: Path) -> str:
        """Stores a file's bytes and gives their SHA-256; whole or not at all."""
        sha256 = digest(source)
        place = self._place(sha256)
        with answering():
            if "file" in _protocols(self.fs):
                _put_local(source, Path(place))
            else:
                self.fs.put_file(str(source), place)  # one PUT: an object store shows it whole
        return sha256

    def open(self, sha256: str) -> IO[bytes]:
        """Raises FileNotFoundError if there is none."""
        place = self._place(sha256)
        with answering():
            return cast(IO[bytes], self.fs.open(place, "rb"))

    def age(self, sha256: str) -> datetime:
        return _when(self.fs.info(self._place(sha256)))

    def remove(self, sha256: str) -> None:
        self.fs.rm_file(self._place(sha256))

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every blob with the instant at which it was last written."""
        for path, info in self.fs.find(self.root, detail=True).items():
            name = path.rpartition("/")[2]
            if SHA256.fullmatch(name):
                yield name, _when(info)

    def is_whole(self, sha256: str) -> bool:
        """Whether the blob is there and still what its name says."""
        try:
            with self.open(sha256) as opened:
                return hash_of(opened) == sha256
        except FileNotFoundError:
            return False

    def _place(self, sha256: str) -> str:
        if not SHA256.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return f"{self.root}/{sha256[:2]}/{sha256}"


@contextmanager
def answering() -> Iterator[None]:
    """A store that is full or away is told in words: what its client raises is no kind of OSError
    that one could name."""
    try:
        yield
    except (FileNotFoundError, Refused):
        raise
    except Exception as fault:
        log.exception("the file store")
        raise Away(
            _("Files cannot be stored or read just now. Please try again in a moment.")
        ) from fault


def blobs() -> Blobs:
    """The app's store."""
    return Blobs(str(current_app.config["FILES_URL"]))


def digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hash_of(opened)


def hash_of(opened: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := opened.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _put_local(source: Path, place: Path) -> None:
    """On disk before its name is: a row never names half a file, not even after a power cut."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with source.open("rb") as original, part.open("wb") as copy:
            shutil.copyfileobj(original, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(place)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _when(info: dict[str, Any]) -> datetime:
    """Disks say mtime in seconds, object stores LastModified."""
    found = info.get("LastModified") or info["mtime"]
    return found if isinstance(found, datetime) else datetime.fromtimestamp(found, UTC)
