"""What comes into a text otherwise than by typing, and what goes out with somebody who leaves."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.editing import PLAN, done, edit, status

pytestmark = pytest.mark.browser
BACK = 30_000
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', 'words');
  const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector('[data-editing] [role=textbox]').dispatchEvent(paste);
}"""
SIGN = (
    "<!--[if !supportLists]--><span style='mso-list:Ignore'>{}<span>&nbsp;</span></span>"
    "<!--[endif]-->"
)
WORD = f"""<html><head><style>p {{color: red}}</style></head><body>
<p class=MsoNormal><b><span style='color:#1F4E79'>Bold words</span></b> and
<i>slanted</i><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{SIGN.format("·")}First<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>{SIGN.format("o")}Inner</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{SIGN.format("·")}Second</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>{SIGN.format("1.")}Numbered</p>
<table class=MsoTableGrid border=1><tr><td style='border:solid'><p>cell one</p></td>
<td>cell two</td></tr></table>
<p onclick="alert(1)"><img src="file:///C:/x.png"><a href="javascript:alert(1)">bad</a>
<a href="https://soria.es" style="color:red" onclick="x()">good</a>
<script>alert(1)</script></p></body></html>"""
ROWS_LEFT = """() => new Promise((tell) => {
  const opening = indexedDB.open('tandem');
  opening.onsuccess = () => {
    const asked = opening.result.transaction('unsent').objectStore('unsent').count();
    asked.onsuccess = () => tell(asked.result);
  };
})"""
GOOGLE = """<b style="font-weight:normal" id="docs-internal-guid-1"><p>
<span style="font-weight:700">Heavy</span>
<span style="font-style:italic">slanted</span> <span style="font-weight:400">plain</span></p></b>"""


@pytest.fixture
def anna(visit_as) -> Page:
    return visit_as("anna", PLAN)


def test_word_is_pasted_clean(anna):
    box = edit(anna)
    anna.evaluate(PASTE, WORD)
    expect(box.locator("strong")).to_have_text("Bold words")
    expect(box.locator("em")).to_have_text("slanted")
    expect(box.locator("ul > li")).to_have_count(3)
    expect(box.locator("ul ul > li")).to_have_text("Inner")
    expect(box.locator("ol > li")).to_have_text("Numbered")
    expect(box.locator("td")).to_have_text(["cell one", "cell two"])
    expect(box.locator("a")).to_have_attribute("href", "https://soria.es")
    expect(box.locator("img:not([class]), script, [onclick]")).to_have_count(0)
    done(anna)
    assert "mso" not in anna.locator(".prose").first.inner_html().lower()


def test_google_docs_is_pasted_clean(anna):
    box = edit(anna)
    anna.evaluate(PASTE, GOOGLE)
    expect(box.locator("strong")).to_have_text("Heavy")
    expect(box.locator("em")).to_have_text("slanted")


def test_too_much_at_once_is_refused_with_a_sentence(anna):
    box = edit(anna)
    anna.keyboard.type("Before. ")
    anna.evaluate(f"({PASTE})('<p>' + 'x'.repeat(2_000_000) + '</p>')")
    expect(anna.get_by_text("Please paste it in parts.")).to_be_visible()
    expect(box).to_have_text("Before. ")


def test_a_picture_is_added_with_its_words_and_seen_by_readers(anna, visit_as, tmp_path: Path):
    Image.new("RGB", (640, 320), "navy").save(tmp_path / "square.png")
    box = edit(anna)
    anna.locator("[data-pick]").set_input_files(tmp_path / "square.png")
    anna.get_by_label("In a few words").fill("The market square")
    anna.get_by_role("button", name="Add the picture").click()
    expect(box.locator("img[alt='The market square']")).to_be_visible()
    done(anna)
    diego = visit_as("diego", PLAN)
    picture = diego.get_by_alt_text("The market square")
    expect(picture).to_be_visible()
    assert (
        picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") == 640
    )


def test_a_file_that_is_no_picture_is_refused(anna, tmp_path: Path):
    (tmp_path / "false.png").write_bytes(b"%PDF-1.7 not a picture")
    edit(anna)
    anna.locator("[data-pick]").set_input_files(tmp_path / "false.png")
    anna.get_by_role("button", name="Add the picture").click()
    expect(anna.locator("#notices")).to_contain_text("file")
    expect(anna.locator("[data-editing] img[src^='/files']")).to_have_count(0)


def test_an_old_page_after_an_update_keeps_its_words(anna):
    """The server's answer to an editor of yesterday's schema."""
    edit(anna)
    old = {"status": 409, "json": {"error": "schema", "schema_version": 99}}
    anna.route("**/updates?tab=*", lambda route: answer(route, old))
    anna.keyboard.type("Written on an old page.")
    expect(anna.get_by_text("Tandem has been updated.")).to_be_visible()
    expect(status(anna)).to_contain_text("Not sent (")
    anna.unroute("**/updates?tab=*")
    anna.get_by_role("button", name="Load the page again").click()
    expect(anna.locator("[data-say=sent]")).to_be_visible(timeout=BACK)
    anna.reload()
    expect(anna.locator(".prose").first).to_contain_text("Written on an old page.", timeout=BACK)


def answer(route: Route, how: dict) -> None:
    if route.request.method == "POST":
        route.fulfill(**how)
    else:
        route.fallback()


def test_signing_out_warns_of_unsent_words_and_takes_them_along(anna, site):
    edit(anna)
    anna.route("**/updates?tab=*", lambda route: answer(route, {"status": 401, "json": {}}))
    anna.keyboard.type("Not sent.")
    expect(status(anna)).to_contain_text("Not sent (")
    anna.on("dialog", lambda dialog: dialog.accept())  # the browser asks whether to leave
    anna.locator("form[data-forget] button").evaluate("button => button.click()")
    expect(anna.get_by_role("dialog")).to_contain_text("Some of your words are not sent yet")
    anna.get_by_role("dialog").get_by_role("button").first.click()
    anna.wait_for_url("**/sign-in**")
    assert anna.evaluate(ROWS_LEFT) == 0
