"""Jobs of promises: what is due soon, what is late, and whom to ask whether all is well."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.promises import actions, handing
from muhatap.promises.checking_back import asking


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="watch_promises", pass_context=False)
def watch_promises(timestamp: int) -> None:
    now = timezone.now()
    actions.warn(now=now)
    actions.call_late(now=now)
    handing.escalate(now=now)


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="check_back", pass_context=False)
def check_back(timestamp: int) -> None:
    now = timezone.now()
    asking.ask_due(now=now)
    asking.call_silent(now=now)
