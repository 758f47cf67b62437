"""Why a customer wrote: chosen, changed, not known yet; the list, planted, merged and put away; asked at closing."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from muhatap.causes import actions, queries, seeds
from muhatap.causes.models import Choice, Department, Heard, Manner, Reason, State
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Status
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.promises import actions as promises
from muhatap.promises.models import Promise
from muhatap.team.models import Agent
from tests import make
from tests.causes import desk
from tests.causes.desk import NOW, TODAY

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WHY = {"HX-Request": "true", "HX-Target": "why"}
WHOLE = {"HX-Request": "true", "HX-Target": "conversation"}
TO_ZEYNEP = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_, at=NOW - HOUR)


@pytest.fixture
def waits(db: None) -> Reason:
    return desk.reason("Kargo aktarmada bekliyor")


@pytest.fixture
def damaged(db: None) -> Reason:
    return desk.reason("Yolda zarar görmüş")


@pytest.fixture
def asking(waits: Reason) -> Manner:
    """The desk asks whoever closes."""
    return Manner.objects.create(is_reason_asked=True)


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


def choose(conversation: Conversation, reason: Reason | None, by: Agent, **fields: Any) -> Choice:
    return actions.choose(conversation, reason=reason, by=by, now=NOW, **fields)


def said(conversation: Conversation) -> list[tuple[int | None, int | None]]:
    events = Event.objects.filter(subject=f"conversation:{conversation.pk}", name="ReasonChosen").order_by("pk")
    return [(event.data["was_id"], event.data["reason_id"]) for event in events]


def counted(cause: Any) -> int:
    cause.refresh_from_db()
    assert cause.evidence_count == Heard.objects.filter(cause=cause).count()
    return int(cause.evidence_count)


def test_a_reason_is_chosen_and_changed(asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent) -> None:
    choose(asked, waits, elif_)
    choose(asked, waits, elif_)
    choose(asked, damaged, elif_)
    choose(asked, None, elif_)

    one = Choice.objects.get()
    assert (one.conversation, one.reason, one.by, one.heard_at) == (asked, None, elif_, asked.opened_at)
    assert said(asked) == [(None, waits.pk), (waits.pk, damaged.pk), (damaged.pk, None)]


def test_what_the_desk_had_guessed_stands_beside_it(
    asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent
) -> None:
    guessed = actions.Guessed(reason_ids=(damaged.pk, waits.pk), certainty=0.7)

    def kept() -> tuple[int | None, float | None, int | None]:
        one = Choice.objects.get()
        return one.guess_id, one.certainty, one.rank

    choose(asked, waits, elif_, guessed=guessed)
    assert kept() == (damaged.pk, 0.7, 2)
    choose(asked, desk.reason("Bedeni olmadı"), elif_, guessed=guessed)
    assert kept() == (damaged.pk, 0.7, 0), "not among the three"
    choose(asked, None, elif_, guessed=guessed)
    assert kept() == (damaged.pk, 0.7, None), "not known is no wrong guess"
    choose(asked, waits, elif_)
    assert kept() == (None, None, None)


def test_what_gathers_a_reason_counts_and_lets_go(
    asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent
) -> None:
    hub, box = (desk.cause(elif_, name, reason=why, gathers=True) for name, why in (("A", waits), ("B", damaged)))
    apart = desk.cause(elif_, "Toplamaz", reason=waits)

    choose(asked, waits, elif_)
    assert (counted(hub), counted(box), counted(apart)) == (1, 0, 0)
    choose(asked, damaged, elif_)
    assert (counted(hub), counted(box)) == (0, 1)
    choose(asked, None, elif_)
    assert (counted(hub), counted(box)) == (0, 0)
    assert hub.last_heard_at is None


def test_what_a_person_joined_stays_whatever_the_reason_is(
    asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent
) -> None:
    hub = desk.cause(elif_, reason=waits, gathers=True, conversation=asked)

    choose(asked, waits, elif_)
    choose(asked, damaged, elif_)

    assert counted(hub) == 1


def test_only_its_brand_and_only_what_is_on_its_way_gathers(asked: Conversation, waits: Reason, elif_: Agent) -> None:
    other = desk.cause(elif_, "Başka markanın", reason=waits, gathers=True, brand=make.brand("Başka"))
    none = desk.turned(desk.cause(elif_, "Değilmiş", reason=waits, gathers=True), State.DISMISSED, by=elif_)
    proposed = desk.cause(None, "Önerilen", reason=waits, gathers=True)
    everyone, own, fixed = (
        desk.cause(elif_, "Herkesin", reason=waits, gathers=True),
        desk.cause(elif_, "Kendi markasının", reason=waits, gathers=True, brand=asked.brand),
        desk.turned(desk.cause(elif_, "Düzeldi", reason=waits, gathers=True), State.FIXED, by=elif_, on=TODAY),
    )

    choose(asked, waits, elif_)

    assert [counted(each) for each in (other, none, proposed)] == [0, 0, 0]
    assert [counted(each) for each in (everyone, own, fixed)] == [1, 1, 1]


def test_what_begins_to_gather_counts_the_past(
    asked: Conversation, waits: Reason, elif_: Agent, mailbox_channel: Channel, browser: Client
) -> None:
    spam, deleted, merged, old, elsewhere = (
        make.conversation(channel=mailbox_channel, at=NOW - timedelta(days=days)) for days in (1, 2, 3, 300, 4)
    )
    for each in (asked, spam, deleted, merged, old):
        choose(each, waits, elif_)
    conversations.mark_as_spam(spam, by=elif_)
    conversations.delete(deleted, by=elif_, now=NOW)
    conversations.merge(merged, into=elsewhere, by=elif_)
    cause = desk.cause(elif_, reason=waits, conversation=asked)

    for _ in range(2):
        actions.gather_past(cause, since=NOW - timedelta(days=180), now=NOW)

    # What was merged lives on in another, which took its reason along.
    assert set(cause.evidence.values_list("conversation", flat=True)) == {asked.pk, elsewhere.pk}
    assert counted(cause) == 2


def test_a_cause_that_is_opened_gathering_counts_the_past(
    asked: Conversation, waits: Reason, elif_: Agent, mailbox_channel: Channel, browser: Client
) -> None:
    before = make.conversation(channel=mailbox_channel)
    choose(before, waits, elif_)

    form = {"name": "Aktarma", "reason": waits.pk, "gathers": "on"}
    browser.post(f"/conversations/{asked.pk}/why/cause/", form, headers=WHY)

    (cause,) = queries.board(elif_)
    assert set(cause.evidence.values_list("conversation", flat=True)) == {asked.pk, before.pk}


def test_the_list_is_planted_once(deniz: Agent) -> None:
    count = actions.plant(by=deniz, language="tr")
    put_away = Reason.objects.get(seed="thanks")
    actions.put_away(put_away, by=deniz)
    Reason.objects.filter(seed="idea").update(name_tr="Fikri var")

    assert count == sum(len(group.reasons) for group in seeds.GROUPS)
    assert actions.plant(by=deniz, language="en") == 0
    assert Reason.objects.count() == count + len(seeds.GROUPS)
    assert Department.objects.count() == len(seeds.DEPARTMENTS)
    assert len(queries.leaves()) == count - 1
    assert Reason.objects.get(seed="idea").name_tr == "Fikri var"
    assert not Reason.objects.filter(name_tr="").exists()
    assert not Reason.objects.filter(name_en="").exists()


def test_what_went_missing_is_planted_again(deniz: Agent) -> None:
    actions.plant(by=deniz, language="tr")
    Reason.objects.get(seed="thanks").delete()

    assert actions.plant(by=deniz, language="tr") == 1
    assert Reason.objects.get(seed="thanks").parent == Reason.objects.get(seed="after")


def test_two_reasons_become_one(
    asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent, onur: Agent, mailbox_channel: Channel
) -> None:
    other = make.conversation(channel=mailbox_channel)
    choose(asked, waits, elif_)
    choose(other, damaged, elif_)
    gathering = desk.cause(elif_, reason=damaged, gathers=True)
    former = desk.cause(elif_, "Eski", reason=waits)
    assert actions.gather_past(gathering, since=NOW - timedelta(days=9), now=NOW) == 1

    assert actions.merge_reasons(waits, into=damaged, by=onur) == 1

    assert set(Choice.objects.values_list("reason", flat=True)) == {damaged.pk}
    assert [each.pk for each in queries.leaves()] == [damaged.pk]
    former.refresh_from_db()
    assert former.reason == damaged
    assert counted(gathering) == 2, "what gathers one of them counts both"


def test_what_is_put_away_cannot_be_chosen_and_keeps_what_it_has(
    asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent, onur: Agent, browser: Client
) -> None:
    choose(asked, waits, elif_)

    actions.put_away(waits, by=onur)
    assert [each.pk for each in queries.leaves()] == [damaged.pk]
    assert Choice.objects.get().reason == waits
    browser.post(f"/conversations/{asked.pk}/why/reason/", {"reason": damaged.pk}, headers=WHY)
    browser.post(f"/conversations/{asked.pk}/why/reason/", {"reason": waits.pk}, headers=WHY)
    assert Choice.objects.get().reason == damaged

    actions.put_away(waits, by=onur, is_archived=False)
    assert len(queries.leaves()) == 2


def test_one_key_says_why(asked: Conversation, waits: Reason, browser: Client) -> None:
    place = f"/conversations/{asked.pk}/why/reason/"
    beside = browser.get(f"/conversations/{asked.pk}/why/", headers=WHY).content.decode()
    assert 'data-hotkey="v"' in beside

    dialog = browser.get(place, headers={"HX-Request": "true", "HX-Target": "dialogs"}).content.decode()
    assert f'value="{waits.pk}"' in dialog
    after = unescape(browser.post(place, {"reason": waits.pk}, headers=WHY).content.decode())

    assert "<b>Kargo aktarmada bekliyor</b>" in after
    assert "Elif" in unescape(browser.get(f"/conversations/{asked.pk}/").content.decode())
    assert "Henüz bilinmiyor" in unescape(browser.post(place, {"reason": "unknown"}, headers=WHY).content.decode())
    assert Choice.objects.get().reason is None


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "1\0", "٣", "9" * 30, "9" * 6000, "<script>", "1e3"])
def test_a_reason_that_is_none_changes_nothing(asked: Conversation, waits: Reason, browser: Client, sent: str) -> None:
    for act in ("reason", "closing"):
        answer = browser.post(f"/conversations/{asked.pk}/why/{act}/", {"reason": sent}, headers=WHY)
        assert answer.status_code == 200
    assert not Choice.objects.exists()


@pytest.mark.parametrize("sent", ["0", "9" * 30, "9" * 6000, "٣"])
def test_a_cause_that_is_none_is_not_there(asked: Conversation, browser: Client, sent: str) -> None:
    answer = browser.post(f"/conversations/{asked.pk}/why/cause/", {"cause": sent}, headers=WHY)

    assert answer.status_code == 404
    assert not Heard.objects.exists()


def test_another_brand_s_conversation_is_not_there(asked: Conversation, waits: Reason) -> None:
    stranger = make.agent("Yabancı")
    stranger.brands.add(make.brand("Başka"))
    client = Client()
    client.force_login(stranger)

    for place in ("", "reason/", "cause/"):
        assert client.get(f"/conversations/{asked.pk}/why/{place}").status_code == 404
    assert client.post(f"/conversations/{asked.pk}/why/reason/", {"reason": waits.pk}).status_code == 404
    assert client.post(f"/conversations/{asked.pk}/why/closing/", {"reason": waits.pk}).status_code == 404
    assert not Choice.objects.exists()


def test_whoever_closes_is_asked_once(asked: Conversation, asking: Manner, waits: Reason, elif_: Agent) -> None:
    with pytest.raises(conversations.NotSaid):
        conversations.close(asked, by=elif_, now=NOW)
    choose(asked, None, elif_)

    assert conversations.close(asked, by=elif_, now=NOW).is_closed


def test_what_closes_by_itself_is_not_asked(asked: Conversation, asking: Manner) -> None:
    assert conversations.close(asked, by=None, now=NOW).is_closed


def test_nobody_is_asked_who_has_nothing_to_choose_from(asked: Conversation, elif_: Agent) -> None:
    Manner.objects.create(is_reason_asked=True)

    assert conversations.close(asked, by=elif_, now=NOW).is_closed


def test_spam_is_not_asked_about(asked: Conversation, asking: Manner, elif_: Agent) -> None:
    conversations.mark_as_spam(asked, by=elif_)

    assert conversations.close(asked, by=elif_, now=NOW).is_closed


def test_closing_asks_and_then_closes(asked: Conversation, asking: Manner, waits: Reason, browser: Client) -> None:
    back = browser.post(f"/conversations/{asked.pk}/closure/", headers=WHOLE)
    assert back["HX-Retarget"] == "#dialogs"
    assert "Kargo aktarmada bekliyor" in unescape(back.content.decode())

    browser.post(f"/conversations/{asked.pk}/why/closing/", {"reason": waits.pk}, headers=WHOLE)

    assert Conversation.objects.get(pk=asked.pk).is_closed
    assert Choice.objects.get().reason == waits


def test_a_promise_and_the_reason_are_asked_one_after_the_other(
    asked: Conversation, asking: Manner, waits: Reason, elif_: Agent, browser: Client
) -> None:
    one = promises.promise(asked, text="Fatura", due_at=NOW + timedelta(days=900), by=elif_, now=NOW)

    first = unescape(browser.post(f"/conversations/{asked.pk}/closure/", headers=WHOLE).content.decode())
    assert ("Neden yazdı" in first, "Fatura" in first) == (True, False)
    place = f"/conversations/{asked.pk}/why/closing/"
    second = browser.post(place, {"reason": waits.pk}, headers=WHOLE)
    assert second["HX-Retarget"] == "#dialogs"
    assert "Fatura" in unescape(second.content.decode())
    assert not Conversation.objects.get(pk=asked.pk).is_closed
    assert Choice.objects.get().reason == waits, "what was said is kept"
    place = f"/conversations/{asked.pk}/promises/closing/"
    browser.post(place, {f"fate-{one.pk}": "kept"}, headers=WHOLE)

    assert Conversation.objects.get(pk=asked.pk).is_closed
    assert Promise.objects.get().state == "kept"


def test_a_promise_answered_first_asks_for_the_reason(
    asked: Conversation, asking: Manner, elif_: Agent, browser: Client
) -> None:
    one = promises.promise(asked, text="Fatura", due_at=NOW + timedelta(days=900), by=elif_, now=NOW)

    place = f"/conversations/{asked.pk}/promises/closing/"
    answer = browser.post(place, {f"fate-{one.pk}": "kept"}, headers=WHOLE)

    assert answer.status_code == 200
    assert "Neden yazdı" in unescape(answer.content.decode())
    assert not Conversation.objects.get(pk=asked.pk).is_closed
    assert Promise.objects.get().state == "kept", "what was said of it stands"
    browser.post(f"/conversations/{asked.pk}/why/closing/", {"reason": "unknown"}, headers=WHOLE)
    assert Conversation.objects.get(pk=asked.pk).is_closed


def test_send_and_close_sends_and_asks(asked: Conversation, asking: Manner, elif_: Agent, browser: Client) -> None:
    conversations.reply(asked, by=elif_, text="Yola çıktı.", people=TO_ZEYNEP, now=NOW, then=Status.CLOSED)
    asked.refresh_from_db()
    assert (asked.status, asked.messages.filter(direction="out").count()) == (Status.OPEN, 1)

    sent = {"kind": "reply", "to": "zeynep@example.com", "text": "Paketiniz yolda.", "key": "k1", "then": "closed"}
    answer = browser.post(
        f"/conversations/{asked.pk}/messages/", sent, headers={"HX-Request": "true", "HX-Target": "composer"}
    )

    assert answer["X-Message-Taken"]
    assert "Neden yazdı" in unescape(answer.content.decode())
    assert not Conversation.objects.get(pk=asked.pk).is_closed


def test_many_are_closed_but_those_that_nobody_has_explained(
    asked: Conversation, asking: Manner, waits: Reason, elif_: Agent, mailbox_channel: Channel
) -> None:
    said = make.conversation(channel=mailbox_channel)
    choose(said, waits, elif_)

    run = conversations.start_bulk(
        Conversation.objects.filter(pk__in=[asked.pk, said.pk]), act="close", by=elif_, now=NOW
    )

    assert (run.done_count, run.failed_count) == (1, 1)
    assert run.items.get(conversation=asked).why == "not_said"


def test_without_scripts_it_is_asked_and_said_on_pages(
    asked: Conversation, asking: Manner, waits: Reason, browser: Client
) -> None:
    answered = unescape(browser.post(f"/conversations/{asked.pk}/closure/", follow=True).content.decode())
    assert "Önce müşterinin neden yazdığını söyleyin" in answered
    place = f"/conversations/{asked.pk}/why/reason/"
    assert f'href="{place}"' in answered, "there is a way to say it"

    page = unescape(browser.get(place).content.decode())
    assert "<html" in page
    assert f'name="reason" value="{waits.pk}"' in page
    assert browser.post(place, {"reason": waits.pk}).status_code == 302
    browser.post(f"/conversations/{asked.pk}/closure/")

    assert Conversation.objects.get(pk=asked.pk).is_closed


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_leave_one_reason_and_its_evidence(
    asked: Conversation, waits: Reason, damaged: Reason, elif_: Agent, onur: Agent
) -> None:
    hub, box = (desk.cause(elif_, name, reason=why, gathers=True) for name, why in (("A", waits), ("B", damaged)))

    failures = desk.side_by_side(lambda: choose(asked, waits, elif_), lambda: choose(asked, damaged, onur))

    assert failures == []
    chosen = Choice.objects.get().reason
    assert (counted(hub), counted(box)) == ((1, 0) if chosen == waits else (0, 1))


def test_leads_write_reasons_down(onur: Agent, waits: Reason) -> None:
    client = Client()
    client.force_login(onur)
    group = desk.reason("Yolda")

    empty = client.post("/settings/reasons/new/", {"stage": "after_sale"})
    assert empty.status_code == 422
    assert "Sayfanın en azından" not in empty.content.decode()
    form = {"name_tr": "Kargo şubede", "stage": "after_sale", "parent": group.pk, "value_to_us": "-2"}
    assert client.post("/settings/reasons/new/", form).status_code == 302
    one = Reason.objects.get(name_tr="Kargo şubede")
    assert (one.parent, one.value_to_us, one.value_to_customer, one.place) == (group, -2, None, 0)
    # Two levels: what has others under it goes under nothing, and nothing goes under itself.
    for parent, place in ((one, group), (one, one), (waits, group)):
        answer = client.post(f"/settings/reasons/{place.pk}/", form | {"parent": parent.pk})
        assert answer.status_code == 422
    assert client.post("/settings/reasons/new/", form | {"name_tr": "x" * 81}).status_code == 422
    assert client.post("/settings/reasons/new/", form | {"name_tr": "a\0b"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes_each": "-1"},
        {"minutes_each": "99999999999"},
        {"hour_costs": "çok"},
        {"hour_costs": "1e99"},
        {"hour_costs": "NaN"},
        {"hour_costs": "-5"},
        {"currency": "LIRA"},
    ],
)
def test_a_manner_that_cannot_be_kept_changes_nothing(onur: Agent, wrong: dict[str, str]) -> None:
    client = Client()
    client.force_login(onur)
    form = {"minutes_each": "12", "hour_costs": "180.50", "currency": "TRY"}
    client.post("/settings/reasons/manner/", form)

    client.post("/settings/reasons/manner/", form | wrong)

    kept = Manner.objects.get()
    assert (kept.minutes_each, str(kept.hour_costs), kept.currency) == (12, "180.50", "TRY")
