"""A lead writes a rule without a mouse, and a customer's mail is handed over before anybody reads it."""

import pytest
from playwright.sync_api import expect

from muhatap.conversations.models import Channel
from muhatap.rules.models import Rule
from muhatap.team.models import Agent, Team
from tests import make
from tests.browser.desk import Desk, mail_arrives
from tests.rules.desk import rule, work

pytestmark = pytest.mark.browser


def test_a_rule_is_written_by_keyboard_tried_and_at_work(desk: Desk, onur: Agent, mailbox_channel: Channel) -> None:
    team = Team.objects.create(name="Muhasebe")
    make.conversation(channel=mailbox_channel, subject="Ağustos FATURASI")
    page = desk.page
    desk.be(onur)
    desk.open("/settings/rules/new/")
    page.locator("#name").focus()
    page.keyboard.type("Faturalar")
    page.locator("#add-all").focus()
    page.keyboard.press("Enter")
    # The new row has the focus; its field and comparison are as most people want them.
    expect(page.locator("#all-0-field")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("fatura")
    page.locator("#add-do").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#do-0-act")).to_be_focused()
    page.locator("#do-0-act").select_option("team")
    expect(page.locator("#do-0-team")).to_be_visible()
    expect(page.locator("#do-0-act")).to_be_focused()
    page.locator("#do-0-team").select_option(str(team.pk))
    expect(page.locator("#rule-words")).to_contain_text(
        "Bir müşteri yazdığında, konu “fatura” içeriyorsa: Muhasebe ekibine ver."
    )
    page.locator("#try").press("Enter")
    expect(page.locator("#rule-trial")).to_contain_text("Son 1 görüşmenin 1 tanesinde işlerdi")
    page.get_by_role("button", name="Kaydet", exact=True).press("Enter")
    page.get_by_role("button", name="Kuralı aç").press("Enter")
    expect(page.get_by_role("switch", name="Faturalar")).to_be_checked()

    desk.listen()
    stored = mail_arrives(mailbox_channel, "Eylül faturasını bulamadım.", subject="Eylül faturası")
    work()
    # The list of rules counts along.
    expect(page.locator("#rules")).to_contain_text("Son yedi günde 1 kez çalıştı")
    assert stored.message is not None
    desk.open(f"/conversations/{stored.message.conversation_id}/")
    expect(page.locator("#conversation")).to_contain_text("“Faturalar” kuralı: Muhasebe ekibine verildi")


def test_rules_are_dragged_or_moved_by_button(desk: Desk, onur: Agent, mailbox_channel: Channel) -> None:
    for name in ("Bir", "İki", "Üç"):
        rule(name)
    page = desk.page
    desk.be(onur)
    desk.open("/settings/rules/")
    desk.listen()
    names = page.locator(".rule-head h2")
    last, first = page.locator(".rule-handle").nth(2).bounding_box(), page.locator(".rule-handle").nth(0).bounding_box()
    assert last
    assert first
    page.mouse.move(last["x"] + 5, last["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 5, first["y"] + 5, steps=8)
    page.mouse.up()
    expect(names).to_have_text(["Üç", "Bir", "İki"])

    down = page.get_by_role("button", name="“Üç” kuralını aşağı taşı")
    down.press("Enter")
    expect(names).to_have_text(["Bir", "Üç", "İki"])
    expect(down).to_be_focused()
    assert list(Rule.objects.values_list("name", flat=True)) == ["Bir", "Üç", "İki"]
