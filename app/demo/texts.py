"""What the people of the story wrote: notes of the visit and sections of the plan (data/texts)."""

from pathlib import Path

TEXTS = Path(__file__).parent / "data" / "texts"


def text(name: str) -> str:
    """In the signs of the plain form; nothing for no name."""
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8").strip() if name else ""
