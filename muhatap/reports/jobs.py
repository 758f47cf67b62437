"""Jobs of reports: figures kept up to date, and what may be posted from them."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.reports import counting, posting


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="fold_measures", lock="fold_measures", pass_context=False)
def fold(timestamp: int) -> None:
    counting.fold(now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="care", queueing_lock="expect_answers", pass_context=False)
def expect(timestamp: int) -> None:
    posting.expect(now=timezone.now())
