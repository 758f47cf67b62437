"""`make reasons-eval`: how well the reason of a text is guessed after 5, 20 and 100 examples of each, as one table.

The sets are read from DATA (default: ../shared/data/text). English: banking77 (77 intents) and bitext (27). Turkish:
tr-intent-teknr (24 intents of a chat) and the aspects of tr-verigood-absa: complaints about brands, each brand put to
its trade (11), the names of all brands taken out of the texts, texts about two trades left out. "mixed" is bitext and
verigood in one model, as a desk that is written to in both languages has it.

Beside ours: the commonest reason (majority), and scikit-learn's TF-IDF of words with logistic regression as they come
(plain). The same examples and the same held-out texts for each, drawn anew with each seed; where a set has a test part
of its own, the held-out texts are from there. Ours goes the way of the product: learned, written, read, guessed in pure
Python. "unknown" is the share it does not answer, "right" the precision of the first guess in what it does answer,
"said" what its own cross-validation had said of top-1.
"""

import argparse
import csv
import json
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muhatap.causes.thinking import learning, training
from muhatap.causes.thinking.enough import NotEnough
from muhatap.core.turkish import fold

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "text"
SIZES = (5, 20, 100)
SEEDS = 3
MOST_HELD_OUT = 1_000
TRADES = {
    "cargo": "aras kargo|yurtici|mng|surat|ptt|kargo",
    "telephone": "turkcell|vodafone|turk telekom|superonline",
    "marketplace": "amazon|n11|hepsiburada|hepsi burada|trendyol|sahibinden",
    "food": "getir|mcdonald|ulker|bim|migros|sok|a101",
    "clothes": "lc waikiki|flo|pandora|gratis",
    "devices": "arcelik|apple|samsung|asus|iphone|genpa",
    "home": "karaca|enza home|mediacana",
    "bank": "garanti",
    "media": "netflix|instagram",
    "travel": "turk hava|turk yollari|kamil koc|tatil sepeti|kamik koc",
    "cars": "renault|togg|fiat",
}

Rows = list[tuple[str, str]]


@dataclass
class Score:
    """Shares of the held-out texts, one a seed."""

    top_1: list[float] = field(default_factory=list)
    top_3: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    said: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reasons_eval", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--only", help="some of the sets: banking77,bitext,teknr,verigood,mixed")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    asked = parser.parse_args()
    wanted = asked.only.split(",") if asked.only else list(SETS)
    print("| set | each | majority | plain top-1 / 3 | ours top-1 / 3 | unknown | right | said | learned | a guess |")
    print("|" + "---|" * 10)
    for name in wanted:
        known, held_out = SETS[name](asked.data)
        for size in SIZES:
            if max(Counter(reason for _, reason in known).values()) >= size:
                print(_line(name, size, known, held_out, asked.seeds), flush=True)


def _line(name: str, size: int, known: Rows, held_out: Rows | None, seeds: int) -> str:
    majority, plain, ours = Score(), Score(), Score()
    for seed in range(seeds):
        learned, asked = _drawn(known, held_out, size, seed)
        _majority(learned, asked, majority)
        _plain(learned, asked, plain)
        _ours(learned, asked, ours)
    return (
        f"| {name} | {size} | {_mean(majority.top_1)} | {_mean(plain.top_1)} / {_mean(plain.top_3)} "
        f"| **{_mean(ours.top_1)}** / {_mean(ours.top_3)} | {_mean(ours.unknown)} | {_mean(ours.precision)} "
        f"| {_mean(ours.said)} | {statistics.mean(ours.seconds):.0f} s | {statistics.mean(ours.milliseconds):.1f} ms |"
    )


def _mean(shares: Sequence[float]) -> str:
    return f"{100 * statistics.mean(shares):.1f}" if shares else "–"


