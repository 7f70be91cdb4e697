"""Libraries that few requests need and that take long to import: later("openpyxl") is the module,
imported when something of it is used for the first time. A server answers a second sooner for it.
"""

from importlib import import_module
from typing import Any


class _Later:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    return _Later(name)
