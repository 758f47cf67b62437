"""`make coach-eval`: precision and recall of the reply coach, by kind, language and set, as one table.

The sets are `tests/coach/labelled/{tr,en}_{dev,held}.jsonl`. A finding matches a label of the same kind whose words
overlap with its own (or that has no words, for findings of the whole draft). Rules were written against the dev sets;
of the held sets only the figures printed here were ever looked at, so `--show` works for dev alone.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muhatap import coach

LABELLED = Path(__file__).parent.parent / "tests" / "coach" / "labelled"
SETS = ("dev", "held")


@dataclass
class Score:
    """Counts by kind: labels found, labels missed, findings without a label."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    drafts: int = 0
    clean: int = 0
    clean_with_findings: int = 0
    moods: int = 0
    urgent: int = 0
    latte: Counter[str] = field(default_factory=Counter)
    latte_drafts: int = 0

    def precision(self, kinds: list[str]) -> float | None:
        return _share(sum(self.found[kind] for kind in kinds), sum(self.false[kind] for kind in kinds))

    def recall(self, kinds: list[str]) -> float | None:
        return _share(sum(self.found[kind] for kind in kinds), sum(self.missed[kind] for kind in kinds))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coach_eval", description=__doc__)
    parser.add_argument("--only", choices=SETS, help="one of the sets")
    parser.add_argument("--lang", choices=("tr", "en"))
    parser.add_argument("--show", action="store_true", help="what went wrong, draft by draft (dev only)")
    asked = parser.parse_args()
    for name in [asked.only] if asked.only else SETS:
        scores = {}
        for lang in [asked.lang] if asked.lang else ("tr", "en"):
            path = LABELLED / f"{lang}_{name}.jsonl"
            if path.exists():
                scores[lang] = score(path, show=asked.show and name == "dev")
        if scores:
            print("\n".join(_table(name, scores)) + "\n")


def score(path: Path, *, show: bool = False) -> Score:
    """Check every draft of a set and count."""
    total = Score()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            _count(json.loads(line), total, show=show)
    return total


def _count(labelled: dict[str, Any], total: Score, *, show: bool) -> None:
    advice = coach.check(
        labelled["draft"], lang=labelled["lang"], channel=labelled["channel"], customer=labelled["customer"] or "",
        voice=labelled["brand_voice"],
    )  # fmt: skip
    missed, false, found = compared(labelled["draft"], labelled["findings"], advice.findings)
    total.missed.update(label["kind"] for label in missed)
    total.false.update(finding.kind for finding in false)
    total.found.update(label["kind"] for label in found)
    total.drafts += 1
    total.clean += not labelled["findings"]
    total.clean_with_findings += not labelled["findings"] and bool(advice.findings)
    wanted = labelled.get("mood") or {}
    total.moods += wanted.get("mood") == advice.mood.mood
    total.urgent += wanted.get("urgent") == advice.mood.urgent
    if labelled.get("latte"):
        total.latte_drafts += 1
        total.latte.update(name for name, is_so in labelled["latte"].items() if getattr(advice.latte, name) == is_so)
    if show:
        _show(labelled, missed, false, advice)


def compared(
    draft: str, labels: list[dict[str, str]], findings: tuple[coach.Finding, ...]
) -> tuple[list[dict[str, str]], list[coach.Finding], list[dict[str, str]]]:
    """Return missed labels, findings without a label, and labels that were found."""
    spans = [(label, list(_places(draft, label["text"]))) for label in labels]
    found = [label for label, places in spans if any(_fits(label, places, each) for each in findings)]
    missed = [label for label in labels if label not in found]
    false = [each for each in findings if not any(_fits(label, places, each) for label, places in spans)]
    return missed, false, found


def _places(draft: str, text: str) -> Iterator[tuple[int, int]]:
    place = draft.find(text) if text else -1
    while place >= 0:
        yield place, place + len(text)
        place = draft.find(text, place + 1)


def _fits(label: dict[str, str], places: list[tuple[int, int]], finding: coach.Finding) -> bool:
    if label["kind"] != finding.kind:
        return False
    return (
        not label["text"]
        or finding.start == finding.end
        or any(finding.start < end and start < finding.end for start, end in places)
    )


def _show(labelled: dict[str, Any], missed: list[dict[str, str]], false: list[coach.Finding], advice: Any) -> None:
    mood_wrong = (labelled.get("mood") or {}).get("mood") != advice.mood.mood
    if missed or false:
        print(f"{labelled['id']} [{labelled['channel']}] {labelled['brand_voice'] or ''}")
        print(f"   C: {labelled['customer']}\n   D: {labelled['draft']!r}")
        for label in missed:
            print(f"   missed {label['kind']}: {label['text']!r}")
        for finding in false:
            print(f"   FALSE  {finding.kind}: {finding.text!r} ({finding.rule})")
        print(f"   labels: {[(label['kind'], label['text']) for label in labelled['findings']]} {labelled['note']}")
    if mood_wrong:
        print(f"{labelled['id']} mood {labelled['mood']} not {advice.mood}: {labelled['customer']}")


def _table(name: str, scores: dict[str, Score]) -> Iterator[str]:
    langs = list(scores)
    yield f"{name}: " + ", ".join(f"{lang} {scores[lang].drafts} drafts" for lang in langs)
    yield "| kind | " + " | ".join(f"{lang} precision | {lang} recall | {lang} labels" for lang in langs) + " |"
    yield "|---|" + "---|" * 3 * len(langs)
    for kind in coach.KINDS:
        yield f"| {kind} | " + " | ".join(_cells(scores[lang], [kind]) for lang in langs) + " |"
    yield "| **all** | " + " | ".join(_cells(scores[lang], list(coach.KINDS)) for lang in langs) + " |"
    for lang in langs:
        total = scores[lang]
        marks = sum(total.latte.values()) / (5 * total.latte_drafts) if total.latte_drafts else 0.0
        yield (
            f"{lang}: {total.clean_with_findings} of {total.clean} good drafts with a finding; mood "
            f"{total.moods / total.drafts:.2f}, urgency {total.urgent / total.drafts:.2f}, LATTE marks {marks:.2f}"
        )


def _cells(total: Score, kinds: list[str]) -> str:
    labels = sum(total.found[kind] + total.missed[kind] for kind in kinds)
    return f"{_written(total.precision(kinds))} | {_written(total.recall(kinds))} | {labels}"


def _share(right: int, wrong: int) -> float | None:
    return right / (right + wrong) if right + wrong else None


def _written(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}"


if __name__ == "__main__":
    main()
