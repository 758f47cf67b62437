"""Rules of the stories, and a worker that does what was planned."""

from typing import Any

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations import thread
from muhatap.conversations.models import Conversation
from muhatap.core.models import Event
from muhatap.rules import actions, jobs
from muhatap.rules.models import Rule, Trigger
from muhatap.team.models import Agent, Role
from tests import make

RUN = "muhatap.rules.jobs.run"


def rule(name: str = "Faturalar", *, event: str = Trigger.RECEIVED, by: Agent | None = None, **fields: Any) -> Rule:
    """A rule that is switched on, written as a lead writes it."""
    conditions = fields.pop("all", [])
    fields.setdefault(
        "conditions", {"all": [{"field": one, "is": how, "value": what} for one, how, what in conditions]}
    )
    fields.setdefault("actions", [{"act": "close"}])
    fields.setdefault("is_enabled", True)
    fields.setdefault("now", timezone.now())
    by = by or Agent.objects.filter(role=Role.LEAD).first() or make.agent("Onur Bal", role=Role.LEAD)
    return actions.write(name=name, event=event, by=by, **fields)


def planned() -> dict[int, int]:
    """The events that rules are to be asked about, by the job that asks, oldest first."""
    jobs = ProcrastinateJob.objects.filter(task_name=RUN, status="todo").order_by("id")
    return {job.pk: job.args["event_id"] for job in jobs}


def work(*, most: int = 100) -> list[int]:
    """Do what was planned, and what that plans in turn, each twice as a queue may; return the events in order."""
    done: list[int] = []
    while left := planned():
        assert len(done) < most, "the rules go on for ever"
        for job, event in left.items():
            jobs.run(event_id=event)
            jobs.run(event_id=event)
            done.append(event)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])
    return done


def lines(conversation: Conversation) -> list[str]:
    """What the thread tells between the messages."""
    events = Event.objects.filter(subject=f"conversation:{conversation.pk}").order_by("id")
    names = dict(Agent.objects.values_list("pk", "name"))
    return [line.words for event in events if (line := thread.describe(event, names))]
