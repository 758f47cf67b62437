"""The pages of measures over one year of a million conversations, and what keeps their figures up to date.

The facts stand beside the smallest desk: pages of measures read figures, never conversations. By reason and by product
they do read facts of conversations, so for these there are as many conversations as facts, as long as it takes.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.table import Figure, timed

if TYPE_CHECKING:
    from django.test import Client

CONVERSATIONS = 1_000_000
DAYS = 365
TIMES = 40
# So many conversations of a year: nine of ten have one of twenty reasons, half are put to an order of two products.
OF_SOME = 100_000

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
_SOME = """
TRUNCATE reports_wait, reports_episode;
INSERT INTO conversations_conversation
SELECT copy.* FROM (SELECT * FROM conversations_conversation WHERE aside_of_id IS NULL ORDER BY id LIMIT 1000) AS one,
    generate_series(1, (%(all)s - (SELECT count(*) FROM conversations_conversation WHERE aside_of_id IS NULL)) / 1000)
    AS n,
    LATERAL jsonb_populate_record(NULL::conversations_conversation, to_jsonb(one) || jsonb_build_object(
        'id', one.id + n * 100000000::bigint, 'uid', gen_random_uuid())) AS copy;
"""
_SAID = """
INSERT INTO causes_reason (name_tr, name_en, stage, spike, asks_check_back, place, is_archived, seed, made_at, parts)
SELECT 'Ölçüm ' || n, '', 'after_sale', '', false, 900, false, '', now(), '[]' FROM generate_series(1, 20) AS n;
INSERT INTO causes_choice (conversation_id, reason_id, at, heard_at)
SELECT id, reasons[1 + (19 * random() * random())::int], now(), opened_at
FROM conversations_conversation,
    (SELECT array_agg(id) AS reasons FROM causes_reason WHERE name_tr LIKE 'Ölçüm %%') AS of_it
WHERE aside_of_id IS NULL AND id %% 10 < 9
ON CONFLICT (conversation_id) DO UPDATE SET reason_id = EXCLUDED.reason_id;
INSERT INTO orders_product (shop_id, outside_id, sku, name, changed_at, currency, details, url, is_sold)
SELECT %(shop)s, n, 'ÖLÇÜM-' || n, 'Toprak sürahi ' || n, now(), '', '[]', '', true FROM generate_series(1, 5000) AS n;
INSERT INTO orders_order (uid, shop_id, outside_id, number, number_key, placed_at, changed_at, state, currency, total,
    payment_state, refunded, customer_name, email, phone, ship_to, note, admin_url, line_count, kept_at)
SELECT gen_random_uuid(), %(shop)s, id, id, id, opened_at, opened_at, 'open', 'TRY', 2000, 'paid', 0, '', '', '', '{}',
    '', '', 2, now()
FROM conversations_conversation WHERE aside_of_id IS NULL;
INSERT INTO orders_orderline (order_id, position, outside_id, sku, name, quantity, total, refunded_count,
    returned_count)
SELECT id, line, line, 'ÖLÇÜM-' || 1 + (4999 * random() * random())::int, 'Toprak sürahi', 1, 1000, 0, 0
FROM orders_order, generate_series(1, 2) AS line WHERE shop_id = %(shop)s;
INSERT INTO orders_tie (conversation_id, order_id, at)
SELECT outside_id::bigint, id, now() FROM orders_order WHERE shop_id = %(shop)s AND id %% 2 = 0;
ANALYZE conversations_conversation; ANALYZE causes_choice; ANALYZE orders_order; ANALYZE orders_orderline;
ANALYZE orders_tie
"""
_MOST = {
    "reason": "SELECT reason_id, count(*) FROM causes_choice GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
    "product": "SELECT sku, count(*) FROM orders_orderline JOIN orders_tie USING (order_id) GROUP BY 1 ORDER BY 2 DESC "
    "LIMIT 1",
}


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
    yield from of_some(client)
    one_day = timed([partial(counting.count, [today - timedelta(days=3)])] * 10, warm=1)
    yield Figure("measures: count one day anew", str(one_day))


def of_some(client: "Client") -> Iterator[Figure]:
    """Measure pages by reason and by product; all that is written for it is taken back."""
    from urllib.parse import urlencode

    from django.db import connection, transaction
    from django.utils import timezone

    from muhatap.orders import actions
    from muhatap.team.models import Brand

    with transaction.atomic():
        shop = actions.connect(kind="generic", brand=Brand.objects.all()[0], name="Ölçüm", by=None, now=timezone.now())
        with connection.cursor() as cursor:
            _execute(_SOME, {"all": OF_SOME})
            load(OF_SOME)
            _execute(_SAID, {"shop": shop.pk})
            for name, question in _MOST.items():
                cursor.execute(question)
                value, count = cursor.fetchone()
                for period in (365, 30):
                    address = "/measures/?" + urlencode({"period": period, name: value})
                    page = timed([partial(client.get, address)] * TIMES)
                    yield Figure(f"measures by {name}, {period} days, {count} of {OF_SOME} conversations", str(page))
        found = timed([partial(client.get, "/measures/products/?q=sürahi 49")] * TIMES)
        yield Figure("a product is found among 5,000", str(found))
        transaction.set_rollback(True)


def load(conversations: int) -> None:
    """Write a year of facts of so many conversations."""
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute(_PLACES.replace("%%", "%"))
    _execute(_FACTS, {"all": conversations, "days": DAYS, "zone": str(timezone.get_default_timezone())})


def _execute(statements: str, facts: dict[str, object]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            if statement.strip():
                cursor.execute(statement, facts)
