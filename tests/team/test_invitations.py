"""How a colleague gets a seat."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from muhatap.team import actions
from muhatap.team.models import Agent, AuditEntry, Brand, Invitation, Role
from tests import make


def invite(by: Agent, email: str = "ayse@carsi.example", role: str = Role.AGENT) -> Invitation:
    return actions.invite(by=by, email=email, name="Ayşe Taş", role=role, language="en", now=timezone.now())


def seat(**changed: str) -> dict[str, str]:
    return {"name": "Ayşe Taş", "title": "", "language": "tr", "password": "mor menekşe 77", **changed}


def test_a_lead_invites_and_the_newcomer_is_at_the_desk_two_pages_later(onur: Agent, client: Client) -> None:
    client.force_login(onur)
    form = {"email": "Ayse@Carsi.example", "name": "Ayşe Taş", "role": "agent", "language": "en"}

    assert client.post("/settings/team/invitations/new/", form).status_code == 302
    (letter,) = mail.outbox
    link = re.search(r"/join/[0-9a-f-]+/", str(letter.body))
    assert letter.to == ["ayse@carsi.example"]
    assert link is not None

    newcomer = Client()
    assert newcomer.get(link[0]).status_code == 200
    assert newcomer.post(link[0], seat()).status_code == 302
    ayse = Agent.objects.get(email="ayse@carsi.example")
    assert (ayse.name, ayse.role, ayse.language, ayse.is_active) == ("Ayşe Taş", "agent", "tr", True)
    assert newcomer.get("/settings/profile/").status_code == 200
    assert list(AuditEntry.objects.values_list("act", "by__name")) == [
        ("team.signed_in", "Ayşe Taş"),
        ("team.joined", "Ayşe Taş"),
        ("team.invited", "Onur Bal"),
        ("team.signed_in", "Onur Bal"),
    ]


def test_a_link_opens_once(onur: Agent, client: Client) -> None:
    link = f"/join/{invite(onur).uid}/"
    assert client.post(link, seat()).status_code == 302

    assert Client().get(link).status_code == 404
    assert Client().post(link, seat(name="Bir Başkası")).status_code == 404
    assert Agent.objects.filter(email="ayse@carsi.example").count() == 1


def test_a_link_is_good_for_a_week(onur: Agent, client: Client) -> None:
    invitation = invite(onur)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get(f"/join/{invitation.uid}/").status_code == 404


def test_a_link_taken_back_opens_nothing(onur: Agent, client: Client) -> None:
    invitation = invite(onur)
    client.force_login(onur)
    assert client.post(f"/settings/team/invitations/{invitation.pk}/revocation/").status_code == 302

    assert Client().post(f"/join/{invitation.uid}/", seat()).status_code == 404
    assert not Agent.objects.filter(email="ayse@carsi.example").exists()


def test_a_second_invitation_ends_the_first(onur: Agent) -> None:
    first, second = invite(onur), invite(onur)

    assert Client().get(f"/join/{first.uid}/").status_code == 404
    assert Client().get(f"/join/{second.uid}/").status_code == 200


def test_an_invitation_ends_with_the_seat_of_its_inviter(onur: Agent, deniz: Agent) -> None:
    invitation = invite(onur)
    actions.deactivate(onur, by=deniz)

    with pytest.raises(actions.InvitationGone):
        actions.accept(invitation, name="Ayşe", password="x", title="", language="tr", now=timezone.now())


def test_a_lead_cannot_make_an_owner(onur: Agent, client: Client) -> None:
    client.force_login(onur)
    form = {"email": "ayse@carsi.example", "role": "owner", "language": "tr"}

    assert client.post("/settings/team/invitations/new/", form).status_code == 422
    with pytest.raises(actions.RoleTooHigh):
        invite(onur, role=Role.OWNER)
    assert not Invitation.objects.exists()


def test_an_agent_cannot_be_invited_twice(onur: Agent, elif_: Agent) -> None:
    with pytest.raises(actions.AlreadyHere):
        invite(onur, email="ELIF@carsi.example")


def test_a_newcomer_sees_the_brands_of_the_inviter(carsi: Brand, client: Client) -> None:
    lead = make.agent("Onur Bal", role=Role.LEAD)
    lead.brands.add(carsi)
    make.brand(name="Pazar")

    client.post(f"/join/{invite(lead).uid}/", seat())

    assert list(Agent.objects.get(email="ayse@carsi.example").brands.all()) == [carsi]


@pytest.mark.parametrize("password", ["kısa", "password123", "ayse@carsi.example"])
def test_a_weak_password_is_refused_with_a_reason(password: str, onur: Agent, client: Client) -> None:
    answer = client.post(f"/join/{invite(onur).uid}/", seat(password=password))

    assert answer.status_code == 422
    assert answer.context["form"].errors.get("password")
    assert not Agent.objects.filter(email="ayse@carsi.example").exists()


def test_only_those_who_may_invite_see_the_links(onur: Agent, elif_: Agent, client: Client) -> None:
    uid = str(invite(onur).uid)

    client.force_login(onur)
    assert uid in client.get("/settings/team/").content.decode()
    client.force_login(elif_)
    assert uid not in client.get("/settings/team/").content.decode()
