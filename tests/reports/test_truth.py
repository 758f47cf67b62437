"""Figures against a plain recomputation from the raw rows, over wild histories."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from muhatap.conversations import actions
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel
from muhatap.reports import counting
from muhatap.reports.models import Episode
from muhatap.team.models import Agent
from tests import make
from tests.reports.histories import History, figures, rows, truth

# Weekends, holidays of the end of October, and both nights on which clocks are changed in Berlin.
BEGINNINGS = [datetime(2026, 3, 27, 6, tzinfo=UTC), datetime(2026, 10, 22, 14, tzinfo=UTC)]


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 16))])
def test_figures_say_what_happened(db: None, settings: Settings, seed: int) -> None:
    settings.TIME_ZONE = ("Europe/Istanbul", "Europe/Berlin")[seed % 2]
    history = History(seed, begins=BEGINNINGS[seed // 2 % 2])

    for steps in (30, 40):
        history.go_on(steps)
        counting.fold(now=history.now)

        assert figures() == truth()

    kept_up_to_date = rows()
    counting.measure_again()
    counting.fold(now=history.now)
    assert rows() == kept_up_to_date


def test_what_comes_back_from_further_on_is_read_anew_there(mailbox_channel: Channel, elif_: Agent) -> None:
    writers = [Person(f"m{number}@example.com") for number in range(3)]
    one, other, third = (make.conversation(channel=mailbox_channel, sender=writer) for writer in writers)
    again = make.message(mailbox_channel, conversation=one, sender=writers[0])
    moved = actions.move_message(again, to=other, by=elif_)
    actions.merge(other, into=third, by=elif_)
    to = {"to": [{"name": "", "address": "m2@example.com"}], "cc": [], "bcc": []}
    actions.reply(third, by=elif_, text="Yolda.", people=to, now=timezone.now(), then="closed")
    counting.fold(now=timezone.now())

    # Only the first two are told of it; the message comes from the third.
    actions.undo_move(moved, by=elif_, now=timezone.now())
    counting.fold(now=timezone.now())

    kept_up_to_date = rows()
    counting.measure_again()
    counting.fold(now=timezone.now())
    assert kept_up_to_date == rows()
    assert Episode.objects.filter(conversation=one).count() == 1
