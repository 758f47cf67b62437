"""Every route names who may go there, and keeps its word: one who may, one who may not, and nobody.

The test walks all addresses of the desk. A new route without `may(...)` or `open_to_all(...)` fails here; so does a new
one whose objects this file does not know how to make.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from pytest_django import DjangoDbBlocker

import muhatap
from muhatap.causes import actions as causes
from muhatap.causes.actions import reporting
from muhatap.causes.models import Asked, AskedNext, Department, Letter, Reason, Task
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import (
    Attachment,
    Breach,
    BreachKind,
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Expectation,
    Label,
    Message,
    SavedView,
    SkillRule,
)
from muhatap.core import blobs
from muhatap.core.ids import uuid7
from muhatap.customers import actions as customers
from muhatap.knowledge import actions as knowledge
from muhatap.knowledge.actions import Written
from muhatap.mail import set_up
from muhatap.mail.models import RawSource, SourceState
from muhatap.orders.models import OrderAct
from muhatap.promises import actions as promises
from muhatap.promises import handing
from muhatap.promises.checking_back import letters as check_back_letters
from muhatap.promises.checking_back import tokens as check_back_tokens
from muhatap.promises.models import CheckBack
from muhatap.reports import subscribing
from muhatap.rules.models import Call, RuleRun, RuleStop
from muhatap.surveys import letters, tokens
from muhatap.surveys.models import FollowUp, Survey
from muhatap.surveys.tokens import Rated
from muhatap.team import actions, working
from muhatap.team.models import Agent, Brand, Role
from muhatap.team.permissions import PERMISSIONS
from tests import make
from tests.orders import desk as orders
from tests.rules import desk as rules

# allauth guards its pages itself. What each is here, and why; a new one of theirs fails until it is named.
ALLAUTH = {
    "account_login": "open",
    "account_logout": "open",
    "account_inactive": "open",
    "account_signup": "open",  # says that seats are by invitation
    "account_email_verification_sent": "open",
    "account_confirm_email": "open",  # says that it opens nothing
    "account_reset_password": "open",
    "account_reset_password_done": "open",
    "account_reset_password_from_key": "open",
    "account_reset_password_from_key_done": "open",
    "account_confirm_login_code": "open",  # only in the middle of a sign-in
    "mfa_authenticate": "open",  # only in the middle of a sign-in
    "mfa_login_webauthn": "open",
    "account_reauthenticate": "signed in",
    "account_email": "signed in",
    "account_change_password": "signed in",
    "account_set_password": "signed in",
    "mfa_index": "signed in",
    "mfa_reauthenticate": "signed in",
    "mfa_activate_totp": "signed in",
    "mfa_deactivate_totp": "signed in",
    "mfa_view_recovery_codes": "signed in",
    "mfa_generate_recovery_codes": "signed in",
    "mfa_download_recovery_codes": "signed in",
    "mfa_list_webauthn": "signed in",
    "mfa_add_webauthn": "signed in",
    "mfa_reauthenticate_webauthn": "signed in",
    "mfa_remove_webauthn": "signed in",
    "mfa_edit_webauthn": "signed in",
}


@dataclass(frozen=True)
class Route:
    """One address as written (`conversations/<int:pk>/`), its name, and what guards it."""

    template: str
    name: str
    view: Callable[..., Any]

    @property
    def permission(self) -> str:
        return getattr(self.view, "permission", "")

    @property
    def is_open(self) -> bool:
        return bool(getattr(self.view, "open_to_all", ""))


def routes(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[Route]:
    for pattern in (resolver or get_resolver()).url_patterns:
        text = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, text, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            assert isinstance(pattern, URLPattern)
            assert isinstance(pattern.pattern, RoutePattern) or pattern.name in ALLAUTH, text
            yield Route(text, space + (pattern.name or ""), pattern.callback)


ROUTES = list(routes())
OURS = [route for route in ROUTES if route.name not in ALLAUTH]
GUARDED = [route for route in OURS if route.permission]


def named(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_route_names_who_may(route: Route) -> None:
    assert route.name, f"{route.template} has no name"
    if route.name in ALLAUTH:
        assert ALLAUTH[route.name] in {"open", "signed in"}
    else:
        marked = bool(route.permission) + route.is_open
        assert marked == 1, f"{route.template} needs may(…) or open_to_all(…) in its urls module"


def test_every_permission_is_asked_for_somewhere() -> None:
    asked = "".join(
        file.read_text() for file in Path(muhatap.__path__[0]).rglob("*.py") if file.name != "permissions.py"
    )

    assert [name for name in PERMISSIONS if f'"{name}"' not in asked] == []


RAW = b"Subject: Merhaba\r\n\r\nSelam"
FILE = b"merhaba"


@pytest.fixture(scope="module")
def things(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """One thing of each kind, by the beginning of the address that shows it: made once for all these stories.

    The transaction around them is taken back at the end of the module, and what a story does at its own end.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with tempfile.TemporaryDirectory() as folder, override_settings(BLOB_ROOT=folder):
            made = _one_of_each()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def numbers(things: dict[str, Any], db: None) -> dict[str, Any]:
    """The same for one story, with the files in the store of its own."""
    cache.clear()
    for data in (FILE, RAW):
        blobs.put(data)
    return things


