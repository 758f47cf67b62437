"""Nothing stands open without an owner or a queue: what the audit finds, and the one button that mends each."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions, jobs
from muhatap.conversations.actions import auditing
from muhatap.conversations.models import Breach, BreachKind, Channel, Conversation, Label, SkillRule, Status
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.team import working
from muhatap.team.models import Agent, AuditEntry, Brand
from tests import make

LONG_AGO = timedelta(days=3)


def found() -> list[tuple[str, int | None, int | None]]:
    auditing.audit_ownership(now=timezone.now())
    return list(Breach.objects.order_by("kind").values_list("kind", "conversation", "agent"))


def mend(client: Client, lead: Agent) -> None:
    client.force_login(lead)
    assert client.post(f"/settings/loose-ends/{Breach.objects.get().pk}/mending/").status_code == 302


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_related("assigned_to", "team").get(pk=conversation.pk)


def test_a_desk_in_order_has_no_loose_ends(mailbox_channel: Channel, elif_: Agent, murat: Customer) -> None:
    make.conversation(channel=mailbox_channel, assigned_to=elif_)
    make.conversation(channel=mailbox_channel, customer=murat)
    settled = make.conversation(channel=mailbox_channel, at=timezone.now() - LONG_AGO)
    actions.close(settled, by=elif_, now=timezone.now())

    assert found() == []


def test_work_of_one_who_has_left_goes_back(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    # By hand in the database: the desk's own deactivation leaves nothing behind.
    Agent.objects.filter(pk=elif_.pk).update(is_active=False)
    assert found() == [(BreachKind.OWNER_LEFT, conversation.pk, None)]

    mend(client, onur)

    assert fresh(conversation).assigned_to is None
    assert found() == []
    entry = AuditEntry.objects.get(act="conversations.loose_end_tied")
    assert (entry.by, entry.subject, entry.data) == (onur, f"conversation:{conversation.pk}", {"kind": "owner_left"})


def test_work_given_to_one_who_is_long_absent_goes_back(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    today = timezone.localdate()
    working.note_absence(elif_, kind="leave", starts_on=today, ends_on=today + timedelta(days=9), by=onur)
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    assert found() == [(BreachKind.OWNER_ABSENT, conversation.pk, None)]

    mend(client, onur)

    assert fresh(conversation).assigned_to is None


def test_a_customer_whom_nobody_has_is_given_to_who_is_here(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=timezone.now() - LONG_AGO)
    make.here(elif_)
    assert found() == [(BreachKind.NOBODY, conversation.pk, None)]

    mend(client, onur)

    assert fresh(conversation).assigned_to == elif_


def test_when_nobody_is_here_the_lead_who_asks_has_it(mailbox_channel: Channel, onur: Agent, client: Client) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=timezone.now() - LONG_AGO)
    found()

    mend(client, onur)

    assert fresh(conversation).assigned_to == onur


def test_a_sleeper_that_did_not_wake_is_woken(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    yesterday = timezone.now() - timedelta(days=1)
    actions.snooze(conversation, until=yesterday, by=elif_, now=yesterday - timedelta(hours=1))
    assert found() == [(BreachKind.OVERSLEPT, conversation.pk, None)]

    mend(client, onur)

    assert fresh(conversation).status == Status.OPEN


def test_the_queue_of_an_empty_team_becomes_everyones(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    team = working.create_team(name="Depo", agents=[], assignment="", by=onur)
    conversation = make.conversation(channel=mailbox_channel)
    actions.give_to_team(conversation, team=team, by=elif_)
    assert found() == [(BreachKind.EMPTY_TEAM, conversation.pk, None)]

    mend(client, onur)

    assert fresh(conversation).team is None


def test_who_has_too_many_gives_the_newest_back(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    old, new = (
        make.conversation(channel=mailbox_channel, assigned_to=elif_, at=timezone.now() - timedelta(hours=age))
        for age in (2, 1)
    )
    working.set_load(elif_, capacity=1, languages=[], skills=[], by=onur)
    assert found() == [(BreachKind.OVER_CAP, None, elif_.pk)]

    mend(client, onur)

    assert [fresh(each).assigned_to for each in (old, new)] == [elif_, None]
    returned = Event.objects.filter(name="ConversationAssigned", subject=f"conversation:{new.pk}").latest("id")
    assert (returned.by_id, returned.data["why"]) == (onur.pk, "too_many")


def test_what_somebody_has_seen_to_meanwhile_is_left_alone(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=timezone.now() - LONG_AGO)
    found()
    actions.assign(conversation, to=elif_, by=elif_)

    mend(client, onur)

    assert fresh(conversation).assigned_to == elif_
    assert not Breach.objects.exists()
    assert not AuditEntry.objects.filter(act="conversations.loose_end_tied").exists()


def test_an_audit_strikes_what_is_over_and_keeps_when_it_was_found(mailbox_channel: Channel, elif_: Agent) -> None:
    first, second = (make.conversation(channel=mailbox_channel, at=timezone.now() - LONG_AGO) for _ in range(2))
    jobs.audit_ownership(0)
    found_at = Breach.objects.get(conversation=first).found_at
    actions.assign(second, to=elif_, by=elif_)

    jobs.audit_ownership(0)

    assert list(Breach.objects.values_list("conversation", "found_at")) == [(first.pk, found_at)]


def test_a_lead_is_told_on_every_page_and_an_agent_is_not(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    make.conversation(channel=mailbox_channel, at=timezone.now() - LONG_AGO)
    found()

    def page_of(agent: Agent) -> str:
        client.force_login(agent)
        return client.get("/settings/profile/").content.decode()

    assert "/settings/loose-ends/" in page_of(onur).partition('role="alert"')[2]
    assert "/settings/loose-ends/" not in page_of(elif_)


def test_a_lead_of_one_brand_sees_its_loose_ends_only(onur: Agent, carsi: Brand, client: Client) -> None:
    onur.brands.add(carsi)
    make.conversation(channel=make.channel(brand=make.brand("Harbour")), at=timezone.now() - LONG_AGO)
    found()
    client.force_login(onur)

    assert list(client.get("/settings/loose-ends/").context["breaches"]) == []
    assert client.post(f"/settings/loose-ends/{Breach.objects.get().pk}/mending/").status_code == 404


def test_leads_see_who_is_here_with_how_much(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    make.here(elif_)
    make.conversation(channel=mailbox_channel, assigned_to=elif_)
    working.set_load(elif_, capacity=1, languages=[], skills=[], by=onur)
    client.force_login(onur)

    mates = client.get("/settings/here/").context["mates"]

    assert [(mate.agent, mate.standing.presence, mate.open_count, mate.is_full) for mate in mates] == [
        (elif_, "here", 1, True),
        (onur, "away", 0, False),
    ]


def test_a_lead_says_what_has_to_be_known(mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client) -> None:
    label = Label.objects.create(name="İade")
    working.set_load(elif_, capacity=None, languages=[], skills=["İade"], by=onur)
    client.force_login(onur)

    for asked_by in (f"label-{label.pk}", f"channel-{mailbox_channel.pk}", f"label-{label.pk}"):
        client.post("/settings/skills/", {"skill": "iade", "asked_by": asked_by})

    rules = client.get("/settings/skills/").context["rules"]
    assert [(rule.label, rule.channel, knowing) for rule, knowing in rules] == [
        (label, None, ["Elif Kaya"]),
        (None, mailbox_channel, ["Elif Kaya"]),
    ]
    client.post(f"/settings/skills/{rules[0][0].pk}/removal/")
    assert SkillRule.objects.count() == 1


@pytest.mark.parametrize("asked_by", ["", "label-0", "channel-0", "agent-1"])
def test_a_rule_needs_a_label_or_channel_that_is_there(asked_by: str, onur: Agent, client: Client) -> None:
    client.force_login(onur)

    assert client.post("/settings/skills/", {"skill": "iade", "asked_by": asked_by}).status_code == 422


def test_opening_by_the_page_takes_it_on(carsi: Brand, mailbox_channel: Channel, elif_: Agent, client: Client) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    place = f"/conversations/{conversation.pk}/opening/"
    client.force_login(elif_)
    assert place not in client.get(f"/conversations/{conversation.pk}/").content.decode()

    carsi.assignment = "on_opening"
    carsi.save()
    assert place in client.get(f"/conversations/{conversation.pk}/").content.decode()
    client.post(place)

    assert fresh(conversation).assigned_to == elif_


def test_the_menu_gives_to_a_team_and_says_who_is_not_here(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    team = working.create_team(name="Depo", agents=[elif_], assignment="", by=onur)
    conversation = make.conversation(channel=mailbox_channel)
    today = timezone.localdate()
    working.note_absence(onur, kind="leave", starts_on=today, ends_on=today, by=onur)
    elif_.language = "en"
    elif_.save()
    client.force_login(elif_)

    page = client.get(f"/conversations/{conversation.pk}/").content.decode()
    client.post(f"/conversations/{conversation.pk}/assignment/", {"team": team.pk})

    assert "Absent until" in page
    assert fresh(conversation).team == team


def test_a_team_that_is_dissolved_leaves_its_queue_to_everyone(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    team = working.create_team(name="Depo", agents=[elif_], assignment="", by=onur)
    waiting, taken = (make.conversation(channel=mailbox_channel) for _ in range(2))
    for conversation in (waiting, taken):
        actions.give_to_team(conversation, team=team, by=onur)
    actions.assign(taken, to=elif_, by=elif_)
    client.force_login(onur)

    client.post(f"/settings/teams/{team.pk}/removal/")

    assert [(fresh(each).team, fresh(each).assigned_to) for each in (waiting, taken)] == [(None, None), (None, elif_)]
    told = Event.objects.filter(name="GivenToTeam", subject=f"conversation:{waiting.pk}").latest("id")
    assert told.data["team_id"] is None
    assert AuditEntry.objects.get(act="team.team_removed").data == {"name": "Depo"}
