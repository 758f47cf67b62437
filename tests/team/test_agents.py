"""Roles, brands and seats: who may change them, and what a lost seat means."""

import threading

import pytest
from django.db import connection
from django.test import Client

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation
from muhatap.customers.models import Customer
from muhatap.realtime.models import Ring
from muhatap.team import actions
from muhatap.team.models import Agent, AuditEntry, Brand, Role
from tests import make


def test_an_owner_makes_a_lead_of_an_agent(deniz: Agent, elif_: Agent, carsi: Brand, client: Client) -> None:
    client.force_login(deniz)

    client.post(f"/settings/team/{elif_.pk}/", {"role": "lead", "title": "Usta", "brands": [carsi.pk]})

    elif_.refresh_from_db()
    assert (elif_.role, elif_.title, list(elif_.brands.all())) == ("lead", "Usta", [carsi])
    entry = AuditEntry.objects.get(act="team.agent_changed")
    assert (entry.by, entry.data["role"], entry.data["was"]) == (deniz, "lead", "agent")


def test_the_last_owner_stays_owner(deniz: Agent, client: Client) -> None:
    client.force_login(deniz)

    answer = client.post(f"/settings/team/{deniz.pk}/", {"role": "agent", "title": ""})

    assert answer.status_code == 422
    assert "role" in answer.context["form"].errors
    deniz.refresh_from_db()
    assert deniz.role == Role.OWNER


def test_the_last_owner_keeps_the_seat(deniz: Agent, client: Client) -> None:
    make.agent("Eski Sahip", role=Role.OWNER, is_active=False)
    client.force_login(deniz)

    client.post(f"/settings/team/{deniz.pk}/deactivation/")

    deniz.refresh_from_db()
    assert deniz.is_active


def test_an_owner_may_go_when_another_stays(deniz: Agent) -> None:
    other = make.agent("Ece Er", role=Role.OWNER)

    actions.change_agent(deniz, by=other, role=Role.AGENT, title="", brands=[])

    deniz.refresh_from_db()
    assert deniz.role == Role.AGENT


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_one_moment_leave_one() -> None:
    deniz, ece = make.agent("Deniz Er", role=Role.OWNER), make.agent("Ece Er", role=Role.OWNER)
    together = threading.Barrier(2)
    refused: list[str] = []

    def remove(whom: Agent, by: Agent) -> None:
        together.wait()
        try:
            actions.deactivate(whom, by=by)
        except actions.LastOwner:
            refused.append(whom.name)
        finally:
            connection.close()

    hands = [threading.Thread(target=remove, args=pair) for pair in ((deniz, ece), (ece, deniz))]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert len(refused) == 1
    assert Agent.objects.filter(is_active=True, role=Role.OWNER).count() == 1


def test_a_deactivated_agent_is_out_at_once(deniz: Agent, elif_: Agent) -> None:
    hers, his = Client(), Client()
    hers.force_login(elif_)
    his.force_login(deniz)
    assert hers.get("/settings/profile/").status_code == 200

    his.post(f"/settings/team/{elif_.pk}/deactivation/")

    assert hers.get("/settings/profile/").headers["Location"].startswith("/accounts/login/")
    actions.reactivate(elif_, by=deniz)
    # A seat given back does not bring the old session back.
    assert hers.get("/settings/profile/").status_code == 302
    assert his.get("/settings/profile/").status_code == 200


def test_open_work_of_a_deactivated_agent_is_everybodys(
    deniz: Agent, elif_: Agent, mailbox_channel: Channel, zeynep: Customer, murat: Customer
) -> None:
    waiting = make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_)
    settled = make.conversation(channel=mailbox_channel, customer=murat, assigned_to=elif_)
    conversations.close(settled, by=elif_, now=settled.opened_at)
    Ring.objects.all().delete()

    actions.deactivate(elif_, by=deniz)

    assert list(Conversation.objects.unassigned()) == [waiting]  # type: ignore[attr-defined]
    settled.refresh_from_db()
    assert settled.assigned_to == elif_
    assert Ring.objects.filter(topic="inbox").exists()


def test_an_agent_of_one_brand_finds_nothing_of_another(carsi: Brand, zeynep: Customer, client: Client) -> None:
    pazar = make.brand(name="Pazar")
    other = make.conversation(channel=make.channel(brand=pazar, address="destek@pazar.example"), customer=zeynep)
    own = make.conversation(channel=make.channel(brand=carsi, address="destek@carsi.example"), customer=zeynep)
    elif_ = make.agent("Elif Kaya")
    elif_.brands.add(carsi)
    client.force_login(elif_)

    assert client.get(f"/conversations/{own.pk}/").status_code == 200
    assert client.get(f"/conversations/{other.pk}/").status_code == 404
    assert client.post(f"/conversations/{other.pk}/closure/").status_code == 404
    assert client.get("/conversations/999999/").status_code == 404
    other.refresh_from_db()
    assert not other.is_closed


def test_a_lead_of_one_brand_does_not_edit_another(carsi: Brand, client: Client) -> None:
    pazar = make.brand(name="Pazar")
    lead = make.agent("Onur Bal", role=Role.LEAD)
    lead.brands.add(carsi)
    client.force_login(lead)

    assert client.get(f"/settings/brands/{carsi.pk}/").status_code == 200
    assert client.get(f"/settings/brands/{pazar.pk}/").status_code == 404