def _one_of_each() -> dict[str, Any]:
    carsi = make.brand(name="Çarşı")
    mailbox_channel = make.channel(brand=carsi, address="destek@carsi.example")
    owner = make.agent("Deniz Er", role=Role.OWNER)
    colleague = make.agent("Ayşe Taş")
    message = make.message(mailbox_channel)
    reply = Message.objects.create(
        conversation=message.conversation, channel=mailbox_channel, direction=Direction.OUT, text="Merhaba"
    )
    Delivery.objects.create(message=reply, state=DeliveryState.FAILED)
    blob = blobs.put(FILE)
    attachment = Attachment.objects.create(
        message=message, filename="a.txt", content_type="text/plain", size=len(FILE), blob=blob
    )
    raw = RawSource.objects.create(
        channel=mailbox_channel, digest=blob, size=len(FILE), source="pipe", state=SourceState.UNREADABLE, reason="?"
    )
    original = blobs.put(RAW)
    RawSource.objects.create(
        channel=mailbox_channel,
        digest=original,
        size=len(RAW),
        source="pipe",
        state=SourceState.STORED,
        message=message,
    )
    other = make.conversation(channel=mailbox_channel)
    aside = make.message(mailbox_channel, conversation=other)
    moved = conversations.move_message(aside, to=message.conversation, by=owner)
    tie = conversations.link(other, to=message.conversation, by=owner)
    customer = message.conversation.customer
    note = customers.write_note(customer, text="VIP", is_pinned=True, by=owner, now=timezone.now())
    merged = customers.merge(make.customer("Zeynep A."), into=customer, by=owner)
    attribute = customers.define(name="Kart", kind="text", choices=[], by=owner)
    segment = customers.name_segment(name="VIP", by=owner)
    invitation = actions.invite(
        by=owner, email="yeni@carsi.example", role=Role.AGENT, language="tr", now=timezone.now()
    )
    warehouse = working.create_team(name="Depo", agents=[colleague], assignment="", by=owner)
    loose_end = Breach.objects.create(kind=BreachKind.OVER_CAP, agent=colleague, found_at=timezone.now())
    skill = SkillRule.objects.create(skill="iade", channel=mailbox_channel)
    in_a_day = timezone.now() + timedelta(days=1)
    owed = promises.promise(other, text="Fatura", due_at=in_a_day, by=owner, now=timezone.now())
    offered = handing.hand_off(
        message.conversation, by=owner, to=colleague, happened="Gelmedi", wanted="Nerede?", now=timezone.now()
    )
    mailed = subscribing.subscribe(
        by=owner, reader=colleague, page="overview", asked="", frequency="weekly", now=timezone.now()
    )
    blocked = set_up.block_sender(brand=carsi, pattern="@spam.example", by=owner)
    return {
        "conversations/<int:pk>": message.conversation_id,
        "customers/<int:pk>": message.conversation.customer_id,
        "messages/<int:pk>": message.pk,
        "messages/<int:pk>/retry": reply.pk,
        "messages/<int:pk>/undo": reply.pk,
        "customers/identities/<int:pk>": message.identity_id,
        "customers/notes/<int:pk>": note.pk,
        "customers/moves/<int:pk>": merged.pk,
        "settings/customers/attributes/<int:pk>": attribute.pk,
        "settings/customers/segments/<int:pk>": segment.pk,
        "moves/<int:pk>": moved.pk,
        "links/<int:pk>": tie.pk,
        "attachments/<uuid:uid>": attachment.uid,
        "inbox/<slug:view>": "mine",
        "promises/<slug:whose>": "mine",
        "measures/agents/<int:pk>": colleague.pk,
        "measures/csv/<slug:name>": "first",
        "measures/load/csv/<slug:name>": "people",
        "measures/said/csv/<slug:name>": "scores",
        "measures/pdf/<slug:name>": "said",
        "measures/mail/<int:pk>": mailed.pk,
        "promises/<int:pk>": owed.pk,
        "hand-offs/<int:pk>": offered.pk,
        "offline/<slug:language>": "tr",
        "join/<uuid:uid>": invitation.uid,
        "settings/team/invitations/<int:pk>": invitation.pk,
        "settings/team/<int:pk>": colleague.pk,
        "settings/teams/<int:pk>": warehouse.pk,
        "settings/loose-ends/<int:pk>": loose_end.pk,
        "settings/skills/<int:pk>": skill.pk,
        "settings/times/exceptions/<int:pk>": Expectation.objects.create(reason_id=1, first_minutes=60).pk,
        "settings/labels/<int:pk>": Label.objects.create(name="kargo").pk,
        "settings/hours/<int:pk>": carsi.pk,
        "views/<uuid:uid>": SavedView.objects.create(owner=owner, name="Herkesin", scope="everyone").uid,
        "settings/brands/<int:pk>": carsi.pk,
        "settings/mailboxes/<int:pk>": mailbox_channel.mailbox.pk,
        "settings/blocked-senders/<int:pk>": blocked.pk,
        **_of_causes(message.conversation, owner),
        **_of_rules(message),
        "settings/replies/<int:pk>": _saved_reply(),
        **_of_orders(carsi),
        # A device is its agent's alone: see tests/notices/test_devices.py for those who have one.
        "settings/notices/devices/<uuid:uid>": uuid7(),
        **_of_surveys(reply),
        "check-back/<str:token>": _check_back(reply.conversation),
        "raw": raw.pk,
    }


