"""Jobs of conversations: load by id, call the act."""

from procrastinate.contrib.django import app


@app.task(queue="out")
def deliver(delivery_id: int) -> None:
    raise RuntimeError("written with the outbox")
