"""What a desk learns by itself: time and memory of learning, guessing and grouping; how true its statistics are.

    python -m benchmarks.causes_thinking [--runs 400]

prints the whole grid of simulated fixes, one line a cell. The shops that are simulated are those of the tests.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from benchmarks.table import Figure, timed
from muhatap.causes import thinking
from tests.causes.thinking.simulated import Shop

CONVERSATIONS = 100_000
REASONS = 40
EACH = 100
RATES = (10.0, 40.0)
SCATTERS = ((0.0, False), (0.3, True), (0.03, False), (0.1, False))
SPANS = ((28, 14), (56, 28), (84, 84))
EFFECTS = (0.2, 0.5, 1.0)
SERIES_RATES = (0.3, 1.0, 3.0, 10.0, 40.0, 100.0)


@dataclass(frozen=True)
class Cell:
    """How often the truth lay inside, and how often on which side."""

    what: str
    runs: int
    inside: float
    avoided_inside: float


def run() -> Iterator[Figure]:
    """Measure; needs no desk."""
    yield from _learning()
    yield from _grouping()
    cells = list(coverage(runs=100))
    low, high = min(cell.inside for cell in cells), max(cell.inside for cell in cells)
    mean = sum(cell.inside for cell in cells) / len(cells)
    yield Figure(f"effect, 95 % interval holds the truth ({len(cells)} simulated kinds of shop)",
                 f"{mean:.1%} ({low:.0%} to {high:.0%}, 100 runs each)", aim="93 to 97 %")  # fmt: skip
    yield Figure("a fixed cause, false alarms in 1,000 days", f"{returns(1.0, runs=60)[0]:.2f}", aim="≤ 1")
    yield Figure("60 quiet series, false alarms a month", f"{quiet(months=6):.2f}", aim="≤ 1")
    for times in (2, 3):
        yield Figure(f"a jump to {times} times, days until it is told", jumps(times, runs=10))


def coverage(*, runs: int) -> Iterator[Cell]:
    """Yield how often the interval of the ratio holds the truth, over rates, scatters, lengths and effects."""
    for rate, (scatter, is_daily), (before, after), effect in product(RATES, SCATTERS, SPANS, EFFECTS):
        chance = random.Random(f"{rate}{scatter}{before}{effect}")
        shop = Shop(rate, scatter=scatter, is_daily=is_daily)
        inside = avoided = count = 0
        for _ in range(runs):
            days = shop.days(before + 1 + after, chance, jump=effect, at=before + 1)
            found = thinking.effect_of(days, fixed_on=days[before].on)
            if isinstance(found, thinking.Effect):
                count += 1
                inside += found.ratio_low <= effect <= found.ratio_high
                avoided += found.avoided_low <= _truly_avoided(shop, days, before, effect) <= found.avoided_high
        if count >= runs / 2:
            kind = f"rate {rate:g}, scatter {scatter:g} {'a day' if is_daily else 'a week'}, {before}+{after} days"
            yield Cell(f"{kind}, {effect:g} times", count, inside / count, avoided / count)


def _truly_avoided(shop: Shop, days: list[thinking.Day], before: int, effect: float) -> float:
    from tests.causes.thinking.simulated import CONTACTS

    without = sum(shop.rate / 1000 * day.volume * CONTACTS[day.on.weekday()] for day in days[before + 1 :])
    return without * (1 - effect)


def returns(times: float, *, runs: int) -> tuple[float, float]:
    """Return alarms in 1,000 days of watching, and the mean days to the first, where the fixed rate goes up so much."""
    watched, alarms, waited = 0, 0, []
    for number in range(runs):
        chance = random.Random(number)
        shop = Shop(20.0, scatter=0.03)
        days = shop.days(56 + 1 + 28, chance, jump=0.3, at=57)
        later = shop.days(180, chance, first=days[-1].on.fromordinal(days[-1].on.toordinal() + 1), jump=0.3 * times)
        found = thinking.is_back([*days, *later], fixed_on=days[56].on, verified_on=days[-1].on)
        if isinstance(found, thinking.Return):
            watched += 180
            if found.is_back and found.told_on:
                alarms += 1
                waited.append((found.told_on - later[0].on).days + 1)
    return 1000 * alarms / watched, sum(waited) / max(len(waited), 1)


def quiet(*, months: int) -> float:
    """Return the false alarms a month of a shop of 60 series in which nothing happens; what lasts counts once."""
    alarms = 0
    for number in range(60):
        chance = random.Random(number)
        shop = _series(number)
        days = shop.days(56 + 30 * months, chance)
        lasting = False
        for last in range(56, len(days)):
            found = thinking.spike_in(days[max(0, last - 70) : last + 1], on=days[last].on)
            is_spike = isinstance(found, thinking.Spike)
            alarms += is_spike and not lasting
            lasting = is_spike
    return alarms / months


def jumps(times: float, *, runs: int) -> str:
    """Return how many days a jump goes unseen, by contacts a day."""
    told = []
    for rate in SERIES_RATES[1:]:
        waited = []
        for number in range(runs):
            chance = random.Random(number)
            days = Shop(rate, scatter=0.02).days(98, chance, jump=times, at=70)
            seen = (
                last - 69
                for last in range(70, 98)
                if isinstance(thinking.spike_in(days[last - 70 : last + 1], on=days[last].on), thinking.Spike)
            )
            waited.append(next(seen, 29))
        found = sum(each < 29 for each in waited)
        middle = sorted(waited)[len(waited) // 2]
        told.append(f"{rate * 0.2:g} a day: " + (f"{middle}" if found > runs / 2 else "not in 28"))
    return ", ".join(told)


def _series(number: int) -> Shop:
    """Most series of a shop are small, and none is quite even."""
    return Shop(
        SERIES_RATES[number % len(SERIES_RATES)], scatter=(0.0, 0.02, 0.05)[number % 3], is_daily=number % 2 == 0
    )


def _learning() -> Iterator[Figure]:
    examples = [
        thinking.Example(text, number % REASONS)
        for number, text in enumerate(_letters(REASONS * EACH, topics=REASONS))
    ]  # fmt: skip
    began = time.perf_counter()
    lesson = thinking.learn(examples)
    seconds = time.perf_counter() - began
    assert isinstance(lesson, thinking.Lesson)
    what = f"learning {len(examples):,} examples of {REASONS} reasons, judged by five folds"
    yield Figure(what, f"{seconds:.0f} s, {len(lesson.model) / 1e6:.2f} MB written")
    before = _own_megabytes()
    model = thinking.load(lesson.model)
    yield Figure("a model of 40 reasons in memory", f"{_own_megabytes() - before:.1f} MB")
    texts = [example.text for example in examples[:500]]
    letters = [" ".join(texts[at : at + 30]) for at in range(100)]
    short, long = (timed([partial(model.guess, text) for text in asked]) for asked in (texts, letters))
    yield Figure("a guess, 300 letters", str(short), aim="≤ 10 ms")
    yield Figure("a guess, a letter of several pages", str(long), aim="≤ 10 ms")


def _grouping() -> Iterator[Figure]:
    heard = [thinking.Heard(number, text, 740_000 + number % 60) for number, text in enumerate(_letters(CONVERSATIONS))]
    bare = _bare(heard)
    began = time.perf_counter()
    found = thinking.groups(heard)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    yield Figure(
        f"groups of {CONVERSATIONS:,} conversations ({len(found)} told of)", f"{seconds:.0f} s, {peak:.0f} MB",
        f"TF-IDF alone {bare:.0f} s", "≤ 300 s, ≤ 1,000 MB",
    )  # fmt: skip


def _bare(heard: list[thinking.Heard]) -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer

    began = time.perf_counter()
    TfidfVectorizer(min_df=3).fit_transform(each.text for each in heard)
    return time.perf_counter() - began


def _letters(count: int, *, topics: int = 300) -> Iterator[str]:
    """Yield letters of some 40 words: a third from its topic's own, the rest from what all say, with slips."""
    chance = random.Random(7)
    common = [_word(chance) for _ in range(2_000)]
    weights = [1 / (place + 3) for place in range(len(common))]
    own = [[_word(chance) for _ in range(25)] for _ in range(topics)]
    for number in range(count):
        words = chance.choices(common, weights, k=chance.randint(15, 45))
        words += chance.choices(own[number % topics], k=len(words) // 3)
        chance.shuffle(words)
        yield " ".join(words)


def _word(chance: random.Random) -> str:
    return "".join(
        chance.choice("bcdfghklmnprstvyzşç") + chance.choice("aeıioöuü") for _ in range(chance.randint(2, 5))
    )


def _own_megabytes() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss / 1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.causes_thinking", description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    asked = parser.parse_args()
    for cell in coverage(runs=asked.runs):
        mark = "" if 0.93 <= cell.inside <= 0.97 else "  <"
        print(f"{cell.what}: {cell.inside:.1%} of {cell.runs}, avoided {cell.avoided_inside:.1%}{mark}", flush=True)
    for times in (1.0, 2.0, 3.0):
        rate, days = returns(times, runs=asked.runs // 2)
        print(f"fixed rate times {times:g}: {rate:.2f} alarms in 1,000 days, after {days:.0f} days", flush=True)
    print(f"quiet: {quiet(months=12):.2f} false alarms a month", flush=True)
    for times in (2, 3):
        print(f"jump to {times} times, days unseen: {jumps(times, runs=20)}", flush=True)


if __name__ == "__main__":
    main()