def _of_causes(conversation: Conversation, by: Agent) -> dict[str, Any]:
    now = timezone.now()
    department = Department.objects.create(name="Depo")
    reason = Reason.objects.create(name_tr="Kargo aktarmada bekliyor", department=department)
    cause = causes.open_cause(
        name="Aktarmada bekleyen paketler", by=by, now=now, conversation=conversation, department=department
    )
    sent = causes.report(cause, by=by, now=now)
    return {
        "causes/<int:pk>": cause.pk,
        "causes/letters/<int:pk>": Letter.objects.create(
            kind="report", about="1", cause=cause, to="depo@carsi.example", job=reporting.SEND, arguments={}
        ).pk,
        "causes/reasons/<int:pk>": reason.pk,
        "causes/next/<int:pk>": AskedNext.objects.create(reason=reason, next_reason=reason).pk,
        "causes/tasks/<int:pk>": Task.objects.create(reason=reason, treatment="simplify").pk,
        "causes/questions/<int:pk>": Asked.objects.create(report=sent, text="Hangi şube?").pk,
        "conversations/<int:pk>/why/causes/<int:cause_pk>": (conversation.pk, cause.pk),
        "report/<str:token>": reporting.token_of(sent),
        "settings/reasons/<int:pk>": reason.pk,
        "settings/departments/<int:pk>": department.pk,
    }


def _of_rules(message: Message) -> dict[str, Any]:
    rule = rules.rule(actions=[{"act": "webhook", "url": "https://depo.example/"}])
    run = RuleRun.objects.create(rule=rule, conversation=message.conversation, occasion="event:1")
    return {
        "settings/rules/<int:pk>": rule.pk,
        "settings/rules/stops/<int:pk>": RuleStop.objects.create(rule=rule, conversation=message.conversation).pk,
        "settings/rules/calls/<int:pk>": Call.objects.create(run=run, url="https://depo.example/", state="failed").pk,
    }


def _of_surveys(reply: Message) -> dict[str, Any]:
    conversation = reply.conversation
    now = timezone.now()
    low = Survey.objects.create(
        conversation=conversation,
        brand=conversation.brand,
        channel=conversation.channel,
        language="tr",
        state="answered",
        score=1,
        sent_at=now,
        answered_at=now,
    )
    return {
        "survey/<str:token>": tokens.make(Rated(tokens.REPLY, reply.uid), key=letters.key()),
        "surveys/follow-ups/<int:pk>": FollowUp.objects.create(survey=low, due_at=now).pk,
        "settings/surveys/<int:pk>": conversation.brand_id,
    }


def _check_back(conversation: Conversation) -> str:
    asked = CheckBack.objects.create(
        conversation=conversation, origin="by_hand", state="asked", language="tr", asked_at=timezone.now()
    )
    return check_back_tokens.make(asked.uid, key=check_back_letters.key())


def _saved_reply() -> int:
    written = Written(names={"tr": "Selam"}, shortcut="selam", situation="other", wordings={("tr", ""): "Merhaba."})
    return knowledge.write(written, by=None, now=timezone.now()).pk


