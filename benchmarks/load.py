"""A desk with many conversations, made in minutes: rows are written with COPY, as the product would leave them.

Five messages a conversation on average over three years, one of fifty with twenty; the newest are open. Search entries
come from the product's own `search.entry_lexemes`.
"""

import json
import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import django
import psycopg
from psycopg import sql

from benchmarks import wording
from muhatap.conversations.lexemes import of_texts, stems_of
from muhatap.core.turkish import fold

YEARS = 3
LONG_THREAD = 20
EVERY_LONG = 50
EVERY_CUSTOMER = 3
MOST_OPEN = 3_000
AGENTS = 4
FIRST_ID = 1
# The stems that this process has written, for the list of words.
_met: set[str] = set()
TABLES = (
    "customers_customer", "customers_identity", "conversations_conversation", "conversations_message",
    "conversations_closure", "conversations_searchentry", "core_event",
)  # fmt: skip
COLUMNS = {
    "customers_customer": "id, uid, name, language, found_by, created_at",
    "customers_identity": "id, kind, value, created_at, customer_id",
    "conversations_conversation": "id, uid, brand_id, channel_id, customer_id, customer_name, subject, preview, "
    "language, status, is_spam, assigned_to_id, opened_at, last_message_at, waiting_since, message_count, "
    "has_attachments, has_failure",
    "conversations_message": "id, uid, conversation_id, channel_id, direction, machine, author_id, identity_id, "
    "people, at, subject, text, html, quoted_text, quoted_html, signature, warnings, extras, has_attachments, "
    "external_id",
    "conversations_closure": "conversation_id, closed_at, closed_by_id",
    "conversations_searchentry": "message_id, conversation_id, at, words",
    "core_event": "at, name, subject, by_id, data",
}


def load(url: str, *, conversations: int, now: datetime, processes: int = 2) -> float:
    """Fill an empty, migrated desk; return the seconds taken. `url` is a superuser's: foreign keys rest meanwhile."""
    began = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        rebuild = [*_take_down_indexes(connection), *_give_defaults(connection)]
        share = -(-conversations // processes)
        parts = [
            (url, first, min(first + share, conversations), conversations, now)
            for first in range(0, conversations, share)
        ]
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            pool.starmap(_load_part, parts)
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET max_parallel_maintenance_workers = 2")
        for statement in rebuild:
            connection.execute(statement)
        connection.execute(
            f"""
            INSERT INTO conversations_searchweek (number)
            SELECT generate_series({_week(now - timedelta(days=365 * YEARS + 30))}, {_week(now)}) ON CONFLICT DO NOTHING
            """
        )
        for table in TABLES:
            if table not in ("core_event", "conversations_closure", "conversations_searchentry"):
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
        connection.execute("VACUUM (ANALYZE)")
    return time.monotonic() - began


def _take_down_indexes(connection: "psycopg.Connection[Any]") -> list[str]:
    """Drop indexes and constraints that can be built faster afterwards; return how to bring them back."""
    constraints = connection.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = ANY(%s::regclass[]) AND contype = 'u'
        """,
        [list(TABLES)],
    ).fetchall()
    for table, name, _ in constraints:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    indexes = connection.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
        """,
        [list(TABLES)],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [
        *(definition for _, definition in indexes),
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in constraints),
    ]


def _give_defaults(connection: "psycopg.Connection[Any]") -> list[str]:
    """Let columns that are not written here take what the model gives a new row; return how to end that."""
    from django.apps import apps

    models = {model._meta.db_table: model for model in apps.get_models()}
    without = []
    for table in TABLES:
        for field in models[table]._meta.concrete_fields:
            is_written = field.column in COLUMNS[table].split(", ") or field.primary_key
            if is_written or field.null or field.has_db_default():
                continue
            given = "{}" if field.get_default() in ([], {}) else field.get_default()
            literal = sql.Literal(given).as_string(connection)
            connection.execute(f'ALTER TABLE {table} ALTER COLUMN "{field.column}" SET DEFAULT {literal}')
            without.append(f'ALTER TABLE {table} ALTER COLUMN "{field.column}" DROP DEFAULT')
    return without


def _load_part(url: str, first: int, end: int, total: int, now: datetime) -> None:
    django.setup()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for start in range(first, end, 5_000):
            rows: dict[str, list[bytes]] = {table: [] for table in TABLES}
            for number in range(start, min(start + 5_000, end)):
                _write_conversation(rows, number, total, now)
            for table in TABLES:
                with connection.cursor().copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as copy:
                    copy.write(b"".join(rows[table]))
        connection.execute(
            "INSERT INTO conversations_searchword SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [sorted(_met)]
        )


