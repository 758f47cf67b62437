"""Jobs of conversations: load by id, call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.conversations import actions, following, outbox
from muhatap.conversations.actions import assigning, auditing, expecting, returning
from muhatap.conversations.models import Conversation


# Before everything else that waits: a person's reply must not stand behind a thousand senders to be looked up.
@app.task(queue="out", priority=100)
def deliver(delivery_id: int) -> None:
    actions.leave(delivery_id, now=timezone.now())
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


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="warn_of_due", pass_context=False)
def warn_of_due(timestamp: int) -> None:
    expecting.warn_of_due(now=timezone.now())


@app.task(queue="care")
def reckon_anew(customer_id: int | None = None) -> None:
    expecting.reckon_anew(customer_id=customer_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="remind_of_chases", pass_context=False)
def remind_of_chases(timestamp: int) -> None:
    actions.remind_of_chases(now=timezone.now())


@app.task(queue="care")
def note_unreached(aside_id: int) -> None:
    actions.note_unreached(Conversation.objects.select_related("aside_of").get(pk=aside_id))


# What came in while nobody was there or had room, and what others have put back.
@app.periodic(cron="* * * * * */10")
@app.task(queue="care", queueing_lock="give_out_waiting", pass_context=False)
def give_out_waiting(timestamp: int) -> None:
    assigning.give_out_waiting(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="return_work", pass_context=False)
def return_work(timestamp: int) -> None:
    returning.return_work_of_those_gone(now=timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(queue="care", queueing_lock="audit_ownership", pass_context=False)
def audit_ownership(timestamp: int) -> None:
    auditing.audit_ownership(now=timezone.now())


@app.task(queue="care")
def look_after(conversation_id: int) -> None:
    conversation = Conversation.objects.select_related("assigned_to", "team", "brand").get(pk=conversation_id)
    returning.look_after(conversation, now=timezone.now())


@app.periodic(cron="41 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_unsent_files(timestamp: int) -> None:
    actions.forget_unsent_files(now=timezone.now())
    actions.forget_ended_drafts(now=timezone.now())


# Behind everything that somebody waits for.
@app.task(queue="care", priority=-10)
def go_on_with_bulk(run_id: int) -> None:
    actions.go_on_with_bulk(run_id, now=timezone.now())


@app.periodic(cron="* * * * * */15")
@app.task(queue="care", queueing_lock="sweep_bulk", pass_context=False)
def sweep_bulk(timestamp: int) -> None:
    actions.sweep_bulk(now=timezone.now())


@app.task(queue="care", priority=-10)
def index_customer(customer_id: int) -> None:
    following.index(customer_id)


@app.periodic(cron="17 2 * * *")
@app.task(queue="care", pass_context=False)
def empty_bin(timestamp: int) -> None:
    actions.purge_bin(now=timezone.now())
    actions.forget_bulk_runs(now=timezone.now())
