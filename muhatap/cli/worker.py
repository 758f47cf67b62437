"""The jobs: whatever was promised in a transaction and is done after it."""

import asyncio
import os

import click

from muhatap.cli.django import ready

# A job is a mail server's or a mailbox's answer awaited most of the time, so a few run side by side.
CONCURRENCY = 4
HEARTBEAT_SECONDS = 5.0
# Four heartbeats missed: the worker is dead, and what it was doing is done again by another.
STALLED_SECONDS = 20.0
GRACEFUL_SECONDS = 4.0


@click.command()
@click.option("--concurrency", default=CONCURRENCY, show_default=True, help="Jobs side by side.")
@click.option("--queue", "queues", multiple=True, help="Only this queue (may be repeated).")
def command(concurrency: int, queues: tuple[str, ...]) -> None:
    """Run jobs until stopped. Any number of workers share the work."""
    with ready():
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector

        _register_rescue()
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            asyncio.run(_work(working, concurrency=concurrency, queues=list(queues) or None))


async def _work(app: object, *, concurrency: int, queues: list[str] | None) -> None:
    from procrastinate import App

    assert isinstance(app, App)
    async with app.open_async():
        await app.run_worker_async(
            # None is its own default, every queue; the annotation forgot it.
            queues=queues,  # type: ignore[arg-type]
            name=f"worker-{os.getpid()}",
            concurrency=concurrency,
            delete_jobs="successful",
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=GRACEFUL_SECONDS,
        )


def _register_rescue() -> None:
    """Give back, every few seconds, the jobs whose worker died half-way (kill -9, power): they would stay
    stuck.
    """
    from procrastinate import JobContext
    from procrastinate.contrib.django import app

    # The seconds stand last.
    @app.periodic(cron="* * * * * */10")
    @app.task(name="muhatap.rescue_stalled_jobs", queueing_lock="rescue", lock="rescue", pass_context=True)
    async def rescue(context: JobContext, timestamp: int) -> None:
        jobs = context.app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            await jobs.retry_job(job)
