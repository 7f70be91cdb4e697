"""Whether an update brings what no editor of ours makes: another root than the text's, or words and
values right below it. Yjs takes them, and then no editor can open the text, and no page sees past
them. Reads the update's bytes (Yjs, encoding 1); knows no Doc, and not what the words are."""

from app.documents.schema import ROOT

GC, DELETED, STRING, FORMAT, TYPE, ANY, SKIP = 0, 1, 4, 6, 7, 8, 10
ELEMENT, TEXT = 3, 6  # the only kinds of type in a text
FIXED = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}  # values and their bytes
INTEGER, WORDS, OBJECT, ARRAY, BUFFER = 125, 119, 118, 117, 116
DEEPEST = 8  # a mark's or an attribute's value


def foreign(update: bytes) -> bool:
    """Also True for what cannot be read."""
    try:
        return _Reader(update).has_foreign()
    except (IndexError, ValueError):
        return True


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self) -> int:
        found = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            found |= (byte & 127) << shift
            if byte < 128:
                return found
            shift += 7
            if shift > 63:  # a hostile one could be as long as the update
                raise ValueError

    def piece(self) -> bytes:
        size = self.number()
        found = self.data[self.at : self.at + size]
        if len(found) < size:
            raise ValueError
        self.at += size
        return found

    def has_foreign(self) -> bool:
        for _client in range(self.number()):
            structs = self.number()
            self.number()
            self.number()
            for _struct in range(structs):
                if self.struct():
                    return True
        return False

    def struct(self) -> bool:
        info = self.data[self.at]
        self.at += 1
        kind = info & 31
        if kind in (GC, SKIP):
            self.number()
            return False
        if kind not in (DELETED, STRING, FORMAT, TYPE, ANY):
            return True
        for flag in (128, 64):  # after which item, before which: a client and its clock
            if info & flag:
                self.number()
                self.number()
        # An item beside another is in the same parent, which is not said again.
        root = b"" if info & 192 else self.parent()
        named = bool(info & 32) and not info & 192 and bool(self.piece())
        kind_of_type = self.content(kind)
        if root and root != ROOT.encode():
            return True
        if root or named:
            return bool(root) and (named or kind_of_type not in (ELEMENT, None))
        return kind == TYPE and kind_of_type not in (ELEMENT, TEXT)

    def parent(self) -> bytes:
        """The name of the root; nothing where the parent is an item."""
        if self.number() == 1:
            return self.piece()
        self.number()
        self.number()
        return b""

    def content(self, kind: int) -> int | None:
        """What kind of type it is, -1 for words and values; None for what is deleted."""
        if kind == DELETED:
            self.number()
            return None
        if kind == TYPE:
            found = self.number()
            if found == ELEMENT:
                self.piece()
            return found
        if kind == ANY:
            for _value in range(self.number()):
                self.value()
        else:
            self.piece()
            if kind == FORMAT:
                self.piece()
        return -1

    def value(self, depth: int = 0) -> None:
        kind = self.data[self.at]
        self.at += 1
        if depth > DEEPEST:
            raise ValueError
        if kind in FIXED:
            self.at += FIXED[kind]
        elif kind == INTEGER:
            self.number()
        elif kind in (WORDS, BUFFER):
            self.piece()
        elif kind in (OBJECT, ARRAY):
            for _item in range(self.number()):
                if kind == OBJECT:
                    self.piece()
                self.value(depth + 1)
        else:
            raise ValueError
