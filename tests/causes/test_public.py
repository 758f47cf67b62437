"""The page of a report, for whoever has its link: shown to nobody else, kept by nobody, moved by nobody's look."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muhatap.causes import actions
from muhatap.causes.actions import reporting
from muhatap.causes.models import Asked, Cause, Report, State, Turn
from muhatap.conversations.models import Channel
from muhatap.team.models import Agent
from tests import make
from tests.causes import desk
from tests.causes.desk import NOW, TODAY

pytestmark = pytest.mark.django_db

WILD = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ settings.SECRET_KEY }} {% debug %}"


@pytest.fixture
def hub(elif_: Agent, mailbox_channel: Channel) -> Cause:
    conversation = make.conversation(channel=mailbox_channel, text=f"Siparişim aktarmada bekliyor {WILD}")
    return desk.cause(
        elif_,
        WILD[:120],
        department=desk.department(f"Depo {WILD[:50]}"),
        conversation=conversation,
        description=WILD,
        wish=WILD,
    )


@pytest.fixture
def place(hub: Cause, elif_: Agent) -> str:
    return f"/report/{reporting.token_of(actions.report(hub, by=elif_, now=NOW))}/"


def standing() -> list[Any]:
    return [
        list(Cause.objects.values()),
        list(Report.objects.values()),
        list(Turn.objects.values()),
        list(Asked.objects.values()),
    ]


def test_a_look_changes_nothing(place: str, client: Client) -> None:
    before = standing()

    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            assert client.get(place, {"act": "accept", "text": "evet"}).status_code == 200
        client.head(place)

    assert standing() == before
    assert [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_ways_of_asking_are_refused(place: str, client: Client, method: str) -> None:
    before = standing()

    assert getattr(client, method)(place).status_code == 405
    assert standing() == before


def test_nobody_keeps_it_and_nobody_learns_the_link(place: str, client: Client) -> None:
    shown, answered, gone = (
        client.get(place),
        client.post(place, {"act": "ask", "text": "Hangi şube?"}),
        client.get("/report/x/"),
    )

    for answer in (shown, answered, gone):
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
    page = shown.content.decode()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "default-src" in shown["Content-Security-Policy"]


def test_it_asks_for_no_account_and_shows_nothing_of_the_desk(place: str, hub: Cause, client: Client) -> None:
    page = client.get(place).content.decode()

    assert "sessionid" not in client.cookies
    for inside in ("/inbox/", "/customers/", "/conversations/", f"/causes/{hub.pk}/", "Elif Kaya"):
        assert inside not in page


def test_what_people_wrote_does_nothing_there(place: str, client: Client) -> None:
    client.post(place, {"act": "ask", "who": WILD[:80], "text": WILD})
    answers = [client.get(place), client.post(place, {"act": "refuse", "who": WILD, "text": ""})]
    answers.append(client.post(place, {"act": "accept", "who": WILD[:80], "text": WILD}))

    for answer in answers:
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{ settings.SECRET_KEY }}" in page or answer.status_code == 422


def test_what_the_department_wrote_does_nothing_at_the_desk(place: str, hub: Cause, elif_: Agent) -> None:
    client = Client()
    client.post(place, {"act": "ask", "text": WILD})
    client.post(place, {"act": "refuse", "who": WILD[:80], "text": WILD})
    client.force_login(elif_)

    for page in (client.get(f"/causes/{hub.pk}/"), client.get("/causes/"), client.get(f"/causes/{hub.pk}/report/")):
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"act": ""},
        {"act": "fixed"},
        {"act": "verify"},
        {"act": "ACCEPT"},
        {"act": "accept\0"},
        {"act": "accept", "who": "a\0b"},
        {"act": "accept", "text": "a\0b"},
        {"act": "accept", "on": "\0"},
        {"act": "accept", "who": "x" * 81},
        {"act": "accept", "text": "x" * 1001},
        {"act": "refuse"},
        {"act": "refuse", "text": " \n "},
        {"act": "ask"},
        {"act": "ask", "text": "x" * 1001},
    ],
)
def test_what_cannot_be_read_changes_nothing_and_keeps_what_was_typed(
    place: str, client: Client, given: dict[str, str]
) -> None:
    before = standing()

    answer = client.post(place, {"text": "Durun, yazıyordum", **given})

    if "text" in given or given.get("act") not in {"refuse", "ask"}:
        assert answer.status_code == 422
        assert standing() == before
        if "text" not in given:
            assert "Durun, yazıyordum" in unescape(answer.content.decode())


def test_huge_input_is_refused(place: str, client: Client) -> None:
    before = standing()

    assert client.post(place, {"act": "accept", "text": "x" * 5_000_000}).status_code in {400, 413, 422}
    assert client.post(place, {f"f{number}": "x" for number in range(3000)}).status_code in {400, 422}
    assert client.post(place, b"\xff\xfe", content_type="application/x-www-form-urlencoded").status_code == 422
    assert standing() == before


def test_the_longest_answer_that_is_allowed_fits(place: str, hub: Cause, client: Client) -> None:
    client.post(place, {"act": "refuse", "who": "y" * 80, "text": "ş" * 1000})

    hub.refresh_from_db()
    assert hub.state == State.REFUSED
    assert len(hub.refusal) == 500
    assert len(hub.turns.last().text) == 1000


def test_an_act_of_another_page_is_refused(place: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(place, {"act": "accept"}).status_code == 403


@pytest.mark.parametrize("state", State.values)
def test_the_page_stands_whatever_became_of_it(place: str, hub: Cause, client: Client, state: str) -> None:
    Cause.objects.update(state=state, fixed_on=TODAY)

    page = client.get(place)

    assert page.status_code == 200
    assert ("Ne dersiniz" in unescape(page.content.decode())) == (state == State.REPORTED)


def test_a_department_that_was_put_away_can_still_read_it(place: str, hub: Cause, client: Client) -> None:
    assert hub.department
    hub.department.is_archived = True
    hub.department.save()

    assert client.get(place).status_code == 200


def test_a_cause_that_is_gone_takes_its_reports_along(place: str, hub: Cause, client: Client) -> None:
    hub.delete()

    assert client.get(place).status_code == 404
