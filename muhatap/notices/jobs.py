"""Jobs of notices: load by id, call the act."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from muhatap.notices import actions, devices, digest

# After 8, 64 and 512 seconds: what a service cannot take within ten minutes is old.
PATIENCE = RetryStrategy(max_attempts=3, exponential_wait=8, retry_exceptions=[devices.NotPushed])


@app.task(queue="out", retry=PATIENCE)
def push(subscription_id: int, notice_id: int) -> None:
    devices.push(subscription_id, notice_id, now=timezone.now())


@app.task(queue="out", retry=PATIENCE)
def try_out_push(subscription_id: int) -> None:
    devices.try_out(subscription_id, now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="care", pass_context=False)
def plan_digests(timestamp: int) -> None:
    digest.plan(now=timezone.now())


@app.task(queue="out")
def mail_digest(agent_id: int) -> None:
    digest.mail(agent_id, now=timezone.now())


@app.periodic(cron="23 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_old_notices(timestamp: int) -> None:
    actions.forget(now=timezone.now())
