"""Jobs of orders: call the act."""

from contextlib import suppress

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from muhatap.orders import actions
from muhatap.orders.models import Shop


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


@app.task(queue="shops")
def read_changes(shop_id: int) -> None:
    actions.read_changes(shop_id)


@app.task(queue="shops")
def reread(shop_id: int, order_ids: list[str]) -> None:
    actions.reread(shop_id, order_ids)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="shops", pass_context=False)
def read_all_changes(timestamp: int) -> None:
    for shop_id in Shop.objects.values_list("pk", flat=True):
        # One round of a shop at a time, and one more waiting at most.
        with suppress(AlreadyEnqueued):
            name = f"changes:{shop_id}"
            read_changes.configure(lock=name, queueing_lock=name).defer(shop_id=shop_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="care", pass_context=False)
def count_days_of_all(timestamp: int) -> None:
    actions.count_days()


@app.task(queue="care")
def count_days() -> None:
    actions.count_days()
