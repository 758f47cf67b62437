"""What is known of a customer, and how it is found."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from muhatap.customers import actions, queries, values
from muhatap.customers.models import AttributeDefinition, AttributeKind, Consent, Customer, Identity, Segment
from muhatap.team.models import Agent, AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


def found(question: str, agent: Agent) -> list[str]:
    return [str(customer) for customer in queries.page(agent, question=question).rows]


@pytest.mark.parametrize(
    "question",
    ["zeynep", "ZEYNEP aks", "aksoy zeynep", "zeynep@example.com", "0532 111 22 33", "+90 532 1112233", "1112233"],
)
def test_a_customer_is_found_by_name_address_and_number_in_any_spelling(
    zeynep: Customer, murat: Customer, elif_: Agent, question: str
) -> None:
    actions.add_identity(zeynep, kind=Identity.PHONE, value="0532 111 22 33", by=elif_)

    assert found(question, elif_) == ["Zeynep Aksoy"]


def test_turkish_letters_do_not_matter(elif_: Agent) -> None:
    make.customer("Çağrı Işık", email="c@example.com")
    assert found("cagri isik", elif_) == found("ÇAĞRI IŞIK", elif_) == ["Çağrı Işık"]


def test_pages_go_on_by_number(elif_: Agent) -> None:
    made = [make.customer(f"Müşteri {n}").pk for n in range(queries.PAGE_LENGTH + 5)]
    first = queries.page(elif_)
    rest = queries.page(elif_, before=first.next)

    assert [row.pk for row in (*first.rows, *rest.rows)] == made[::-1]
    assert rest.next is None


def test_an_address_of_somebody_else_is_not_taken_away(zeynep: Customer, murat: Customer, elif_: Agent) -> None:
    with pytest.raises(actions.BelongsToAnother) as refused:
        actions.add_identity(zeynep, kind=Identity.EMAIL, value="Murat@Example.com", by=elif_)
    assert refused.value.customer == murat


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "yok"), ("phone", "123"), ("email", "a b@c"), ("phone", "a@b.co")]
)
def test_what_is_no_address_is_refused(zeynep: Customer, elif_: Agent, kind: str, value: str) -> None:
    with pytest.raises(actions.NotAnAddress):
        actions.add_identity(zeynep, kind=kind, value=value, by=elif_)


def test_the_main_address_is_the_one_we_write_to(zeynep: Customer, elif_: Agent) -> None:
    second = actions.add_identity(zeynep, kind=Identity.EMAIL, value="yeni@example.com", by=elif_)
    assert Customer.objects.get(pk=zeynep.pk).address == "zeynep@example.com"

    actions.make_main(second, by=elif_)
    assert Customer.objects.get(pk=zeynep.pk).address == "yeni@example.com"
    actions.remove_identity(second, by=elif_)

    assert Customer.objects.get(pk=zeynep.pk).address == "zeynep@example.com"
    assert found("yeni@example", elif_) == []


def definition(kind: str, *choices: str) -> AttributeDefinition:
    return AttributeDefinition(name="Değer", kind=kind, choices=list(choices))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (AttributeKind.TEXT, " Kırmızı ", "Kırmızı"),
        (AttributeKind.TEXT, "", None),
        (AttributeKind.NUMBER, "1250", "1250"),
        (AttributeKind.NUMBER, "1.250,50", "1250.50"),
        (AttributeKind.NUMBER, "12,5", "12.5"),
        (AttributeKind.DATE, "24.11.2026", "2026-11-24"),
        (AttributeKind.DATE, "2026-11-24", "2026-11-24"),
        (AttributeKind.YES_NO, "no", False),
        (AttributeKind.CHOICE, "Altın", "Altın"),
    ],
)
def test_a_value_is_kept_in_its_type(kind: str, typed: str, kept: Any) -> None:
    assert values.read(definition(kind, "Altın", "Gümüş"), typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (AttributeKind.NUMBER, "çok"),
        (AttributeKind.NUMBER, "NaN"),
        (AttributeKind.NUMBER, "1e400"),
        (AttributeKind.DATE, "31.02.2026"),
        (AttributeKind.DATE, "yarın"),
        (AttributeKind.YES_NO, "belki"),
        (AttributeKind.CHOICE, "Bronz"),
    ],
)
def test_a_value_of_another_type_is_refused_with_a_sentence(kind: str, typed: str) -> None:
    with pytest.raises(values.NotAValue) as refused:
        values.read(definition(kind, "Altın", "Gümüş"), typed)
    assert "Değer" in refused.value.args[0]


def test_the_last_word_on_a_consent_holds_and_the_log_keeps_all(zeynep: Customer, elif_: Agent) -> None:
    now = timezone.now()
    for days_ago, is_given in ((9, True), (2, False)):
        at = now - timedelta(days=days_ago)
        actions.record_consent(zeynep, kind="email", is_given=is_given, source="Telefon", at=at, by=elif_)

    held = dict(queries.consents_of(queries.family(zeynep)))
    assert held["email"] is not None
    assert (held["email"].is_given, held["call"]) == (False, None)
    assert Consent.objects.count() == 2


def test_changes_are_audited_by_field_and_never_by_value(zeynep: Customer, elif_: Agent) -> None:
    vip = Segment.objects.create(name="VIP")
    actions.change(zeynep, name="Zeynep A.", language="en", segments=[vip], attributes={"3": "gizli"}, by=elif_)
    actions.change(zeynep, name="Zeynep A.", language="en", segments=[vip], attributes={}, by=elif_)

    entry = AuditEntry.objects.get(act="customers.changed")
    assert entry.data == {"fields": ["name", "language", "attributes", "segments"]}


def test_a_survivor_takes_what_it_lacks_and_gives_it_back(zeynep: Customer, elif_: Agent) -> None:
    nameless = Customer.objects.create()
    vip = Segment.objects.create(name="VIP")
    actions.change(zeynep, name="Zeynep Aksoy", language="tr", segments=[vip], attributes={"3": "Altın"}, by=elif_)

    move = actions.merge(zeynep, into=nameless, by=elif_)
    nameless.refresh_from_db()
    assert (nameless.name, nameless.attributes, list(nameless.segments.all())) == (
        "Zeynep Aksoy",
        {"3": "Altın"},
        [vip],
    )
    actions.undo_move(move, by=elif_, now=timezone.now())

    nameless.refresh_from_db()
    assert (nameless.name, nameless.attributes, list(nameless.segments.all())) == ("", {}, [])
