"""Whether an update builds on something that is not there. pycrdt keeps such an update aside and
silently drops it from the next snapshot, so it must never be stored. Pure functions on bytes."""

from pycrdt import Decoder, get_update

NOTHING = b"\x00\x00"  # an update without content


def clocks(state: bytes) -> dict[int, int]:
    """A state vector read: how much is known of each client's writing."""
    reader = Decoder(state)
    return {reader.read_var_uint(): reader.read_var_uint() for _ in range(reader.read_var_uint())}


def missing(update: bytes, state: bytes) -> bool:
    """After `update` was applied and `state` is the result: did a part of it not get in?

    What is left of the update beyond the state begins with the number of its insertions, then
    lists what it deletes. An insertion left over is a gap, as is the deletion of what was never
    seen.
    """
    left = Decoder(get_update(update, state))
    if left.read_var_uint() != 0:
        return True
    deleted = left.read_var_uint()
    # Hundreds of browsers may have written in a text: read only where something is deleted.
    known = clocks(state) if deleted else {}
    for _ in range(deleted):
        client = left.read_var_uint()
        for _ in range(left.read_var_uint()):
            if left.read_var_uint() + left.read_var_uint() > known.get(client, 0):
                return True
    return False


def covers(state: bytes, other: bytes) -> bool:
    known = clocks(state)
    return all(known.get(client, 0) >= clock for client, clock in clocks(other).items())