def _of_orders(brand: Brand) -> dict[str, Any]:
    shop = orders.shop(brand)
    order = orders.order(shop)
    act = OrderAct.objects.create(order=order, key="k", kind="note", currency="TRY", asked_at=timezone.now())
    return {
        "chases/<int:pk>": _chase(brand),
        "orders/<int:pk>": order.pk,
        "orders/acts/<int:pk>": act.pk,
        "orders/push/<uuid:uid>": shop.uid,
        "orders/hook/<uuid:uid>": shop.uid,
        "settings/shops/<int:pk>": shop.pk,
    }


def _chase(brand: Brand) -> int:
    """A question to a carrier, whose answer is awaited."""
    now = timezone.now()
    asked = conversations.chase(
        make.conversation(channel=Channel.objects.filter(brand=brand).first()),
        by=make.agent(name="Selin Ak"),
        kind="carrier",
        to={"name": "Kargo", "address": "kargo@example.org"},
        subject="Gönderi",
        text="Nerede?",
        due_at=now + timedelta(days=1),
        key="chase",
        now=now,
    )
    return asked.pk


def address(route: Route, numbers: dict[str, Any]) -> str:
    """Fill the numbers into an address. Addresses of raw mail are found by whatever they begin with."""
    filled = route.template
    for template in sorted(numbers, key=len, reverse=True):
        if filled.startswith(template):
            return "/" + _filled(template, numbers[template]) + filled[len(template) :]
    if filled.startswith(("mail/", "settings/mail/", "settings/unreadable/")):
        filled = filled.replace("<int:pk>", str(numbers["raw"]))
    assert "<" not in filled, f"tell `numbers` what stands in {route.template}"
    return "/" + filled


def _filled(template: str, value: Any) -> str:
    """Fill one value into a template, or one after the other of a tuple."""
    values = iter(value if isinstance(value, tuple) else (value,))
    return re.sub("<[^>]+>", lambda _: str(next(values)), template)


def calls(client: Client, path: str) -> dict[str, int]:
    """Return what GET and POST of an address answer. An act that is sent empty may be refused, but not for who asks."""
    return {method: getattr(client, method)(path).status_code for method in ("get", "post")}


def signed_in(role: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(make.agent("Biri Öyle", role=role))
    return client


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_nobody_is_led_to_the_sign_in(route: Route, numbers: dict[str, Any]) -> None:
    path = address(route, numbers)

    for method in ("get", "post"):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_part_that_nobody_may_fetch_leads_the_whole_page_away(route: Route, numbers: dict[str, Any]) -> None:
    answer = Client().get(address(route, numbers), headers={"HX-Request": "true", "HX-Current-URL": "http://desk/"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/")
    assert answer.content == b""


@pytest.mark.parametrize(
    ("route", "role"),
    [
        pytest.param(route, role, id=f"{route.name}-{role}")
        for route in GUARDED
        for role in Role.values
        if role not in PERMISSIONS[route.permission]
    ],
)
def test_a_role_without_the_permission_is_refused(route: Route, role: str, numbers: dict[str, Any]) -> None:
    assert calls(signed_in(role), address(route, numbers)) == {"get": 403, "post": 403}


@pytest.mark.parametrize(
    ("route", "role"),
    [
        pytest.param(route, role, id=f"{route.name}-{role}")
        for route in GUARDED
        for role in sorted(PERMISSIONS[route.permission])
    ],
)
def test_a_role_with_the_permission_gets_through(route: Route, role: str, numbers: dict[str, Any]) -> None:
    path = address(route, numbers)

    answered = calls(signed_in(role), path)

    # 405: the address takes the other method; 422 and 400: an empty form; 409: the state does not fit.
    assert set(answered.values()) <= {200, 204, 302, 400, 405, 409, 422}, answered
    assert set(answered.values()) & {200, 204, 302, 400, 409, 422}, answered


@pytest.mark.parametrize("route", [route for route in OURS if route.is_open], ids=named)
def test_open_routes_answer_nobody(route: Route, numbers: dict[str, Any]) -> None:
    path = address(route, numbers)

    answered = Client().get(path).status_code

    assert answered in {200, 302, 404, 405}
    if answered == 404:
        assert route.name == "mail:first_owner"


@pytest.mark.parametrize("name", [name for name, kind in ALLAUTH.items() if kind == "signed in"])
def test_pages_of_the_account_ask_for_the_sign_in(name: str, db: None) -> None:
    (route,) = [route for route in ROUTES if route.name == name]

    answer = Client().get("/" + route.template.replace("<int:pk>", "1"))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("agent_role", Role.values)
def test_an_inactive_agent_is_nobody(agent_role: str, db: None) -> None:
    client = signed_in(agent_role)
    Agent.objects.update(is_active=False)

    assert client.get("/settings/profile/").status_code == 302
