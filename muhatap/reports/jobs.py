"""Jobs of reports: figures kept up to date, and what may be posted from them."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from muhatap.reports import counting, posting, subscribing

# A mail server that is down for a day keeps nobody's page.
_PATIENT = RetryStrategy(max_attempts=12, exponential_wait=4)


@app.periodic(cron="* * * * *")
@app.task(queue="care", queueing_lock="fold_measures", lock="fold_measures", pass_context=False)
def fold(timestamp: int) -> None:
    counting.fold(now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="care", queueing_lock="expect_answers", pass_context=False)
def expect(timestamp: int) -> None:
    posting.expect(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="care", queueing_lock="plan_pages", pass_context=False)
def plan_pages(timestamp: int) -> None:
    subscribing.plan(now=timezone.now())


@app.task(queue="care", retry=_PATIENT)
def mail_page(dispatch_id: int) -> None:
    subscribing.mail(dispatch_id, now=timezone.now())
