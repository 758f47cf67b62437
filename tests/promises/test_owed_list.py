"""The page of what we owe: it stays as far as it was read, and tells how well we keep our word, by reason too."""

import re
from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.causes import actions as causes
from muhatap.causes.models import Reason
from muhatap.conversations.models import Channel, Conversation
from muhatap.customers.models import Customer
from muhatap.promises import actions, queries
from muhatap.promises.models import Origin, Promise, State
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db

# A Monday in the morning.
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Istanbul"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_)


def test_a_list_that_was_scrolled_stays_as_far_as_it_was_read(
    asked: Conversation, elif_: Agent, client: Client
) -> None:
    now = timezone.now()
    for minutes in range(1, 121):
        actions.promise(asked, text=f"{minutes}.", due_at=now + DAY + minutes * HOUR / 60, by=elif_, now=now)
    Promise.objects.create(conversation=asked, origin=Origin.REPLY, text="ne zaman?", owner=elif_)
    client.force_login(elif_)
    asks = {"HX-Request": "true", "HX-Target": "more"}

    first = client.get("/promises/mine/").content.decode()
    more = client.get(f"/promises/mine/?after={_through(first)[-1]}", headers=asks)
    place = more.headers["HX-Replace-Url"]
    assert _count(first) == _count(more.content.decode()) == 50

    # Fetched again, come back to, and after an act: all hundred are there.
    key = _through(more.content.decode())[-1]
    assert _count(client.get(f"/promises/mine/?through={key}").content.decode()) == 100
    back = client.get(place).content.decode()
    assert _count(back) == 100
    # And what came last is what the page is scrolled to.
    assert back.index("autofocus") > back.index('id="promise-' + place.rpartition("=")[2])
    done = Promise.objects.get(text="7.")
    sent = {"whose": "mine", "through": [unquote(_through(first)[-1]), unquote(key)]}
    after = client.post(f"/promises/{done.pk}/kept/", sent, headers={"HX-Request": "true", "HX-Target": "owed"})
    assert _count(after.content.decode()) == 99
    assert _count(client.get("/promises/mine/?through=nonsense").content.decode()) == 50


def _count(page: str) -> int:
    return page.count('<li class="owed-row')


def _through(page: str) -> list[str]:
    return re.findall(r'data-key="([^"]+)"', page)


def test_the_kept_rate_is_told_by_reason_with_how_few_it_stands_on(
    asked: Conversation, elif_: Agent, onur: Agent, client: Client
) -> None:
    reason = Reason.objects.create(name_tr="Kargoda kayıp", name_en="Lost on the way")
    causes.choose(asked, reason=reason, by=elif_, now=NOW)
    other = make.conversation(channel=asked.channel)
    for number, conversation in enumerate([asked, asked, asked, other]):
        made = actions.promise(conversation, text=f"{number}.", due_at=NOW + HOUR, by=elif_, now=NOW)
        if number:
            actions.keep(made, by=elif_, now=NOW)
        else:
            actions.give_up(made, state=State.BROKEN, why="Unutuldu", by=elif_, now=NOW)

    lost, unsaid = queries.rates(onur, by="reason", now=NOW)

    assert (lost.name, lost.in_time, lost.broken, lost.percent) == ("Kargoda kayıp", 2, 1, 66)
    assert (lost.between.low_percent, lost.between.high_percent) == (20, 94)
    assert (unsaid.name, unsaid.total) == ("", 1)
    client.force_login(onur)
    Promise.objects.update(ended_at=timezone.now())
    assert "Kargoda kayıp" in client.get("/promises/rates/").content.decode()
