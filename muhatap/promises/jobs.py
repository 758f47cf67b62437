"""Jobs of promises: what is due soon, and what is late."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.promises import actions, handing


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="watch_promises", pass_context=False)
def watch_promises(timestamp: int) -> None:
    now = timezone.now()
    actions.warn(now=now)
    actions.call_late(now=now)
    handing.escalate(now=now)
