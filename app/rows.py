"""Rows of a form that people add and drop by buttons: stops, legs, stays to choose from. A button
brings the form back and stores nothing, so it works without JavaScript too."""

from typing import Any

from flask import request
from wtforms import FieldList


class Rows(FieldList):
    """Of forms that say themselves whether they are blank. `row` in the request is `add`, or
    `drop-2`."""

    def filled(self) -> list[Any]:
        return [entry.form for entry in self.entries if not entry.form.is_blank]

    def asked_for(self) -> bool:
        """Whether such a button was pressed; then the row is there, or gone."""
        what, _dash, place = request.form.get("row", "").partition("-")
        if what == "add" and len(self.entries) < self.max_entries:
            self.append_entry()
        elif what == "drop" and place.isdecimal() and int(place) < len(self.entries):
            self.entries.pop(int(place))
            self._compact_indices()
        return bool(what)

    def wrong(self) -> list[Any]:
        """The errors of its rows."""
        return [entry.errors for entry in self.entries if entry.errors]
