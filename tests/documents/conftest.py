"""A text that two of the cast write, each with an editor of their own."""

from typing import Any

import pytest

from tests.documents.writing import Browser, new_document


@pytest.fixture
def document_id(pair: Any, cast: dict[str, Any]) -> int:
    return new_document(pair, cast["anna"])


@pytest.fixture
def anna(document_id: int, cast: dict[str, Any]) -> Browser:
    return Browser(document_id, cast["anna"].id, "a" * 32)


@pytest.fixture
def diego(document_id: int, cast: dict[str, Any]) -> Browser:
    return Browser(document_id, cast["diego"].id, "d" * 32)
