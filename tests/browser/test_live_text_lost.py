"""Nothing typed is lost: no network, no session, no server, a closed tab, a proxy that holds
streams back."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.editing import PLAN, done, edit, kept, same, status, to_end
from tests.services.holding_proxy import HoldingProxy
from tests.services.line import Line

pytestmark = pytest.mark.browser
BACK = 30_000  # milliseconds in which everything has come right again by itself
OVERVIEW = "/pairs/cologne-soria"


@pytest.fixture(autouse=True)
def _losses_are_expected(monkeypatch):
    """The browser says so in its console where a network is gone."""
    known = (
        "ERR_INTERNET_DISCONNECTED",
        "ERR_CONNECTION",
        "ERR_EMPTY",
        "Failed to fetch",
        "status of 401",
    )
    monkeypatch.setattr(
        "tests.browser.conftest.EXPECTED",
        (*known, "status of 403", "status of 404", "status of 400"),
    )


def kill(site) -> None:
    """The server and its worker, without a word: kill -9."""
    workers = ["ps", "-o", "pid=", "--ppid", str(site.process.pid)]
    for pid in subprocess.run(workers, capture_output=True, check=True, text=True).stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    site.process.kill()
    site.process.wait()


def test_offline_typing_and_back(visit_as):
    anna, diego = visit_as("anna", PLAN), visit_as("diego", PLAN)
    a, b = edit(anna), edit(diego)
    anna.keyboard.type("On the platform. ")
    expect(b).to_contain_text("On the platform.")
    anna.context.set_offline(True)
    anna.keyboard.type("In the train. ")
    expect(status(anna)).to_contain_text("Not sent (")
    to_end(diego)
    diego.keyboard.type("Meanwhile in Soria.")
    expect(status(diego)).to_have_text("Saved")
    anna.context.set_offline(False)
    for box in (a, b):
        expect(box).to_contain_text("On the platform.", timeout=BACK)
        expect(box).to_contain_text("In the train. ", timeout=BACK)
        expect(box).to_contain_text("Meanwhile in Soria.", timeout=BACK)
        assert box.inner_text().count("train") == 1
    expect(status(anna)).to_have_text("Saved", timeout=BACK)
    same(a, b)


def test_a_session_that_ended_keeps_the_words_until_one_is_signed_in_again(visit_as, site):
    anna, diego = visit_as("anna", PLAN), visit_as("diego", PLAN)
    edit(anna)
    b = edit(diego)
    anna.keyboard.type("Before. ")
    expect(b).to_contain_text("Before.")
    anna.context.clear_cookies()
    anna.keyboard.type("After the session ended.")
    expect(anna.locator("[data-say=signed-out]")).to_be_visible(timeout=BACK)
    expect(status(anna)).to_contain_text("Not sent (")
    anna.context.add_cookies([site.cookie("anna")])  # signed in again, in another tab
    anna.evaluate("dispatchEvent(new Event('focus'))")  # as when one comes back from that tab
    expect(b).to_contain_text("After the session ended.", timeout=BACK)
    expect(status(anna)).to_have_text("Saved", timeout=BACK)


def test_somebody_else_who_signs_in_here_sends_nobodys_words(visit_as, site):
    anna = visit_as("anna", PLAN)
    edit(anna)
    anna.context.clear_cookies()
    anna.keyboard.type("Words of Anna.")
    expect(anna.locator("[data-say=signed-out]")).to_be_visible(timeout=BACK)
    anna.context.add_cookies([site.cookie("lena")])
    anna.evaluate("dispatchEvent(new Event('focus'))")  # as when one comes back from that tab
    kept = anna.locator("[data-kept]")
    expect(kept).to_have_value("Words of Anna.", timeout=BACK)
    diego = visit_as("diego", PLAN)
    expect(diego.get_by_text("Words of Anna.")).to_have_count(0)


def test_a_server_that_dies_and_a_tab_that_closes_lose_nothing(visit_as, site):
    anna, diego = visit_as("anna", PLAN), visit_as("diego", PLAN)
    a, b = edit(anna), edit(diego)
    anna.keyboard.type("Acknowledged. ")
    expect(status(anna)).to_have_text("Saved")
    kill(site)
    anna.keyboard.type("Typed while the server was down.")
    expect(status(anna)).to_contain_text("Not sent (", timeout=BACK)
    kept(anna, a, "Typed while the server was down.")
    context: BrowserContext = anna.context
    anna.close()
    site.start()
    later = context.new_page()
    later.goto(site.url + OVERVIEW)
    expect(later.locator("[data-say=sent]")).to_contain_text("has been sent now", timeout=BACK)
    expect(b).to_contain_text("Acknowledged. Typed while the server was down.", timeout=2 * BACK)
    later.goto(site.url + PLAN)
    assert later.locator(".prose").first.inner_text().count("Typed while") == 1


@pytest.fixture
def removed(visit_as):
    """A contributor who writes in the editor of her note, and what removes her."""
    lena = visit_as("lena", f"{OVERVIEW}/notes/new")
    lena.get_by_label("Title").fill("What we saw")
    lena.get_by_role("button", name="Start the note").click()
    edit(lena)
    maria = visit_as("maria", f"{OVERVIEW}/people")

    def remove() -> None:
        maria.get_by_role("button", name="Remove Lena").click()
        maria.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(maria.get_by_role("button", name="Remove Lena")).to_have_count(0)

    return lena, remove


def test_a_member_who_is_removed_keeps_the_words_for_copying(removed):
    lena, remove = removed
    lena.keyboard.type("Stored. ")
    expect(status(lena)).to_have_text("Saved")
    lena.context.set_offline(True)
    lena.keyboard.type("Not yet sent.")
    expect(status(lena)).to_contain_text("Not sent (")
    remove()
    lena.context.set_offline(False)
    expect(lena.locator("[data-kept]")).to_have_value(re.compile(r"Not yet sent\."), timeout=BACK)
    expect(lena.locator("[data-editing]")).to_have_count(0)


def test_the_editor_of_a_removed_member_closes_at_once(removed):
    lena, remove = removed
    remove()
    expect(lena.locator("[data-editing]")).to_have_count(0, timeout=3000)


@pytest.fixture
def proxy(site) -> Iterator[HoldingProxy]:
    proxy = HoldingProxy(site.port)
    yield proxy
    proxy.stop()


def behind(url, browser, site):
    """Anna and Diego, each with the editor open, on the other side of what stands at `url`."""
    boxes, pages = [], []
    for name in ("anna", "diego"):
        context = browser.new_context()
        context.add_cookies([site.cookie(name)])
        page = context.new_page()
        page.goto(url + PLAN)
        pages.append(page)
        boxes.append(edit(page))
    return pages, boxes


def test_behind_a_proxy_that_holds_streams_two_write_all_the_same(browser, site, proxy):
    (anna, diego), boxes = behind(proxy.url, browser, site)
    anna.wait_for_timeout(6000)  # no word in five seconds: polls
    anna.keyboard.type("Through the proxy. ")
    expect(boxes[1]).to_contain_text("Through the proxy.", timeout=5000)
    to_end(diego)
    diego.keyboard.type("And back.")
    expect(boxes[0]).to_contain_text("And back.", timeout=5000)
    same(*boxes)
    polls = [path for path in proxy.asked if path.startswith("/live") and "wait=" in path]
    assert 2 <= len(polls) < 120, "it polls, and not in a hurry"
    for page in (anna, diego):
        done(page)
        page.context.close()


@pytest.fixture
def line(site) -> Iterator[Line]:
    line = Line(site.port)
    yield line
    line.stop()


def test_where_each_connection_is_cut_two_write_all_the_same(browser, site, line):
    """After two seconds here, after thirty in some networks."""
    line.lasts = 4
    (anna, diego), boxes = behind(line.url, browser, site)
    line.lasts = 2
    for turn in range(3):
        cuts = line.cuts
        anna.keyboard.type(f"Anna {turn}. ")
        expect(boxes[1]).to_contain_text(f"Anna {turn}.", timeout=BACK)
        to_end(diego)
        diego.keyboard.type(f"Diego {turn}. ")
        expect(boxes[0]).to_contain_text(f"Diego {turn}.", timeout=BACK)
        while line.cuts < cuts + 2:
            anna.wait_for_timeout(50)
    for page, box in zip((anna, diego), boxes, strict=True):
        expect(status(page)).to_have_text("Saved", timeout=BACK)
        for turn in range(3):
            assert box.inner_text().count(f"Anna {turn}.") == 1
            assert box.inner_text().count(f"Diego {turn}.") == 1
    same(*boxes)
    for page in (anna, diego):
        page.context.close()
