"""Takes the client's socket from the server, so that an open stream costs no thread.

Not in PEP 3333: gunicorn (gthread, sync) and werkzeug put the socket into environ. Where it is
missing, is TLS's or carries HTTP/2, there is nothing to take and threads serve the stream.
"""

import os
import socket
from typing import Any


def take(environ: dict[str, Any]) -> tuple[socket.socket, socket.socket] | None:
    """The client's socket, and the far end of the dummy which the server now holds instead.

    A plain dup is not enough: gunicorn closes with shutdown(), which ends the copy as well. The
    far end takes the server's own answer; close it once that is written.
    """
    held = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if type(held) is not socket.socket or not environ.get("SERVER_PROTOCOL", "").startswith(
        "HTTP/1."
    ):
        return None
    near, far = socket.socketpair()
    taken = socket.socket(fileno=os.dup(held.fileno()))
    os.dup2(near.fileno(), held.fileno(), inheritable=False)
    near.close()
    return taken, far
