"""The field for files in other features' forms: what it takes is read before the form's rule."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from app.errors import Refused
from app.files.kinds import ACCEPT, PROOFS, Kind
from app.files.store import Taken, take


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
        except Refused as no:
            raise ValidationError(no.sentence) from no
