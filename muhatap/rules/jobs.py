"""Jobs of rules: load by id, call the act."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from muhatap.rules import actions


# The database may be restarting, or two acts may have stood in each other's way.
@app.task(queue="care", priority=50, retry=RetryStrategy(max_attempts=8, exponential_wait=3))
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


@app.periodic(cron="52 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_runs(timestamp: int) -> None:
    actions.forget_runs(now=timezone.now())