def _write_conversation(rows: dict[str, list[bytes]], number: int, total: int, now: datetime) -> None:
    dice = random.Random(number)
    thread = _thread(dice, number, total, now)
    if number % EVERY_CUSTOMER == 0:
        pk = thread.customer
        rows["customers_customer"].append(
            _line(pk, _uid(1, pk), thread.name, "tr", f"{fold(thread.name)} {thread.address}", thread.opened)
        )
        rows["customers_identity"].append(_line(pk, "email", thread.address, thread.opened, pk))
    count = message_count(number)
    at, text = thread.opened, ""
    for position in range(count):
        at = thread.opened + timedelta(hours=40 * position / count, minutes=dice.random() * 50)
        text = _write_message(rows, dice, thread, first_message_id(number) + position, at, is_ours=position % 2 == 1)
    is_open = total - number <= MOST_OPEN and number % 3 != 0
    agent = dice.randrange(AGENTS + 1) or None if is_open else dice.randrange(AGENTS) + 1
    pk, status, waiting = thread.pk, "open" if is_open else "closed", at if is_open and count % 2 else None
    rows["conversations_conversation"].append(
        _line(
            pk, _uid(2, pk), thread.brand, thread.brand, thread.customer, thread.name, thread.subject,
            " ".join(text.split())[:240], "tr", status, number % 97 == 0, agent, thread.opened, at, waiting, count,
            False, False,
        )
    )  # fmt: skip
    rows["core_event"].append(_line(thread.opened, "ConversationOpened", f"conversation:{pk}", None, "{}"))
    if not is_open:
        rows["conversations_closure"].append(_line(pk, at, agent))
        rows["core_event"].append(_line(at, "ConversationClosed", f"conversation:{pk}", agent, "{}"))


@dataclass(frozen=True)
class _Thread:
    pk: int
    brand: int
    customer: int
    name: str
    address: str
    order: str
    subject: str
    opened: datetime


def _thread(dice: random.Random, number: int, total: int, now: datetime) -> _Thread:
    # Every third conversation is a customer's first; the others are written by somebody known.
    first = number if number % EVERY_CUSTOMER == 0 else dice.randrange(number + 1) // EVERY_CUSTOMER * EVERY_CUSTOMER
    customer, order = FIRST_ID + first, wording.order_number(number)
    return _Thread(
        pk=FIRST_ID + number,
        brand=1 if number % 10 else 2,
        customer=customer,
        name=wording.person(random.Random(-customer)),
        address=f"musteri{customer}@ornek.example",
        order=order,
        subject=wording.subject(dice, order),
        opened=now - timedelta(days=365 * YEARS) * (1 - number / total) - timedelta(days=2),
    )


def _write_message(
    rows: dict[str, list[bytes]], dice: random.Random, thread: _Thread, pk: int, at: datetime, *, is_ours: bool
) -> str:
    pieces = wording.letter(dice, thread.order, is_answer=is_ours)
    text, desk = "".join(pieces), f"destek@marka{thread.brand}.example"
    customer = {"name": thread.name, "address": thread.address}
    people = {"to": [customer]} if is_ours else {"from": customer, "to": [{"name": "", "address": desk}]}
    author = dice.randrange(AGENTS) + 1 if is_ours else None
    rows["conversations_message"].append(
        _line(
            pk, _uid(3, pk), thread.pk, thread.brand, "out" if is_ours else "in", "",
            author, None if is_ours else thread.customer,
            json.dumps(people, ensure_ascii=False), at, thread.subject, text, f"<p>{text}</p>" if is_ours else "",
            "", "", "", "[]", "{}", False, "" if is_ours else f"bench-{pk}",
        )
    )  # fmt: skip
    plain = {*_lexemes(thread.subject), *_lexemes(thread.name), *_lexemes(thread.address), *_lexemes(desk)}
    plain.update(*map(_lexemes, pieces))
    from muhatap.conversations.search import entry_lexemes, marks

    own = marks(channel_id=thread.brand, author_id=author, is_note=False, has_attachments=False)
    words = entry_lexemes(plain, conversation_id=thread.pk, brand_id=thread.brand, at=at, marks=own)
    rows["conversations_searchentry"].append(_line(pk, thread.pk, at, " ".join(f"'{word}'" for word in words)))
    return text


@lru_cache(100_000)
def _lexemes(piece: str) -> list[str]:
    found = of_texts([piece])
    _met.update(stems_of(found))
    return found


def message_count(number: int) -> int:
    """Twenty in every fiftieth conversation, else four or five: five on average."""
    return LONG_THREAD if number % EVERY_LONG == 0 else (5 if number % 10 < 7 else 4)


def first_message_id(number: int) -> int:
    """Return the id of a conversation's first message: those of all before it come first."""
    return FIRST_ID + number * LONG_THREAD


def _uid(kind: int, pk: int) -> str:
    return f"{kind:08x}00007000800000{pk:010x}"


def _week(at: datetime) -> int:
    return int(at.timestamp() // (7 * 24 * 3600))


def _line(*values: object) -> bytes:
    return ("\t".join(map(_cell, values)) + "\n").encode()


def _cell(value: object) -> str:
    if isinstance(value, str):
        # Most cells hold nothing to escape.
        if "\n" in value or "\\" in value or "\t" in value:
            return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
        return value
    if value is None:
        return r"\N"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def numbers_of_long_threads(conversations: int) -> Iterator[int]:
    """Yield the primary keys of conversations with twenty messages."""
    return iter(range(FIRST_ID, FIRST_ID + conversations, EVERY_LONG))
