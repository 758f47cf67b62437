"""A rule calls another machine: signed, kept until it is taken, tried again, and seen when it is not."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations.models import Channel, Label
from muhatap.core import signing
from muhatap.rules import actions
from muhatap.rules.models import Call, CallState, Rule
from muhatap.team.models import Agent
from tests import make
from tests.rules.desk import rule, work

pytestmark = pytest.mark.django_db


class Warehouse:
    """Another machine that takes calls, or answers what the story says."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        warehouse = self

        class Door(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                warehouse.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(warehouse.answers.pop(0) if warehouse.answers else 204)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/muhatap"


@pytest.fixture
def warehouse(settings: Any) -> Iterator[Warehouse]:
    settings.WEBHOOKS_MAY_STAY_INSIDE = True
    running = Warehouse()
    threading.Thread(target=running.server.serve_forever, daemon=True).start()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def calling(onur: Agent, warehouse: Warehouse) -> Rule:
    return rule("Depoya sor", actions=[{"act": "webhook", "url": warehouse.url}])


def called(channel: Channel) -> Call:
    """A customer writes and the rule has its call planned."""
    make.conversation(channel=channel, subject="Kargo nerede?")
    work()
    return Call.objects.get()


def planned_calls() -> list[tuple[int, datetime | None]]:
    jobs = ProcrastinateJob.objects.filter(task_name="muhatap.rules.jobs.call").order_by("id")
    return [(job.args["call_id"], job.scheduled_at) for job in jobs]


def test_a_signature_is_as_the_standard_says() -> None:
    # Source of the figures: the example of Standard Webhooks, which its libraries test against.
    headers = signing.headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        uid="msg_p5jXN8AQM9LWM0D4loKWxJek",
        body=b'{"test": 2432232314}',
        now=datetime.fromtimestamp(1614265330, tz=UTC),
    )

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330")


def test_the_other_side_can_check_who_calls_and_read_what_happened(
    calling: Rule, warehouse: Warehouse, mailbox_channel: Channel
) -> None:
    Label.objects.create(name="kargo")
    call = called(mailbox_channel)
    actions.call(call.pk, now=timezone.now())
    actions.call(call.pk, now=timezone.now())

    ((headers, body),) = warehouse.taken
    calling.refresh_from_db()
    key = base64.b64decode(calling.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["content-type"] == "application/json"
    said = json.loads(body)
    conversation = call.run.conversation
    assert (said["type"], said["data"]["rule"]) == (
        "rule.ran",
        {"id": calling.pk, "name": "Depoya sor", "event": "received"},
    )
    assert (said["data"]["conversation"]["number"], said["data"]["conversation"]["subject"]) == (
        conversation.pk,
        "Kargo nerede?",
    )
    assert said["data"]["message"]["text"] == "Merhaba, 8812 numaralı siparişim nerede?"
    call.refresh_from_db()
    assert (call.state, call.status_code, call.attempt_count) == (CallState.TAKEN, 204, 1)


def test_a_refused_call_is_tried_again_with_the_same_id(
    calling: Rule, warehouse: Warehouse, mailbox_channel: Channel, onur: Agent
) -> None:
    warehouse.answers = [500, 204]
    now = timezone.now()
    call = called(mailbox_channel)

    actions.call(call.pk, now=now + timedelta(seconds=1))
    actions.call(call.pk, now=now + timedelta(seconds=2))
    call.refresh_from_db()
    assert (call.state, call.status_code, call.reason) == (CallState.WAITING, 500, "The other side answered 500.")
    assert planned_calls()[-1] == (call.pk, call.next_at)

    actions.call(call.pk, now=now + timedelta(seconds=10))
    call.refresh_from_db()
    assert (call.state, call.reason, call.attempt_count) == (CallState.TAKEN, "", 2)
    first, second = (headers for headers, _body in warehouse.taken)
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-signature"] != second["webhook-signature"]


def test_patience_ends_and_leads_see_why(
    calling: Rule, warehouse: Warehouse, mailbox_channel: Channel, onur: Agent
) -> None:
    warehouse.answers = [503] * 20
    call = called(mailbox_channel)
    while call.state == CallState.WAITING:
        actions.call(call.pk, now=call.next_at + timedelta(seconds=1))
        call.refresh_from_db()

    assert (call.state, call.attempt_count) == (CallState.FAILED, 8)
    lead = Client()
    lead.force_login(onur)
    page = lead.get(f"/settings/rules/{calling.pk}/runs/").content.decode()
    assert "Karşı taraf 503 yanıtını verdi." in page
    assert "1 kez eksik kaldı" in lead.get("/settings/rules/").content.decode()

    warehouse.answers = []
    lead.post(f"/settings/rules/calls/{call.pk}/again/")
    actions.call(call.pk, now=timezone.now() + timedelta(seconds=1))
    call.refresh_from_db()
    assert call.state == CallState.TAKEN


def test_an_address_that_is_gone_is_not_asked_again(
    calling: Rule, warehouse: Warehouse, mailbox_channel: Channel
) -> None:
    warehouse.answers = [410]
    call = called(mailbox_channel)

    actions.call(call.pk, now=timezone.now())

    call.refresh_from_db()
    assert (call.state, call.status_code, call.attempt_count) == (CallState.FAILED, 410, 1)


def test_our_own_walls_are_not_called(
    calling: Rule, warehouse: Warehouse, mailbox_channel: Channel, settings: Any
) -> None:
    settings.WEBHOOKS_MAY_STAY_INSIDE = False
    call = called(mailbox_channel)

    actions.call(call.pk, now=timezone.now())

    call.refresh_from_db()
    assert (call.state, call.reason) == (
        CallState.FAILED,
        "The address leads into a private network; such addresses are refused.",
    )
    assert warehouse.taken == []


def test_a_redirect_is_no_yes(calling: Rule, warehouse: Warehouse, mailbox_channel: Channel) -> None:
    warehouse.answers = [302]
    call = called(mailbox_channel)

    actions.call(call.pk, now=timezone.now())

    call.refresh_from_db()
    assert (call.state, call.reason) == (CallState.WAITING, "The other side answered 302.")


def test_a_call_whose_worker_died_is_planned_anew(
    calling: Rule, warehouse: Warehouse, mailbox_channel: Channel
) -> None:
    call = called(mailbox_channel)
    now = timezone.now()
    # Claimed, and then the lights went out.
    Call.objects.update(attempt_count=1, next_at=now + timedelta(minutes=2))

    assert actions.sweep(now=now + timedelta(minutes=1)) == 0
    assert actions.sweep(now=now + timedelta(minutes=5)) == 1
    actions.call(call.pk, now=now + timedelta(minutes=5))

    call.refresh_from_db()
    assert (call.state, call.attempt_count) == (CallState.TAKEN, 2)


def test_the_secret_is_sealed_and_can_be_renewed(calling: Rule, onur: Agent) -> None:
    calling.refresh_from_db()
    was = calling.secret
    lead = Client()
    lead.force_login(onur)
    assert was in lead.get(f"/settings/rules/{calling.pk}/").content.decode()
    assert was not in calling.sealed_secret

    lead.post(f"/settings/rules/{calling.pk}/secret/")

    calling.refresh_from_db()
    assert calling.secret != was
    assert len(base64.b64decode(calling.secret.removeprefix("whsec_"))) == signing.SECRET_BYTES
