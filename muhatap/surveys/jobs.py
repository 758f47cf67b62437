"""Jobs of surveys: what is due to be asked, and which low scores nobody has followed up."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.surveys import asking, following


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="watch_surveys", pass_context=False)
def watch_surveys(timestamp: int) -> None:
    now = timezone.now()
    asking.ask_due(now=now)
    following.call_late(now=now)
