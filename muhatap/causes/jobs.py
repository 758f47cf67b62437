"""Jobs of causes: reports on their way, what nobody answered, what the desk learns at night."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from muhatap.causes import actions, asked_next, learning, watching
from muhatap.causes.actions import owning, reporting, telling, treating

# A mail server that is down for a day loses nobody's report.
_PATIENT = RetryStrategy(max_attempts=12, exponential_wait=4)


@app.task(queue="care", retry=_PATIENT)
def send_report(report_id: int) -> None:
    reporting.send(report_id, now=timezone.now())


@app.task(queue="care", retry=_PATIENT)
def mail_answer(asked_id: int) -> None:
    reporting.mail_answer(asked_id)


@app.task(queue="care", retry=_PATIENT)
def mail_owner(cause_id: int, what: str, mark: int = 0) -> None:
    owning.mail_owner(cause_id, what=what, mark=mark)


@app.task(queue="care", retry=_PATIENT)
def mail_task(task_id: int, what: str, mark: int) -> None:
    owning.mail_task(task_id, what=what, mark=mark, now=timezone.now())


@app.task(queue="care", retry=_PATIENT)
def mail_unshown(cause_id: int, turn_id: int) -> None:
    reporting.mail_unshown(cause_id, turn_id, now=timezone.now())


@app.task(queue="care", retry=_PATIENT)
def mail_digest(department_id: int) -> None:
    reporting.mail_digest(department_id, now=timezone.now())


@app.task(queue="care", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def tell_one(heard_id: int, agent_id: int, texts: dict[str, str]) -> None:
    telling.tell_one(heard_id, agent_id=agent_id, texts=texts, now=timezone.now())


@app.periodic(cron="20 7 * * *")
@app.task(queue="care", queueing_lock="causes_morning", pass_context=False)
def look_in_the_morning(timestamp: int) -> None:
    """Call unanswered reports late; see whether what was fixed stays fixed, what comes more often than it should,
    and what is to be done about it."""
    now = timezone.now()
    actions.recount_all()
    reporting.escalate(now=now)
    watching.verify(now=now)
    watching.watch(now=now)
    treating.propose(now=now)
    treating.remind(now=now)


@app.periodic(cron="30 5 1 * *")
@app.task(queue="care", queueing_lock="causes_digests", pass_context=False)
def plan_digests(timestamp: int) -> None:
    for number in reporting.departments_for_digest(now=timezone.now()):
        mail_digest.defer(department_id=number)


@app.periodic(cron="40 2 * * *")
@app.task(queue="care", lock="causes_learning", queueing_lock="causes_learning", pass_context=False)
def learn(timestamp: int) -> None:
    learning.learn_all(now=timezone.now())


@app.periodic(cron="10 3 * * *")
@app.task(queue="care", lock="causes_learning", queueing_lock="causes_grouping", pass_context=False)
def find_new(timestamp: int) -> None:
    """Look for groups in what nobody explained, and for what is asked for in vain."""
    now = timezone.now()
    watching.hear_wishes(now=now)
    watching.find_new(now=now)


@app.periodic(cron="50 3 * * *")
@app.task(queue="care", queueing_lock="causes_asked_next", pass_context=False)
def count_asked_next(timestamp: int) -> None:
    asked_next.count_all(now=timezone.now())
