"""The pages of what is owed at a million promises: a tenth of them open, on a desk of twenty agents."""

from collections.abc import Iterator
from functools import partial

from benchmarks.table import Figure, timed

PROMISES = 1_000_000
OPEN = 100_000
TIMES = 40

_LOAD = """
INSERT INTO promises_promise (conversation_id, origin, text, owner_id, made_by_id, made_at, due_at, first_due_at,
    is_whole_day, warn_at, warned_at, called_late_at, state, ended_at, reason)
SELECT conversations[1 + n %% cardinality(conversations)], 'reply', 'Yarın 18.00''e kadar yazacağız: ' || n,
    agents[1 + n %% cardinality(agents)], agents[1 + n %% cardinality(agents)], due - interval '1 day', due, due, false,
    due, due, due, CASE WHEN n <= %(open)s THEN 'open' WHEN n %% 20 = 0 THEN 'broken' ELSE 'kept' END,
    CASE WHEN n > %(open)s THEN due + make_interval(hours => n %% 30 - 24) END, ''
FROM generate_series(1, %(all)s) AS n,
    LATERAL (SELECT now() + make_interval(mins => CASE WHEN n <= %(open)s THEN n / 5 - 500 ELSE -n / 2 END) AS due)
        AS of_time,
    (SELECT array_agg(id) AS conversations FROM (SELECT id FROM conversations_conversation
        WHERE aside_of_id IS NULL LIMIT 5000) AS main) AS of_conversations,
    (SELECT array_agg(id) AS agents FROM team_agent) AS of_agents
"""


def run() -> Iterator[Figure]:
    """Measure on the desk that is running; its database keeps the million for the next time."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from muhatap.promises.models import Promise
    from muhatap.team.models import Agent, Role

    settings.ALLOWED_HOSTS = ["*"]
    if Promise.objects.count() < PROMISES:
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, {"open": OPEN, "all": PROMISES})
            cursor.execute("ANALYZE promises_promise")
    agent = Agent.objects.filter(role=Role.OWNER).order_by("pk").first() or Agent.objects.order_by("pk").first()
    assert agent is not None
    client = Client()
    client.force_login(agent)
    for whose in ("mine", "team", "all", "ended"):
        page = timed([partial(client.get, f"/promises/{whose}/")] * TIMES)
        yield Figure(f"what we owe ({whose}), at 1 M promises", str(page), aim="p95 ≤ 40 ms")
    rates = timed([partial(client.get, "/promises/rates/")] * 10)
    yield Figure("kept rates of 90 days, at 1 M promises", str(rates))
