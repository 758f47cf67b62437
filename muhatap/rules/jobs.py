"""Jobs of rules: load by id, call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.rules import actions


@app.task(queue="care", priority=50)
def run(event_id: int) -> None:
    actions.run_for_event(event_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="care", lock="rules_due", queueing_lock="rules_due", pass_context=False)
def run_due(timestamp: int) -> None:
    actions.run_due(now=timezone.now())


@app.task(queue="care")
def call(call_id: int) -> None:
    actions.call(call_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="rules_sweep", pass_context=False)
def sweep_calls(timestamp: int) -> None:
    actions.sweep(now=timezone.now())
