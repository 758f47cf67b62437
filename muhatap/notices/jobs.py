"""Jobs of notices: load by id, call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.notices import actions


@app.periodic(cron="23 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_old_notices(timestamp: int) -> None:
    actions.forget(now=timezone.now())
