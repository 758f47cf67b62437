"""The pages of measures over one year of a million conversations, and what keeps their figures up to date.

The facts stand beside the smallest desk: pages of measures read figures, never conversations.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from benchmarks.table import Figure, timed

CONVERSATIONS = 1_000_000
DAYS = 365
TIMES = 40

# Two brands, each with two channels and three teams, and days that are like a shop's: most comes from nine to nine.
_PLACES = """
INSERT INTO conversations_channel (brand_id, kind, name, address, expected_minutes, is_enabled, created_at)
SELECT id, 'mail', 'ölçüm-' || id, 'olcum-' || id || '@example.com', 240, true, now() FROM team_brand
WHERE NOT EXISTS (SELECT FROM conversations_channel WHERE name LIKE 'ölçüm-%%');
INSERT INTO team_team (name, assignment, created_at) SELECT name, '', now()
FROM unnest(ARRAY['Depo', 'Muhasebe', 'İade']) AS name ON CONFLICT DO NOTHING;
"""
_FACTS = """
CREATE TEMPORARY TABLE told AS
SELECT n, main.id AS conversation_id, channel.brand_id, channel.id AS channel_id,
    CASE WHEN n %% 4 > 0 THEN teams[n %% 4] END AS team_id, agents[1 + n %% cardinality(agents)] AS agent_id,
    main.customer_id,
    date_trunc('day', now()) - make_interval(days => n %% %(days)s)
        + make_interval(mins => 540 + (720 * random() * random())::int) AS began_at,
    -- Log-normal, with a middle of 50 minutes and a long tail.
    (exp(8.0 + 1.3 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())))::bigint AS took,
    random() AS luck
FROM generate_series(1, %(all)s) AS n
    JOIN (SELECT id, customer_id, row_number() OVER (ORDER BY id) - 1 AS place FROM conversations_conversation
        WHERE aside_of_id IS NULL) AS main ON main.place = n %% (SELECT count(*) FROM conversations_conversation
        WHERE aside_of_id IS NULL)
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS teams FROM team_team) AS of_teams
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS agents FROM team_agent) AS of_agents
    JOIN (SELECT id, brand_id, row_number() OVER (ORDER BY id) - 1 AS place FROM conversations_channel) AS channel
        ON channel.place = n %% (SELECT count(*) FROM conversations_channel);
INSERT INTO reports_wait (conversation_id, brand_id, channel_id, team_id, agent_id, is_first, began_at, began_on,
    began_hour, is_open, answered_at, answered_on, clock_seconds, open_seconds, is_kept)
SELECT conversation_id, brand_id, channel_id, team_id, agent_id, turn = 1, began, (began AT TIME ZONE %(zone)s)::date,
    extract(hour FROM began AT TIME ZONE %(zone)s), true, began + make_interval(secs => took * 3),
    ((began + make_interval(secs => took * 3)) AT TIME ZONE %(zone)s)::date, took * 3, took,
    CASE WHEN turn = 1 AND luck < 0.3 THEN took < 9000 END
FROM told, generate_series(1, CASE WHEN luck < 0.5 THEN 2 ELSE 1 END) AS turn,
    LATERAL (SELECT began_at + make_interval(hours => 20 * (turn - 1)) AS began) AS at;
INSERT INTO reports_episode (conversation_id, brand_id, channel_id, team_id, agent_id, customer_id, is_contact,
    began_at, began_on, closed_at, closed_on, clock_seconds, open_seconds, answer_count, message_count, repeat_count,
    hand_off_count, channel_count)
SELECT conversation_id, brand_id, channel_id, team_id, agent_id, customer_id, luck < 0.9, began_at,
    (began_at AT TIME ZONE %(zone)s)::date, began_at + make_interval(secs => took * 20),
    ((began_at + make_interval(secs => took * 20)) AT TIME ZONE %(zone)s)::date, took * 20, took * 7,
    CASE WHEN luck < 0.06 THEN 0 ELSE 1 END, 1 + (luck * 10)::int %% 4, (luck * 100)::int %% 10 / 8,
    (luck * 1000)::int %% 10 / 9, 1
FROM told;
DROP TABLE told;
ANALYZE reports_wait; ANALYZE reports_episode;
"""


def run() -> Iterator[Figure]:
    """Measure on the desk that is running; its database keeps the facts for the next time."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from muhatap.reports import counting
    from muhatap.reports.models import Episode
    from muhatap.reports.models import Figure as Kept
    from muhatap.team.models import Agent, Role

    settings.ALLOWED_HOSTS = ["*"]
    today = timezone.localdate()
    if Episode.objects.count() < CONVERSATIONS:
        load(CONVERSATIONS)
    days = [today - timedelta(days=number) for number in range(DAYS)]
    if not Kept.objects.exists():
        counted = timed([partial(counting.count, days[at : at + 20]) for at in range(0, DAYS, 20)], warm=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE reports_figure")
        yield Figure("measures: count a year of 1 M conversations anew", f"{sum(counted.sample) / 1000:.0f} s")
    agent = Agent.objects.filter(role=Role.OWNER).order_by("pk").first() or Agent.objects.order_by("pk").first()
    assert agent is not None
    client = Client()
    client.force_login(agent)
    asked = {
        "measures of a year, at 1 M conversations": "/measures/?period=365",
        "measures of a month": "/measures/?period=30",
        "what will come": "/measures/load/",
        "an agent's own year": "/measures/own/?period=365",
    }
    for what, address in asked.items():
        page = timed([partial(client.get, address)] * TIMES)
        yield Figure(what, str(page), aim="p95 ≤ 300 ms")
    one_day = timed([partial(counting.count, [today - timedelta(days=3)])] * 10, warm=1)
    yield Figure("measures: count one day anew", str(one_day))


def load(conversations: int) -> None:
    """Write a year of facts of so many conversations."""
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute(_PLACES.replace("%%", "%"))
        for statement in _FACTS.split(";\n"):
            if statement.strip():
                facts = {"all": conversations, "days": DAYS, "zone": str(timezone.get_default_timezone())}
                cursor.execute(statement, facts)
