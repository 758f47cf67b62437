"""The audit log speaks of things by their names."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from muhatap.conversations.actions.setting_up import make_label
from muhatap.conversations.models import LabelColour
from muhatap.customers import actions as customers
from muhatap.rules import actions as rules
from muhatap.team import audit
from muhatap.team.acts import details_of
from muhatap.team.models import AuditEntry, Role
from muhatap.team.subjects import is_known, names_of
from tests import make

pytestmark = pytest.mark.django_db

PACKAGE = Path(__file__).resolve().parents[2] / "muhatap"
# As it stands where an act writes to the log: `subject=f"rule:{…}"`, or in the function or the branch that makes it.
SUBJECT = re.compile(r'(?:subject ?= ?|return |else )f"([a-z_]+):\{')


def test_brands_people_and_mailboxes_are_named(client: Client) -> None:
    onur = make.agent("Onur Bal", role=Role.OWNER)
    elif_ = make.agent("Elif Kaya")
    channel = make.channel(brand=make.brand("Çarşı"), address="destek@carsi.example")
    audit.record("team.brand_changed", by=onur, subject=f"brand:{channel.brand_id}", fields=["signature"])
    audit.record("team.agent_deactivated", by=onur, subject=f"agent:{elif_.pk}")
    audit.record("mail.mailbox_connected", by=onur, subject=f"mailbox:{channel.mailbox.pk}")
    client.force_login(onur)

    shown = client.get("/settings/audit/").content.decode()

    assert "Çarşı · değişen: imza" in shown
    assert "Elif Kaya" in shown
    assert "destek@carsi.example" in shown
    assert "brand:" not in shown


def test_rules_labels_customers_and_what_is_known_of_them_are_named() -> None:
    onur = make.agent("Onur Bal", role=Role.LEAD)
    zeynep, ali = make.customer("Zeynep Aksoy"), make.customer("Ali Kara")
    label = make_label(name="iade", colour=LabelColour.AMBER, by=onur)
    customers.name_segment(name="Toptan", by=onur)
    customers.tell_apart(zeynep, ali, by=onur)
    deed = {"act": "label", "label": str(label.pk)}
    rules.write(
        by=onur, now=timezone.now(), is_enabled=False, name="İadeler", event="opened", conditions={"all": []},
        actions=[deed],
    )  # fmt: skip

    assert said() == [
        "iade",
        "Toptan",
        "Zeynep Aksoy · diğeri: Ali Kara",
        "İadeler",
    ]


def test_what_is_gone_is_called_by_its_last_name_or_by_what_it_was() -> None:
    onur = make.agent("Onur Bal", role=Role.OWNER)
    audit.record("rules.deleted", by=onur, subject="rule:4040", name="Faturalar")
    audit.record("rules.changed", by=onur, subject="rule:4040", fields=["name", "stops_here"])
    audit.record("customers.merged", by=onur, subject="customer:4040", into=4041)
    audit.record("mail.mail_settled", by=None, subject="raw:7")
    audit.record("rules.ordered", by=onur)

    assert names_of(AuditEntry.objects.all()) == {}
    assert said()[0] == "Faturalar"
    assert said()[1].startswith("artık olmayan bir kural · değişen: ")
    assert said()[2:] == [
        "artık kayıtlı olmayan bir müşteri · yeni yeri: artık kayıtlı olmayan bir müşteri",
        "artık olmayan bir e-posta",
        "",
    ]


def test_every_subject_that_is_written_down_has_a_name() -> None:
    writers = [text for path in PACKAGE.rglob("*.py") if "audit.record(" in (text := path.read_text())]
    kinds = {kind for text in writers for kind in SUBJECT.findall(text)}

    assert {"agent", "brand", "customer", "label", "mailbox", "raw", "rule", "skill_rule", "team"} <= kinds
    assert [kind for kind in sorted(kinds) if not is_known(kind)] == []


def said() -> list[str]:
    entries = list(AuditEntry.objects.order_by("pk"))
    with override("tr"):
        names = names_of(entries)
        return [details_of(entry, names=names) for entry in entries]
