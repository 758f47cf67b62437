"""The pages around the lists: pace and labels in a conversation, saved views, labels and hours in the settings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions, listing, queries
from muhatap.conversations.filters import FIELDS, Field, Group
from muhatap.conversations.models import Channel, Conversation, Label, SavedView, Scope, Status
from muhatap.team.models import Agent, Brand, Team
from tests import make

pytestmark = pytest.mark.django_db
ISTANBUL = ZoneInfo("Europe/Istanbul")
REFUNDS = "and(subject.contains.iade)"


def signed_in(agent: Agent) -> Client:
    agent.language = "en"
    agent.save()
    client = Client()
    client.force_login(agent)
    return client


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_snoozed_from_its_menu_and_woken_again(elif_: Agent, mailbox_channel: Channel) -> None:
    browser, conversation = signed_in(elif_), make.conversation(channel=mailbox_channel)
    address = f"/conversations/{conversation.pk}/snooze/"
    until = (timezone.now() + timedelta(hours=3)).replace(microsecond=0)

    browser.post(address, {"until": until.isoformat()})
    conversation.refresh_from_db()
    assert (conversation.status, conversation.snoozed_until) == (Status.SNOOZED, until)

    browser.post(address, {"until": ""})
    conversation.refresh_from_db()
    assert (conversation.status, conversation.snoozed_until) == (Status.SNOOZED, None)

    browser.post(address, {"_method": "DELETE"})
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN


@pytest.mark.parametrize(
    ("until", "sentence"), [("2020-01-01T09:00", "has passed already"), ("dün", "no date and time")]
)
def test_a_moment_that_cannot_be_is_refused(until: str, sentence: str, elif_: Agent, mailbox_channel: Channel) -> None:
    browser, conversation = signed_in(elif_), make.conversation(channel=mailbox_channel)

    answer = browser.post(f"/conversations/{conversation.pk}/snooze/", {"until": until}, follow=True)

    conversation.refresh_from_db()
    assert sentence in words(answer)
    assert conversation.status == Status.OPEN


def test_status_and_labels_are_set_from_the_thread(elif_: Agent, mailbox_channel: Channel) -> None:
    browser, conversation = signed_in(elif_), make.conversation(channel=mailbox_channel)
    label = Label.objects.create(name="kargo", colour="tile")
    place = f"/conversations/{conversation.pk}"

    browser.post(f"{place}/status/", {"status": "on_hold"})
    answer = browser.post(f"{place}/labels/", {"label": label.pk}, follow=True)

    conversation.refresh_from_db()
    assert (conversation.status, conversation.label_ids) == (Status.ON_HOLD, [label.pk])
    assert '<span class="tag tile">kargo</span>' in words(answer)
    browser.post(f"{place}/labels/", {"label": label.pk, "_method": "DELETE"})
    conversation.refresh_from_db()
    assert conversation.label_ids == []


@pytest.mark.parametrize(("path", "data"), [("status", {"status": "closed"}), ("labels", {"label": "x"})])
def test_what_cannot_be_set_changes_nothing(
    path: str, data: dict[str, str], elif_: Agent, mailbox_channel: Channel
) -> None:
    conversation = make.conversation(channel=mailbox_channel)

    answer = signed_in(elif_).post(f"/conversations/{conversation.pk}/{path}/", data)

    assert answer.status_code == 400
    assert "Nothing was changed" in words(answer)


def test_the_chosen_order_is_kept(elif_: Agent, mailbox_channel: Channel) -> None:
    browser = signed_in(elif_)

    browser.post("/inbox/order/", {"order": "oldest", "view": "unassigned"})
    browser.post("/inbox/order/", {"order": "nonsense", "view": "unassigned"})

    elif_.refresh_from_db()
    assert elif_.list_order == "oldest"
    assert browser.get("/inbox/unassigned/").context["asked"].order == "oldest"


def test_a_list_is_sifted_by_what_stands_in_the_address(elif_: Agent, mailbox_channel: Channel) -> None:
    refund = make.message(mailbox_channel, subject="İADE talebi").conversation
    make.message(mailbox_channel, subject="Kargo")

    answer = signed_in(elif_).get("/inbox/unassigned/", {"filter": REFUNDS})

    assert [row.pk for row in answer.context["page"].rows] == [refund.pk]
    # A row leads back to the same list.
    assert "filter=and%28subject.contains.iade%29" in words(answer)


def test_a_filter_that_cannot_be_read_says_so_and_shows_the_list(elif_: Agent, mailbox_channel: Channel) -> None:
    make.message(mailbox_channel, subject="Kargo")

    answer = signed_in(elif_).get("/inbox/unassigned/", {"filter": "and(mood.is.angry)"})

    assert len(answer.context["page"].rows) == 1
    assert "Nothing is called “mood” here." in words(answer)


def test_the_builder_makes_the_address(elif_: Agent) -> None:
    answer = signed_in(elif_).get(
        "/inbox/all/",
        {
            "build": "1",
            "join": "and",
            "field": ["status", "subject", "label"],
            "operator": ["is", "contains", "is"],
            "value": ["open", "iade, kargo", "none"],
            "group": ["", "1", "1"],
            "join_1": "or",
        },
    )

    assert answer.status_code == 302
    assert (
        answer["Location"]
        == "/inbox/all/?filter=and%28status.is.open%2Cor%28subject.contains.iade%252C+kargo%2Clabel.is.none%29%29"
    )


def test_what_was_built_wrong_stays_to_be_mended(elif_: Agent) -> None:
    answer = signed_in(elif_).get(
        "/inbox/all/", {"build": "1", "join": "and", "field": "waiting", "operator": "longer_than", "value": "soon"}
    )

    assert answer.status_code == 200
    assert "cannot be “soon”" in words(answer)
    assert 'value="soon"' in words(answer)


def test_a_view_is_saved_found_changed_and_forgotten(elif_: Agent, mailbox_channel: Channel) -> None:
    browser = signed_in(elif_)
    refund = make.message(mailbox_channel, subject="İade talebi").conversation
    browser.post("/views/new/", {"name": "İadeler", "scope": "mine", "order": "", "filter_line": REFUNDS})
    saved = SavedView.objects.get()
    place = f"/inbox/view-{saved.uid}/"

    answer = browser.get(place)
    assert [row.pk for row in answer.context["page"].rows] == [refund.pk]
    # It stands in the navigation, with its count.
    assert f'href="{place}"' in words(answer)
    assert 'İadeler<span class="count">1</span>' in words(answer)

    browser.post(f"/views/{saved.uid}/", {"name": "İade", "scope": "mine", "order": "oldest", "filter_line": ""})
    saved.refresh_from_db()
    assert (saved.name, saved.order, saved.filter) == ("İade", "oldest", Group().as_json())

    browser.post(f"/views/{saved.uid}/removal/")
    assert not SavedView.objects.exists()
    assert browser.get(place).status_code == 404


def test_only_leads_put_views_into_everyones_navigation(elif_: Agent, onur: Agent) -> None:
    form = {"name": "Hepsi", "scope": "everyone", "order": "", "filter_line": ""}

    refused, taken = (signed_in(agent).post("/views/new/", form) for agent in (elif_, onur))

    assert (refused.status_code, taken.status_code) == (422, 302)


def test_a_shared_view_is_changed_by_its_maker_and_by_leads(elif_: Agent, onur: Agent) -> None:
    shared = SavedView.objects.create(owner=onur, name="Hepsi", scope=Scope.EVERYONE)

    answer = signed_in(elif_).post(f"/views/{shared.uid}/removal/", follow=True)

    assert "Only its maker and leads" in words(answer)
    assert SavedView.objects.filter(pk=shared.pk).exists()


def test_a_view_for_a_team_needs_the_team(elif_: Agent) -> None:
    depot = Team.objects.create(name="Depo")
    browser = signed_in(elif_)
    form = {"name": "Depo", "scope": "team", "order": "", "filter_line": ""}

    assert browser.post("/views/new/", form).status_code == 422
    # Not one of theirs.
    assert browser.post("/views/new/", {**form, "team": depot.pk}).status_code == 422
    depot.agents.add(elif_)
    assert browser.post("/views/new/", {**form, "team": depot.pk}).status_code == 302


def test_a_filter_that_takes_too_long_leaves_its_count_away(elif_: Agent, mailbox_channel: Channel) -> None:
    make.message(mailbox_channel)
    quick = Conversation.objects.all()
    slow = quick.extra(where=["pg_sleep(0.2) IS NOT NULL"])

    assert queries.counts_of_saved({"slow": slow, "quick": quick}) == {"quick": 1}


def test_a_filter_that_asks_too_much_says_what_to_do(
    elif_: Agent, mailbox_channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.message(mailbox_channel)
    slow = Field(
        "slow", "yes_no", lambda condition, agent, now: Q(RawSQL("pg_sleep(1) IS NOT NULL", [], BooleanField()))
    )
    monkeypatch.setitem(FIELDS, "slow", slow)
    monkeypatch.setattr(listing, "PATIENCE_MS", 50)

    answer = signed_in(elif_).get("/inbox/all/", {"filter": "and(slow.is.yes)"})

    assert answer.status_code == 200
    assert "This filter takes too long here" in words(answer)


def test_leads_make_rename_and_archive_labels(onur: Agent, mailbox_channel: Channel) -> None:
    browser = signed_in(onur)
    browser.post("/settings/labels/", {"name": " kargo ", "colour": "tile"})
    label = Label.objects.get()
    assert (label.name, label.colour) == ("kargo", "tile")
    assert browser.post("/settings/labels/", {"name": "KARGO", "colour": "grey"}).status_code == 422

    browser.post(f"/settings/labels/{label.pk}/", {"name": "Kargo gecikmesi", "colour": "nar"})
    browser.post(f"/settings/labels/{label.pk}/archive/")

    label.refresh_from_db()
    assert (label.name, label.colour, label.is_archived) == ("Kargo gecikmesi", "nar", True)


def hours_form(channel: Channel, **changed: object) -> dict[str, object]:
    week = {f"day_{number}": "09:00-18:00" if number < 5 else "" for number in range(7)}
    return {**week, "holidays": "on", "special": "", f"channel_{channel.pk}": 240, **changed}


def test_new_hours_move_the_deadlines_of_those_who_wait(onur: Agent, carsi: Brand, mailbox_channel: Channel) -> None:
    friday = datetime(2026, 11, 20, 16, tzinfo=ISTANBUL)
    conversation = make.conversation(channel=mailbox_channel, at=friday)
    browser = signed_in(onur)

    browser.post(f"/settings/hours/{carsi.pk}/", hours_form(mailbox_channel))
    conversation.refresh_from_db()
    assert conversation.due_at == datetime(2026, 11, 23, 11, tzinfo=ISTANBUL)

    sale = hours_form(mailbox_channel, special="2026-11-21 10:00-14:00\n2026-11-23")
    browser.post(f"/settings/hours/{carsi.pk}/", sale)
    conversation.refresh_from_db()
    assert conversation.due_at == datetime(2026, 11, 21, 12, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"day_0": "9-18"}, "no opening time"),
        ({"day_0": "18:00-09:00"}, "closes before it opens"),
        ({"special": "yarın 09:00-18:00"}, "“yarın” is no date"),
        ({f"day_{number}": "" for number in range(7)}, "At least one day"),
    ],
)
def test_hours_that_cannot_be_are_explained(
    changed: dict[str, str], sentence: str, onur: Agent, carsi: Brand, mailbox_channel: Channel
) -> None:
    answer = signed_in(onur).post(f"/settings/hours/{carsi.pk}/", hours_form(mailbox_channel, **changed))

    carsi.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert carsi.opening_hours == {}


def test_what_was_opened_is_read_until_the_customer_writes_again(elif_: Agent, mailbox_channel: Channel) -> None:
    browser, conversation = signed_in(elif_), make.conversation(channel=mailbox_channel)
    assert "read by nobody yet" in words(browser.get("/inbox/unassigned/"))

    browser.get(f"/conversations/{conversation.pk}/")
    assert "read by nobody yet" not in words(browser.get("/inbox/unassigned/"))

    make.message(mailbox_channel, conversation=conversation, text="Hâlâ bekliyorum.")
    assert "read by nobody yet" in words(browser.get("/inbox/unassigned/"))
    assert actions.close(conversation, by=elif_, now=timezone.now()).is_closed
