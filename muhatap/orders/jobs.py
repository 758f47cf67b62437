"""Jobs of orders: call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.orders import actions


@app.periodic(cron="53 1 * * *")
@app.task(queue="care", pass_context=False)
def forget_intakes(timestamp: int) -> None:
    actions.forget_intakes(now=timezone.now())


@app.task(queue="shops")
def perform(act_id: int) -> None:
    actions.perform(act_id)


@app.periodic(cron="* * * * *")
@app.task(queue="shops", pass_context=False)
def sweep_acts(timestamp: int) -> None:
    actions.sweep_acts(now=timezone.now())
