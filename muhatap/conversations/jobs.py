"""Jobs of conversations: load by id, call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.conversations import actions, outbox


# Before everything else that waits: a person's reply must not stand behind a thousand senders to be looked up.
@app.task(queue="out", priority=100)
def deliver(delivery_id: int) -> None:
    outbox.deliver(delivery_id, now=timezone.now())


# The seconds stand last.
@app.periodic(cron="* * * * * */10")
@app.task(queue="out", priority=100, queueing_lock="sweep_outbox", pass_context=False)
def sweep_outbox(timestamp: int) -> None:
    outbox.sweep(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="wake_snoozed", pass_context=False)
def wake_snoozed(timestamp: int) -> None:
    actions.wake_due(now=timezone.now())


@app.periodic(cron="41 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_unsent_files(timestamp: int) -> None:
    actions.forget_unsent_files(now=timezone.now())
