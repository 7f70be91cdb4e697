"""Why an update is not taken. Each says how the client should go on; none of them lost anything."""

from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """An update that was not stored. `status` and `code` are what the client is answered."""

    status = 400
    code = "refused"


class BadUpdate(Refusal):
    """Not an update at all, or one that the library chokes on."""

    code = "bad-update"


class Gap(Refusal):
    """It builds on something we never got: send all that `state`, our state vector, lacks."""

    status = 409
    code = "gap"

    def __init__(self, state: bytes) -> None:
        super().__init__("gap")
        self.state = state


class BatchReused(Refusal):
    """The same tab and batch number came with other bytes."""

    status = 409
    code = "batch-reused"


class SchemaTooOld(Refusal):
    """The editor in that browser is older than the text: it has to reload."""

    status = 409
    code = "schema"


class TooLarge(Refusal):
    status = 413
    code = "too-large"


class OtherPerson(Refusal):
    """These are the words of somebody else than who is signed in now."""

    status = 403
    code = "other-person"


class Busy(Refusal):
    """Not stored in time, or not yet: a repeat is recognised."""

    status = 503
    code = "busy"


class Unknown(Refusal):
    """There is no such document, or not any more."""

    status = 404
    code = "unknown"


@contextmanager
def careful() -> Iterator[None]:
    """Around every call of pycrdt with bytes from outside. It can panic, and a panic is a
    BaseException that `except Exception` does not catch."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, Refusal):
        raise
    except BaseException as fault:
        raise BadUpdate(str(fault)[:200]) from fault
