"""Server time of the pages an agent looks at all day: through the real middleware, signed in, without a network."""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks import load, wording
from benchmarks.table import Figure, Times, timed

PARTS = ("list", "thread", "search", "reply")
TIMES = 60


@dataclass(frozen=True)
class Measured:
    """One page at one size, with the bare queries that it cannot do without."""

    what: str
    times: Times
    limit: Times | None
    aim: str


def run(conversations: int, parts: Sequence[str]) -> Iterator[Measured]:
    """Measure the pages on the desk that Django speaks to."""
    from django.conf import settings
    from django.test import Client

    from muhatap.team.models import Agent

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    agent = Agent.objects.get(email="agent2@desk.example")
    client.force_login(agent)
    measures = {"list": _lists, "thread": _threads, "search": _searches, "reply": _replies}
    for part in PARTS:
        if part in parts:
            yield from measures[part](client, agent, conversations)


def figures(by_size: dict[int, list[Measured]]) -> Iterator[Figure]:
    """Yield a line for each page and size; from the second size on with its growth."""
    smallest = {measured.what: measured.times for measured in by_size[min(by_size)]}
    for size in sorted(by_size):
        for measured in by_size[size]:
            value = str(measured.times)
            if size != min(by_size):
                value += f" ({measured.times.p50 / smallest[measured.what].p50:.2f} × {min(by_size):,})"
            limit = f"bare query p50 {measured.limit.p50:.1f} ms" if measured.limit else ""
            yield Figure(f"{measured.what}, {size:,} conversations", value, limit, measured.aim)


def _lists(client: object, agent: object, conversations: int) -> Iterator[Measured]:
    bare = _bare(
        "SELECT * FROM conversations_conversation WHERE merged_into_id IS NULL AND NOT is_spam "
        "ORDER BY last_message_at DESC, id DESC LIMIT 31"
    )
    for view in ("all", "mine", "closed"):
        times = timed([_get(client, f"/inbox/{view}/") for _ in range(TIMES)])
        yield Measured(f"list “{view}”", times, bare, "p50 ≤ 15, p95 ≤ 40 ms")


def _threads(client: object, agent: object, conversations: int) -> Iterator[Measured]:
    dice = random.Random(5)
    numbers = dice.sample(list(load.numbers_of_long_threads(conversations)), min(TIMES, conversations // 50))
    calls = [_get(client, f"/conversations/{number}/") for number in numbers]
    opened = [_get(client, f"/conversations/{number}/", into="work") for number in numbers]
    bare = timed(
        [_query(f"SELECT * FROM conversations_message WHERE conversation_id = {n} ORDER BY at") for n in numbers]
    )
    yield Measured("thread of 20 messages, opened from the list", timed(opened), bare, "p50 ≤ 25 ms")
    yield Measured("thread of 20 messages, with its list as a whole page", timed(calls), bare, "p50 ≤ 25 ms")


def _searches(client: object, agent: object, conversations: int) -> Iterator[Measured]:
    dice = random.Random(6)
    numbers = [dice.randrange(conversations) for _ in range(TIMES)]
    questions = {
        "an order number": [wording.order_number(number) for number in numbers],
        "a rare word": [wording.rare_word(140_000 + number % 10_000) for number in numbers],
        "a very common word": ["merhaba", "sipariş", "sevgiler"] * (TIMES // 3),
        "two common words": ["kargo iade", "fatura adres", "sürahi garanti"] * (TIMES // 3),
        "two words that never meet": ["aksaklık garanti", "onayladık fotoğrafını", "depodaki takip"] * (TIMES // 3),
        "a name": [f"{dice.choice(wording.FIRST)} {dice.choice(wording.LAST)}" for _ in numbers],
        "a slip of the finger": ["sparişler", "kargpya", "faturw"] * (TIMES // 3),
    }
    for what, asked in questions.items():
        calls = [_get(client, "/search/", q=question) for question in asked]
        bare = timed([_words_query(agent, question) for question in asked])
        yield Measured(f"search for {what}", timed(calls), bare, "p50 ≤ 20 ms")


def _replies(client: object, agent: object, conversations: int) -> Iterator[Measured]:
    numbers = [conversations - 1 - number for number in range(TIMES)]
    calls = [_post(client, number + load.FIRST_ID) for number in numbers]
    bare = timed([_durable_row() for _ in numbers])
    yield Measured("reply accepted", timed(calls, warm=0), bare, "p50 ≤ 15 ms")


def _get(client: object, path: str, *, into: str = "", **data: str) -> Callable[[], None]:
    """Ask for a page, or for the part of it that a click brings `into` an element."""
    headers = {"HX-Request": "true", "HX-Target": into} if into else {}

    def call() -> None:
        answer = client.get(path, data, headers=headers)  # type: ignore[attr-defined]
        assert answer.status_code == 200, (path, answer.status_code)
        assert answer.content

    return call


def _post(client: object, number: int) -> Callable[[], None]:
    data = {
        "kind": "reply",
        "text": "Merhaba, siparişiniz bugün kargoya verildi. Yarın elinizde olacak.",
        "to": "musteri@ornek.example",
        "key": uuid.uuid4().hex,
    }

    def call() -> None:
        answer = client.post(f"/conversations/{number}/messages/", data)  # type: ignore[attr-defined]
        assert answer.status_code == 302, (number, answer.status_code)

    return call


def _bare(sql: str) -> Times:
    return timed([_query(sql) for _ in range(TIMES)])


def _query(sql: str) -> Callable[[], object]:
    from django.db import connection

    def call() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return call


def _words_query(agent: object, question: str) -> Callable[[], object]:
    """The one query of a search, without its page: the weeks walked until it is full."""
    from django.utils import timezone

    from muhatap.conversations import finding, walking

    asked = finding.walk_of(question, agent=agent, now=timezone.now()).asked  # type: ignore[arg-type]
    return lambda: walking.Walk(asked).rows(93)


def _durable_row() -> Callable[[], object]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_commit (id bigint PRIMARY KEY, text text)")

    def call() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_commit VALUES ((random() * 1e15)::bigint, 'a row') ON CONFLICT DO NOTHING"
            )

    return call
