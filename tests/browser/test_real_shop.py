"""From the mail to the refund with a real shop: what an agent does beside the reply is in the shop, once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations.models import Channel
from muhatap.orders import actions
from muhatap.orders.models import OrderAct
from tests.browser.desk import Desk, mail_arrives
from tests.servers import npm, vendure

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def shop_there() -> Iterator[vendure.Vendure]:
    try:
        with vendure.running() as shop:
            yield shop
    except npm.NotInstalled as reason:
        pytest.skip(f"Vendure: {reason}")


def test_where_is_my_order(desk: Desk, mailbox_channel: Channel, shop_there: vendure.Vendure, settings: Any) -> None:
    settings.SHOPS_MAY_STAY_INSIDE = True
    bought = shop_there.buy({"SRH-2": 2}, email="zeynep@example.com")
    shop_there.ship(bought, tracking="104512887341")
    shop = actions.connect(
        kind="vendure",
        brand=mailbox_channel.brand,
        name="Vendure",
        by=None,
        now=timezone.now(),
        settings={"address": f"{shop_there.address}/admin-api", "user": vendure.USER},
        keys={"password": vendure.PASSWORD},
    )
    assert actions.check(shop) == []
    actions.read_changes(shop.pk)
    mail_arrives(mailbox_channel, f"{bought.code} numaralı siparişim nerede?", subject="Kargom")
    desk.open("/inbox/unassigned/")
    desk.listen()
    desk.read("Kargom")

    card = desk.page.locator("#orders-beside .order", has_text=bought.code)
    expect(card.get_by_role("link", name="104512887341")).to_be_visible()
    for kind, button in (("Yeniden gönder", "Yeniden gönder"), ("Para iadesi", "Para iadesi: ")):
        card.get_by_role("link", name=kind).click()
        dialog = desk.page.get_by_role("dialog")
        dialog.locator(".act-count input").first.fill("1")
        dialog.get_by_label("Neden").fill("Kargoda kayboldu")
        dialog.get_by_role("button", name=button).dblclick()
        expect(dialog).to_have_count(0)
        for act in OrderAct.objects.filter(state="asked"):
            actions.perform(act.pk)
        expect(desk.page.locator(".event", has_text="numaralı sipariş için yapıldı").last).to_be_visible()

    expect(card.locator(".act.olive")).to_have_count(2)
    expect(desk.page.locator(".event", has_text="numaralı sipariş için yapıldı")).to_have_count(2)
    assert len(shop_there.refunds(bought.id)) == 1
    again = OrderAct.objects.get(kind="reship")
    assert [order["code"] for order in shop_there.newest() if order["id"] != bought.id] == [again.called]
