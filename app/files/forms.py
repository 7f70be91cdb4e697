"""The field for files in other features' forms: what it takes is read before the form's rule."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import FileField, MultipleFileField
from wtforms.validators import ValidationError

from app.errors import Away, Refused
from app.files.kinds import ACCEPT, PROOFS, Kind
from app.files.store import Taken, take

MOST_FILES = 10


class UploadField(FileField):
    """A file that is checked and stored while the form is validated; then `taken` is set.

    Validate such a form before the first query of the request, or end the read first.
    """

    def __init__(
        self, label: str = "", validators: Any = (), *, kinds: tuple[Kind, ...] = PROOFS, **kw: Any
    ) -> None:
        super().__init__(label, validators, **kw)
        self.kinds = kinds
        self.taken: Taken | None = None
        self.render_kw: dict[str, Any] = {"accept": ACCEPT, **(self.render_kw or {})}

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The form may be made of request.form alone: the file is always among request.files."""
        given = request.files.get(self.name)
        self.data = given if isinstance(given, FileStorage) and given.filename else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        try:
            self.taken = take(
                self.data.stream, self.data.filename or "", self.data.mimetype, kinds=self.kinds
            )
        except (Away, Refused) as no:
            raise ValidationError(no.sentence) from no


class FilesField(MultipleFileField):
    """Several files, each checked and stored while the form is validated; then in `taken`.

    No transaction may be open then: previews are made, and that is slow.
    """

    def __init__(
        self, label: str = "", validators: Any = (), *, kinds: tuple[Kind, ...] = PROOFS, **kw: Any
    ) -> None:
        super().__init__(label, validators, **kw)
        self.kinds = kinds
        self.taken: list[Taken] = []
        self.render_kw: dict[str, Any] = {"accept": ACCEPT, **(self.render_kw or {})}

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [given for given in request.files.getlist(self.name) if given.filename]

    def pre_validate(self, _form: Any) -> None:
        if len(self.data or []) > MOST_FILES:
            raise ValidationError(_("Please send %(n)s files at a time at most.", n=MOST_FILES))
        for given in self.data or []:
            name = given.filename or ""
            try:
                self.taken.append(take(given.stream, name, given.mimetype, kinds=self.kinds))
            except (Away, Refused) as no:
                raise ValidationError(f"{name[:60]}: {no.sentence}") from no
