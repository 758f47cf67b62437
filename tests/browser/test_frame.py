"""A mail in its own layout: as high as it is, and unable to run anything or to lead the desk away."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from muhatap.conversations.models import Channel
from tests.browser.desk import Desk, mail_arrives

pytestmark = pytest.mark.browser

TALL = "<p style='height:40px'>Merhaba</p>" + "<div style='height:700px;background:#fee'>Katalog</div>"
# What a mail would hold if cleaning it had failed altogether.
HOSTILE = """<!doctype html><body><div class="mail" style="height:300px">
<script>top.document.title = parent.name = "ele geçti"; top.location = "https://kotu.example/script"</script>
<img src="data:image/png;base64,x" onerror="top.document.title='ele geçti'; top.location='https://kotu.example/image'">
<meta http-equiv="refresh" content="0;url=https://kotu.example/refresh">
<iframe srcdoc="<script>top.location='https://kotu.example/srcdoc'</script>"></iframe>
<a id="up" target="_top" href="https://kotu.example/top">yukarı</a>
<a id="run" href="javascript:top.document.title='ele geçti'">çalıştır</a>
<form action="/inbox/all/" method="get" target="_top"><button id="send">gönder</button></form>
</div></body>"""


def _open(desk: Desk, channel: Channel, html: str) -> None:
    letter = mail_arrives(channel, "Merhaba", html=html).message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")


def _height(page: Page) -> int:
    height: int = page.locator(".frame-place iframe").evaluate("frame => frame.offsetHeight")
    return height


def test_the_frame_is_as_high_as_the_mail(desk: Desk, mailbox_channel: Channel) -> None:
    _open(
        desk, mailbox_channel, TALL + "<details><summary>Koşullar</summary><p style='height:200px'>Uzun</p></details>"
    )
    desk.page.locator(".formatted summary").click()
    inside = desk.page.frame_locator(".frame-place iframe")
    expect(inside.get_by_text("Katalog")).to_be_visible()
    expect(desk.page.locator(".frame-place iframe")).to_have_attribute("style", re.compile("block-size"))
    folded = _height(desk.page)
    assert 740 < folded < 900
    assert inside.locator("html").evaluate("root => root.scrollHeight - root.clientHeight") == 0

    inside.get_by_text("Koşullar").click()

    # A fold that opens, as a picture that loads, changes the height afterwards.
    for _ in range(50):
        if _height(desk.page) > folded + 190:
            break
        desk.page.wait_for_timeout(100)
    assert folded + 190 < _height(desk.page) < folded + 260


def test_a_mail_without_end_scrolls_in_its_frame(desk: Desk, mailbox_channel: Channel) -> None:
    _open(desk, mailbox_channel, "<div style='height:90000px;background:#fee'>Sonsuz</div>")
    desk.page.locator(".formatted summary").click()

    expect(desk.page.locator(".frame-place iframe")).to_have_js_property("offsetHeight", 4000)


def test_the_frame_lets_nothing_run_even_if_the_mail_were_not_cleaned(desk: Desk, mailbox_channel: Channel) -> None:
    # A window of its own: what the policy refuses is told on the console, and here it has much to refuse.
    page = desk.page.context.new_page()
    away: list[str] = []
    page.on("request", lambda request: away.append(request.url) if "kotu.example" in request.url else None)

    def serve_it_raw(route: Route) -> None:
        route.fulfill(response=route.fetch(), body=HOSTILE)

    page.route("**/frame/", serve_it_raw)
    letter = mail_arrives(mailbox_channel, "Merhaba", html="<p>Merhaba</p>").message
    assert letter is not None
    page.goto(f"/conversations/{letter.conversation_id}/")
    title, address = page.title(), page.url
    page.locator(".formatted summary").click()
    inside = page.frame_locator(".frame-place iframe")
    for what in ("#run", "#send", "#up"):
        inside.locator(what).click()
    page.wait_for_timeout(700)

    assert (page.title(), page.url, away) == (title, address, [])
    expect(inside.locator("#up")).to_be_visible()
    assert page.evaluate("window.name") == ""


def test_a_link_in_a_mail_opens_beside_the_desk(desk: Desk, mailbox_channel: Channel) -> None:
    _open(desk, mailbox_channel, "<p><a href='https://kargo.example/8812' target='_top'>Kargom</a></p>")
    desk.page.context.route("https://kargo.example/**", lambda route: route.fulfill(body="kargo"))
    address = desk.page.url
    desk.page.locator(".formatted summary").click()

    with desk.page.expect_popup() as opened:
        desk.page.frame_locator(".frame-place iframe").get_by_text("Kargom").click()

    assert opened.value.url == "https://kargo.example/8812"
    assert opened.value.evaluate("window.opener") is None
    assert desk.page.url == address
