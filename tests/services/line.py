"""A line to a server on loopback, as networks have them: it is cut after so many seconds, whatever
is on it, or it falls silent and says no word of it."""

import contextlib
import socket
import threading


class Line:
    """`lasts`: seconds after which each new connection is cut; 0: it lasts. `cuts` counts them."""

    def __init__(self, port: int, lasts: float = 0.0) -> None:
        self.lasts, self.cuts = lasts, 0
        self._to = port
        self._flows = threading.Event()
        self._flows.set()
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port = self._ear.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._flows.clear()

    def heal(self) -> None:
        self._flows.set()

    def stop(self) -> None:
        self._flows.set()
        with contextlib.suppress(OSError):
            self._ear.shutdown(socket.SHUT_RDWR)
        self._ear.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=self._ear.accept(), daemon=True).start()

    def _serve(self, near: socket.socket, _address: object) -> None:
        with near, contextlib.suppress(OSError), self._connected() as far:
            timer = threading.Timer(self.lasts, self._cut, (near, far))
            timer.daemon = True
            if self.lasts:
                timer.start()
            back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
            back.start()
            self._pump(near, far)
            back.join()
            timer.cancel()

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._to))

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _cut(self, *ends: socket.socket) -> None:
        self.cuts += 1
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
