"""What a page does with the stream, in a real browser, on the tests' own site."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.server import Server

pytestmark = pytest.mark.browser
BARS = """window.bars = 0; new MutationObserver(() => {
  window.bars += document.querySelectorAll('[data-notice]').length;
}).observe(document.body, {childList: true, subtree: true})"""
IDLE = "document.readyState === 'complete'"


class Room:
    """One browser with a person in it, and what the others do."""

    def __init__(self, server: Server, browser: Browser, person: int) -> None:
        self.server = server
        self.context = browser.new_context(viewport={"width": 800, "height": 600})
        self.context.set_default_timeout(5000)
        self.person = person
        self.wrong: list[str] = []
        self.streams: list[Any] = []
        self.context.on("request", lambda r: "/live?" in r.url and self.streams.append(r))
        self.context.on("console", lambda m: m.type == "error" and self.wrong.append(m.text))
        self.context.on("weberror", lambda e: self.wrong.append(str(e.error)))

    def open(self, query: str = "", *, clock: bool = False) -> Page:
        page = self.context.new_page()
        if clock:
            page.clock.install()
        page.goto(f"{self.server.url}/as/{self.person}")
        with page.expect_response(lambda r: "/live?" in r.url) if not self.streams else _nothing():
            page.goto(f"{self.server.url}/page?{query}")
        page.wait_for_function(IDLE)
        return page

    def change(self, region: str, words: str, by: str = "Ana", **more: str) -> None:
        self.server.post("/set", **{region: words})
        self.server.nudge(region, by=by, **more)

    def until_streams(self, count: int, page: Page) -> None:
        """So many joins, and no further one on their heels."""
        for _ in range(100):
            if len(self.streams) >= count:
                break
            page.wait_for_timeout(50)
        page.wait_for_timeout(300)
        assert len(self.streams) == count, [stream.url for stream in self.streams]

    def reads(self) -> list[str]:
        return list(json.loads(self.server.get("/reads")))


class _nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(LIVE_HEARTBEAT="2")
    yield one
    one.stop()


@pytest.fixture
def room(server: Server, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Room]:
    server.post("/reset")
    one = Room(server, browser, 100 + hash(request.node.name) % 1000)
    yield one
    one.context.close()


def words(page: Page, region: str) -> Any:
    return page.locator(f"#{region} > .words")


def bar(page: Page, region: str) -> Any:
    return page.locator(f"[data-notice={region}]")


def test_a_nudge_reads_its_region_within_a_second(room: Room) -> None:
    page = room.open()
    room.change("a", "second a")
    expect(words(page, "a")).to_have_text("second a", timeout=1000)
    room.change("c", "second c")
    expect(words(page, "c")).to_have_text("second c", timeout=1000)
    expect(words(page, "b")).to_have_text("first b")
    assert not room.wrong


def test_a_change_right_after_the_page_was_drawn_is_not_missed(room: Room) -> None:
    page = room.context.new_page()
    page.goto(f"{room.server.url}/as/{room.person}")
    page.route("**/js/live.js", lambda route: (room.change("a", "early a"), route.continue_()))
    page.goto(f"{room.server.url}/page")
    expect(words(page, "a")).to_have_text("early a")


def test_a_burst_is_read_once_and_a_child_with_its_parent(room: Room) -> None:
    page = room.open()
    before = len(room.reads())
    for _ in range(8):
        room.server.nudge("c")
        room.server.nudge("a")
    room.change("a", "after the burst")
    expect(words(page, "a")).to_have_text("after the burst")
    assert len(room.reads()) - before <= 5


def test_an_open_form_is_not_touched_and_show_lets_one_read(room: Room) -> None:
    page = room.open()
    page.fill("#text", "my words")
    page.click("h1")
    page.evaluate("window.form = document.getElementById('form')")
    room.server.post("/set", version="2")
    room.change("b", "second b")
    expect(bar(page, "b")).to_contain_text("Changed by Ana.")
    expect(words(page, "b")).to_have_text("first b")
    bar(page, "b").get_by_role("button", name="Show").click()
    expect(bar(page, "b")).to_contain_text("second b")
    assert page.input_value("#text") == "my words"
    assert page.input_value("[name=version]") == "1"
    assert page.evaluate("window.form === document.getElementById('form')")
    assert page.locator("#form").count() == 1
    expect(page.locator("#announcer")).to_have_text("Changed by Ana.")


def test_the_caret_stays_where_it_is(room: Room) -> None:
    page = room.open()
    page.fill("#in-c", "abcdef")
    page.evaluate("document.getElementById('in-c').setSelectionRange(2, 4)")
    room.change("c", "second c")
    expect(bar(page, "c")).to_be_visible()
    room.change("a", "second a")  # the parent is read; the child in which one types is not
    expect(words(page, "a")).to_have_text("second a")
    expect(words(page, "c")).to_have_text("first c")
    caret = "(({id, selectionStart: a, selectionEnd: b}) => [id, a, b])(document.activeElement)"
    assert page.evaluate(caret) == ["in-c", 2, 4]
    assert page.input_value("#in-c") == "abcdef"
    bar(page, "c").get_by_role("button", name="Show").click()
    expect(words(page, "c")).to_have_text("second c")
    expect(bar(page, "c")).to_have_count(0)


def test_a_selection_of_text_is_kept(room: Room) -> None:
    page = room.open()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#b > .words'))")
    room.change("b", "second b")
    expect(bar(page, "b")).to_be_visible()
    assert page.evaluate("String(getSelection())") == "first b"
    room.change("a", "second a")
    expect(words(page, "a")).to_have_text("second a")


@pytest.mark.parametrize("anchoring", ["auto", "none"])
def test_what_one_looks_at_does_not_move(room: Room, anchoring: str) -> None:
    """Also in a browser that does not see to it itself (Safari)."""
    page = room.open("tall=200")
    page.evaluate("how => document.documentElement.style.overflowAnchor = how", anchoring)
    page.evaluate("scrollTo({top: 1500, behavior: 'instant'})")
    page.wait_for_function("scrollY === 1500")
    middle = "document.elementFromPoint(400, 300)"
    page.evaluate(f"window.seen = {middle}")
    top = page.evaluate("window.seen.getBoundingClientRect().top")
    room.change("b", "much longer " * 400)
    expect(words(page, "b")).to_contain_text("much longer")
    page.wait_for_timeout(200)
    assert abs(page.evaluate("window.seen.getBoundingClientRect().top") - top) < 2
    assert page.evaluate("scrollY") > 1500


def test_our_own_answer_is_not_read_again(room: Room) -> None:
    page = room.open()
    before = len(room.reads())
    page.evaluate(BARS)
    page.fill("#text", "my own")
    page.click("#save")
    expect(words(page, "b")).to_have_text("my own")
    page.wait_for_timeout(400)
    assert room.reads()[before:] == ["a"]  # not in our answer, so it is read
    assert page.evaluate("window.bars") == 0  # nor said to be somebody's change
    assert page.input_value("#text") == ""  # sent and done: the form is free again
    page.click("h1")
    room.change("b", "theirs")
    expect(words(page, "b")).to_have_text("theirs")


def test_two_tabs_share_one_stream_and_the_other_takes_over(room: Room) -> None:
    first = room.open("topics=pair-1")
    second = room.open("topics=pair-1")
    assert len(room.streams) == 1
    other = room.open("topics=pair-2")
    room.until_streams(2, other)  # the third brings a topic: joined anew
    assert "pair-1" in room.streams[-1].url and "pair-2" in room.streams[-1].url
    room.change("a", "for two")
    for page in (first, second):
        expect(words(page, "a")).to_have_text("for two")
    first.close()
    room.until_streams(3, second)  # the new leader asks all tabs first: one join, not one for each
    assert "pair-1" in room.streams[-1].url and "pair-2" in room.streams[-1].url
    room.change("a", "from the next leader")
    expect(words(second, "a")).to_have_text("from the next leader")


def test_after_a_broken_stream_all_is_read_again(room: Room) -> None:
    page = room.open()
    room.server.post("/set", a="missed a")  # nobody is told
    room.server.post("/say/drop", person=room.person)
    room.server.get(f"/as/{room.person}")  # the session holds: it may come back
    expect(words(page, "a")).to_have_text("missed a", timeout=9000)


def test_signed_out_is_said_and_what_was_typed_stays(room: Room) -> None:
    page = room.open()
    page.fill("#text", "unsent words")
    room.server.post("/say/drop", person=room.person)
    expect(page.get_by_role("dialog")).to_contain_text("You have been signed out", timeout=9000)
    assert page.input_value("#text") == "unsent words"
    assert page.locator("#signed-out a").get_attribute("target") == "_blank"
    page.get_by_role("button", name="Back to this page").click()
    room.open().close()  # signs in again, in another tab
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("status", [403, 404])
def test_what_is_gone_says_so(room: Room, status: int) -> None:
    page = room.open()
    region = "b" if status == 403 else "a"
    room.server.post(f"/gone/{region}/{status}")
    room.server.nudge(region)
    expect(page.locator(f"#{region}")).to_have_text("This is no longer available.")


def test_without_locks_each_tab_has_its_own_stream(room: Room) -> None:
    room.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'locks', {value: null})"
    )
    first, second = room.open(), room.open()
    room.until_streams(2, second)
    room.change("a", "for both")
    for page in (first, second):
        expect(words(page, "a")).to_have_text("for both")


def test_where_the_stream_is_held_up_regions_are_asked_for_again(room: Room) -> None:
    page = room.context.new_page()
    page.goto(f"{room.server.url}/as/{room.person}")
    page.route("**/live?*", lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}))
    page.clock.install()
    page.goto(f"{room.server.url}/page")
    page.wait_for_function(IDLE)
    page.clock.run_for(3000)
    room.server.post("/set", a="asked for")
    page.clock.run_for(21000)
    expect(words(page, "a")).to_have_text("asked for")


def test_a_lost_connection_is_said_and_its_return_too(room: Room) -> None:
    page = room.open(clock=True)
    page.fill("#text", "still typing")
    room.context.set_offline(True)
    room.server.post("/say/drop", person=room.person)
    room.server.get(f"/as/{room.person}")
    for _ in range(40):
        page.clock.run_for(1000)
        page.wait_for_timeout(20)
        if page.locator("#away").is_visible():
            break
    expect(page.locator("#away")).to_contain_text("No connection")
    room.server.post("/set", a="meanwhile")
    room.context.set_offline(False)
    expect(words(page, "a")).to_have_text("meanwhile")
    expect(page.locator("#away")).to_be_hidden()
    assert page.input_value("#text") == "still typing"


def test_what_matters_is_announced(room: Room) -> None:
    room.server.post("/set", **{"a-say": "The agenda has changed."})
    page = room.open()
    room.change("a", "second a")
    expect(page.locator("#announcer")).to_have_text("The agenda has changed.")
