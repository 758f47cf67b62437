"""Jobs of orders: call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.orders import actions


@app.periodic(cron="53 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_intakes(timestamp: int) -> None:
    actions.forget_intakes(now=timezone.now())
