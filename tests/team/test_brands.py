"""Brands: their pages and what they keep."""

from typing import Any

from django.test import Client

from muhatap.team import actions
from muhatap.team.models import Agent, AuditEntry, Brand, Role
from tests import make


def filled(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Çarşı Gıda",
        "language": "tr",
        "website": "https://carsi.example",
        "signature": "{agent}\n{brand}",
        "undo_seconds": "20",
        "assignment": "by_hand",
        "is_acknowledging": "on",
        **changed,
    }


def test_a_lead_adds_a_brand(onur: Agent, client: Client) -> None:
    client.force_login(onur)

    assert client.post("/settings/brands/new/", filled()).status_code == 302

    brand = Brand.objects.get()
    assert (brand.name, brand.slug, brand.undo_seconds, brand.is_acknowledging) == (
        "Çarşı Gıda",
        "carsi-gida",
        20,
        True,
    )


def test_brands_of_one_name_have_addresses_of_their_own(onur: Agent) -> None:
    slugs = [actions.create_brand(by=onur, name="Çarşı").slug for _ in range(3)]

    assert slugs == ["carsi", "carsi-2", "carsi-3"]


def test_who_sees_only_some_brands_sees_the_one_they_made(carsi: Brand) -> None:
    lead = make.agent("Onur Bal", role=Role.LEAD)
    lead.brands.add(carsi)

    made = actions.create_brand(by=lead, name="Pazar")

    assert set(lead.brands.all()) == {carsi, made}


def test_the_audit_log_says_which_fields_changed(onur: Agent, carsi: Brand, client: Client) -> None:
    client.force_login(onur)
    client.post(
        f"/settings/brands/{carsi.pk}/", filled(name="Çarşı", website="", undo_seconds="0", is_acknowledging="")
    )

    entry = AuditEntry.objects.get(act="team.brand_changed")
    assert (entry.by, entry.subject, entry.data) == (onur, f"brand:{carsi.pk}", {"fields": ["signature"]})


def test_a_wrong_value_keeps_what_was_typed(onur: Agent, carsi: Brand, client: Client) -> None:
    client.force_login(onur)

    answer = client.post(f"/settings/brands/{carsi.pk}/", filled(undo_seconds="100000", signature="Sevgiler"))

    assert answer.status_code == 422
    assert "Sevgiler" in answer.content.decode()
    carsi.refresh_from_db()
    assert carsi.signature == ""
