"""Work left for later belongs to the transaction that makes it true, whoever leaves it."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.core.jobs import defer

JOB = "muhatap.conversations.jobs.deliver"
# Not the number of any delivery: jobs of other stories may still stand in the queue.
NEVER, LATER = 910_000_001, 910_000_002


@pytest.mark.django_db(transaction=True)
def test_what_a_running_job_plans_waits_for_its_commit() -> None:
    """A worker swaps the app's connector for one of its own; another worker must not take the job too early."""
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()):
        with transaction.atomic():
            defer(JOB, delivery_id=NEVER)
            transaction.set_rollback(True)
        assert not ProcrastinateJob.objects.filter(args={"delivery_id": NEVER}).exists()

        with transaction.atomic():
            defer(JOB, delivery_id=LATER)
        assert ProcrastinateJob.objects.filter(args={"delivery_id": LATER}).exists()