def _drawn(known: Rows, held_out: Rows | None, size: int, seed: int) -> tuple[Rows, Rows]:
    """Return what is learned from (at most half of what there is of a reason) and what is asked."""
    chance = random.Random(seed)
    by_reason: dict[str, list[str]] = defaultdict(list)
    for text, reason in sorted(set(known)):
        by_reason[reason].append(text)
    learned: Rows = []
    rest: Rows = []
    for reason, texts in sorted(by_reason.items()):
        chance.shuffle(texts)
        most = size if held_out is not None else min(size, max(1, len(texts) // 2))
        learned += [(text, reason) for text in texts[:most]]
        rest += [(text, reason) for text in texts[most:]]
    asked = sorted(set(held_out)) if held_out is not None else rest
    chance.shuffle(asked)
    return learned, asked[:MOST_HELD_OUT]


def _majority(learned: Rows, asked: Rows, score: Score) -> None:
    (first, _), *_ = Counter(reason for _, reason in learned).most_common(1)
    score.top_1.append(statistics.mean(reason == first for _, reason in asked))


def _plain(learned: Rows, asked: Rows, score: Score) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pipe = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    pipe.fit([text for text, _ in learned], [reason for _, reason in learned])
    chances = pipe.predict_proba([text for text, _ in asked])
    best = [[pipe.classes_[place] for place in (-row).argsort(kind="stable")[:3]] for row in chances]
    score.top_1.append(statistics.mean(row[0] == reason for row, (_, reason) in zip(best, asked, strict=True)))
    score.top_3.append(statistics.mean(reason in row for row, (_, reason) in zip(best, asked, strict=True)))


def _ours(learned: Rows, asked: Rows, score: Score) -> None:
    ids = {reason: number for number, reason in enumerate(sorted({reason for _, reason in learned}))}
    began = time.perf_counter()
    lesson = training.learn([learning.Example(text, ids[reason]) for text, reason in learned])
    score.seconds.append(time.perf_counter() - began)
    if isinstance(lesson, NotEnough):
        return
    model = learning.load(lesson.model)
    began = time.perf_counter()
    ranked = [model.ranked(text) for text, _ in asked]
    score.milliseconds.append(1000 * (time.perf_counter() - began) / len(asked))
    best = [[guess.reason_id for guess in row[:3]] for row in ranked]
    wanted = [ids[reason] for _, reason in asked]
    right = [row[:1] == [reason] for row, reason in zip(best, wanted, strict=True)]
    answered = [bool(row) and row[0].certainty >= model.threshold for row in ranked]
    score.top_1.append(statistics.mean(right))
    score.top_3.append(statistics.mean(reason in row for row, reason in zip(best, wanted, strict=True)))
    score.unknown.append(1 - statistics.mean(answered))
    score.said.append(lesson.accuracy.top_1)
    if any(answered):
        score.precision.append(statistics.mean(is_so for is_so, known in zip(right, answered, strict=True) if known))


def _banking(data: Path) -> tuple[Rows, Rows]:
    known, held_out = (_csv(data / f"en-banking77/banking_data/{part}.csv") for part in ("train", "test"))
    return _columns(known, "text", "category"), _columns(held_out, "text", "category")


def _bitext(data: Path) -> tuple[Rows, Rows]:
    folder = data / "en-bitext-intent/data"
    known, held_out = (_csv(next((folder / part).glob("*.csv"))) for part in ("train", "test"))
    return _columns(known, "utterance", "intent"), _columns(held_out, "utterance", "intent")


def _teknr(data: Path) -> tuple[Rows, None]:
    told = json.loads((data / "tr-intent-teknr/intent_tr.json").read_text(encoding="utf-8"))
    return [(text, intent["intent"]) for intent in told["intents"] for text in intent["text"]], None


def _verigood(data: Path) -> tuple[Rows, Rows]:
    folder = data / "tr-verigood-absa/dataset/All_dataset"
    return list(_traded(folder / "train_all.txt")), list(_traded(folder / "val_cumulative.txt"))


def _mixed(data: Path) -> tuple[Rows, Rows]:
    (known, held_out), (more, more_held_out) = _bitext(data), _verigood(data)
    return [*known, *more], [*held_out, *more_held_out]


def _traded(path: Path) -> Iterator[tuple[str, str]]:
    brands = re.compile(rf"\b(?:{'|'.join(TRADES.values())})\w*")
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, triplets = line.partition("####")
        words = text.split()
        named = {
            fold(" ".join(words[int(place)] for place in places.split(",") if int(place) < len(words)))
            for places in re.findall(r"\(\[([0-9, ]+)\],", triplets)
        }
        trades = {trade for trade, names in TRADES.items() for name in named if re.search(rf"\b(?:{names})", name)}
        if len(trades) == 1:
            yield brands.sub(" ", fold(text.replace("[none]", " "))), trades.pop()


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _columns(rows: list[dict[str, str]], text: str, reason: str) -> Rows:
    return [(row[text], row[reason]) for row in rows]


SETS: dict[str, Callable[[Path], tuple[Rows, Rows | None]]] = {
    "banking77": _banking,
    "bitext": _bitext,
    "teknr": _teknr,
    "verigood": _verigood,
    "mixed": _mixed,
}


if __name__ == "__main__":
    main()
