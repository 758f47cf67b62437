"""The audit log speaks of things by their names."""

import pytest
from django.test import Client

from muhatap.team import audit
from muhatap.team.models import AuditEntry, Role
from muhatap.team.subjects import names_of
from tests import make

pytestmark = pytest.mark.django_db


def test_brands_people_and_mailboxes_are_named(client: Client) -> None:
    onur = make.agent("Onur Bal", role=Role.OWNER)
    elif_ = make.agent("Elif Kaya")
    channel = make.channel(brand=make.brand("Çarşı"), address="destek@carsi.example")
    audit.record("team.brand_changed", by=onur, subject=f"brand:{channel.brand_id}", fields=["signature"])
    audit.record("team.agent_deactivated", by=onur, subject=f"agent:{elif_.pk}")
    audit.record("mail.mailbox_connected", by=onur, subject=f"mailbox:{channel.mailbox.pk}")
    client.force_login(onur)

    shown = client.get("/settings/audit/").content.decode()

    assert "Çarşı · fields: signature" in shown
    assert "Elif Kaya" in shown
    assert "destek@carsi.example" in shown
    assert "brand:" not in shown


def test_what_is_gone_keeps_its_number() -> None:
    audit.record("team.team_changed", by=None, subject="team:4040")
    audit.record("mail.mail_settled", by=None, subject="raw:7")

    assert names_of(AuditEntry.objects.all()) == {}
