"""How an act leaves work for later: by the job's name, in the transaction that makes the work true.

Jobs are doors and stand above the acts they call (`<app>.jobs`); named, an act below can plan them without importing
upwards. A name that no app registered raises at once.
"""

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue

# A worker's app writes over connections of its own: what a job plans there would be visible, run and gone before the
# transaction that makes it true commits.
_in_the_transaction = JobManager(DjangoConnector())


def defer(job: str, *, at: datetime | None = None, lock: str | None = None, **arguments: JSONValue) -> None:
    """Plan a job ("muhatap.mail.jobs.acknowledge"), now or for a moment. Raises procrastinate's TaskNotFound.

    Of those with the same `lock` one runs at a time.
    """
    planned = app.configure_task(job, allow_unknown=False, schedule_at=at, lock=lock)
    JobDeferrer(job_manager=_in_the_transaction, job=planned.job).defer(**arguments)
