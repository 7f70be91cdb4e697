"""What others do to a text: saved with its plain form, from a page that stays as it is."""

from playwright.sync_api import Page

SAVE = """async ([id, before, after]) => {
  const url = `/documents/${id}/text`;
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
  const form = new URLSearchParams(new FormData(page.querySelector('form[action$="/text"]')));
  form.set('text', before === null ? after : form.get('text').replace(before, after));
  return (await fetch(url, {method: 'POST', body: form})).status;
}"""


def text_of(page: Page, section: str) -> int:
    """The id of the text of a section on this page."""
    found = page.get_by_role("article", name=section).locator("section.document")
    return int((found.get_attribute("id") or "").removeprefix("document-"))


def write(page: Page, text: int, words: str, *, instead_of: str | None = None) -> None:
    """Saves the text with these words, in place of all or of some of it."""
    assert page.evaluate(SAVE, [text, instead_of, words]) == 200
