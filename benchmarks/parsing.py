"""How many mails a second one process reads, beside the bare parser of the standard library on the same bytes."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes
from email.policy import default

from benchmarks import mails
from benchmarks.table import Figure

COUNT = 400
ROUNDS = 5


def run() -> Iterator[Figure]:
    from muhatap.mail.letter.parse import parse

    corpus = [mails.mail(number) for number in range(COUNT)]
    ours, bare, read = [], [], []
    # Taken in turns, so that a neighbour's load falls on all alike.
    for _ in range(ROUNDS):
        ours.append(_rate(lambda raw: parse(raw, trusted_hosts=[mails.AUTHSERV_ID]), corpus))
        bare.append(_rate(lambda raw: message_from_bytes(raw, policy=default), corpus))
        read.append(_rate(_read, corpus))
    rate, limit, opened = map(statistics.median, (ours, bare, read))
    yield Figure(
        "mails parsed /s, one process",
        f"{rate:,.0f}",
        f"stdlib parser alone {limit:,.0f} (ratio {rate / limit:.2f}); with headers and text read {opened:,.0f} "
        f"(ratio {rate / opened:.2f})",
    )


def _read(raw: bytes) -> object:
    message = message_from_bytes(raw, policy=default)
    body = message.get_body(("plain", "html"))
    return [str(message[name]) for name in ("From", "To", "Subject", "Date", "Message-ID")], body and body.get_content()


def _rate(read: Callable[[bytes], object], corpus: Sequence[bytes]) -> float:
    gc.collect()
    began = time.perf_counter()
    for raw in corpus:
        read(raw)
    return len(corpus) / (time.perf_counter() - began)
