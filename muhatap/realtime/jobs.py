from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.realtime import actions


@app.periodic(cron="*/10 * * * *")
@app.task(queue="care", pass_context=False)
def prune_rings(timestamp: int) -> None:
    actions.prune(now=timezone.now())
