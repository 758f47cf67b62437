"""How an act leaves work for later: by the job's name, in the transaction that makes the work true.

Jobs are doors and stand above the acts they call (`<app>.jobs`); named, an act below can plan them without importing
upwards. A name that no app registered raises at once.
"""

from datetime import datetime

from procrastinate.contrib.django import app


def defer(job: str, *, at: datetime | None = None, **arguments: object) -> None:
    """Plan a job ("muhatap.mail.jobs.acknowledge"), now or for a moment. Raises procrastinate's TaskNotFound."""
    app.configure_task(job, allow_unknown=False, schedule_at=at).defer(**arguments)
