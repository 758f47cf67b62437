"""The reply coach: a draft of 1,000 characters, drafts up to 200 kB, and what it holds in memory."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

from benchmarks.coach_eval import LABELLED
from benchmarks.table import Figure, timed

DRAFTS = 200
LETTERS = 1_000
LONG = (25_000, 50_000, 100_000, 200_000)


def run() -> Iterator[Figure]:
    """Measure on drafts put together from the labelled ones; needs no desk."""
    from muhatap import coach

    for lang in ("tr", "en"):
        drafts, customers = _material(lang)
        calls = [
            partial(coach.check, draft, lang=lang, customer=customer, channel="public")
            for draft, customer in zip(drafts, customers, strict=True)
        ]
        yield Figure(f"coach, {LETTERS:,} characters, {lang}", str(timed(calls)), aim="p95 ≤ 20 ms")
    yield Figure("coach, long drafts", _long(), aim="linear to 200 kB")
    yield Figure("coach, memory over the base process", f"{_memory():.0f} MB", aim="≤ 40 MB")


def _material(lang: str) -> tuple[list[str], list[str]]:
    lines = [json.loads(line) for line in (LABELLED / f"{lang}_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    pool = [line["draft"] for line in lines]
    chance = random.Random(1)
    drafts = [" ".join(chance.sample(pool, len(pool)))[:LETTERS] for _ in range(DRAFTS)]
    return drafts, [chance.choice(lines)["customer"] or "" for _ in drafts]


def _long() -> str:
    from muhatap import coach

    whole = "\n\n".join(_material("tr")[0])
    said = []
    for size in LONG:
        draft = (whole * (size // len(whole) + 1))[:size]
        began = time.perf_counter()
        coach.check(draft, lang="tr")
        said.append(f"{size // 1000} kB {time.perf_counter() - began:.2f} s")
    return ", ".join(said)


_MEMORY = """
import psutil, sys
import muhatap.core.turkish, json, re, datetime
base = psutil.Process().memory_info().rss
from muhatap import coach
for lang in ("tr", "en"):
    for line in open(sys.argv[1].format(lang), encoding="utf-8"):
        labelled = json.loads(line)
        coach.check(labelled["draft"], lang=lang, customer=labelled["customer"] or "")
print((psutil.Process().memory_info().rss - base) / 1_000_000)
"""


def _memory() -> float:
    """Megabytes that both languages with all their rules, after some hundred drafts, add to a bare process."""
    place = str(LABELLED / "{}_dev.jsonl")
    done = subprocess.run([sys.executable, "-c", _MEMORY, place], capture_output=True, text=True, check=True)
    return float(done.stdout)
