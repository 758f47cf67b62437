"""Scores the mail parser on mails that other projects collected, with the values that they expect.

    python -m benchmarks.mail_cases [--suite SUITE] [--show-failures N]

The mails are read in place from MUHATAP_DATA (default: ../shared/data) and are no part of this repository.
Every mail goes through the door that the product uses, `muhatap.mail.letter.parse.parse`. What is scored:

* `read`: the mail was parsed at all, within ten seconds.
* `nothing lost`: the visible text, the quoted text and the signature together hold every character that
  the text of the mail has, white space aside.
* every expected value of the collection. Where collections disagree on what a reply is, both readings
  are printed: talon counts a signature into the reply (`reply_text + signature`), the desk folds it
  (`reply_text alone`). No mail is treated apart.

`sender` in the expected values of talon is what that library is told, not what it answers: here it
becomes the From line of the mail.
"""

import argparse
import json
import os
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 10.0


@dataclass(frozen=True)
class Case:
    """One line of `cases.jsonl`: a mail (or a part of one) and what its collectors expect."""

    suite: str
    name: str
    path: Path
    kind: str
    expected: dict[str, Any]

    def raw(self) -> bytes:
        """The mail as it would arrive. A bare body is put into the plainest mail that can carry it."""
        content = self.path.read_bytes()
        if self.kind == "mime":
            return content
        return _mail_around(content, self.kind, sender=str(self.expected.get("sender", "")).strip())


@dataclass(frozen=True)
class Verdict:
    """Whether one expectation was met; `detail` says how not."""

    key: str
    passed: bool
    detail: str = ""


@dataclass
class Score:
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, case: Case, verdict: Verdict) -> None:
        at = (case.suite, verdict.key)
        self.total[at] += 1
        self.passed[at] += verdict.passed
        if not verdict.passed:
            self.failures[at].append(f"{case.name}: {verdict.detail}")


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    root = Path(os.environ.get("MUHATAP_DATA") or Path(__file__).resolve().parent.parent.parent / "shared" / "data")
    listing = root / "mail" / "cases.jsonl"
    if not listing.is_file():
        print(f"No mails to score: {listing} is not there. Set MUHATAP_DATA to the folder that holds mail/cases.jsonl.")
        return 0
    warnings.simplefilter("ignore")
    score = Score()
    started = time.perf_counter()
    cases = [case for case in _cases(root, listing) if options.suite in (None, case.suite)]
    for case in cases:
        for verdict in _judge(case, score):
            score.add(case, verdict)
    _print(score, cases, time.perf_counter() - started, options.show_failures)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the mail parser on collected mails.")
    parser.add_argument("--suite", help="only this collection, e.g. talon")
    parser.add_argument("--show-failures", type=int, default=0, metavar="N", help="show up to N failures a line")
    return parser.parse_args(arguments)


def _cases(root: Path, listing: Path) -> Iterator[Case]:
    for line in listing.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield Case(case["suite"], case["name"], root / case["path"], case["kind"], case["expected"] or {})


def _mail_around(content: bytes, kind: str, *, sender: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    if "@" in sender:
        mail["From"] = sender
    else:
        mail["From"] = f'"{sender}" <sender@example.com>' if sender else "sender@example.com"
    mail["To"] = "desk@example.com"
    mail["Subject"] = "Case"
    mail["Date"] = "Mon, 06 Jan 2025 10:00:00 +0300"
    mail["Message-ID"] = "<case@example.com>"
    subtype = {"text": "plain", "html": "html", "ics": "calendar"}[kind]
    mail.set_content(content, "text", subtype, cte="base64")
    mail.set_param("charset", "utf-8")
    return mail.as_bytes()


def _judge(case: Case, score: Score) -> Iterator[Verdict]:
    # Loaded here, so that `--help` answers at once.
    from muhatap.mail.letter.as_json import letter_as_json
    from muhatap.mail.letter.parse import parse

    raw = case.raw()
    started = time.perf_counter()
    try:
        letter = letter_as_json(parse(raw))
    except Exception as error:  # (a failure of any kind is a line in the table)
        yield Verdict("read", False, f"{type(error).__name__}: {error}")
        return
    seconds = score.seconds[f"{case.suite}/{case.name}"] = time.perf_counter() - started
    yield Verdict("read", seconds < LONGEST_SECONDS, f"took {seconds:.1f} s")
    yield _nothing_lost(letter, case)
    for key, expected in case.expected.items():
        yield from _judge_key(key, expected, letter)


def _nothing_lost(letter: dict[str, Any], case: Case) -> Verdict:
    text = case.path.read_text(encoding="utf-8", errors="replace") if case.kind == "text" else _text_of(letter)
    missing = _characters(text) - _characters(_together(letter))
    missing.pop("\ufeff", None)
    return Verdict("nothing lost", not missing, f"{sum(missing.values())} characters are in none of the three parts")


def _text_of(letter: dict[str, Any]) -> str:
    """The text of the mail; of HTML alone, the words without the addresses that its links lead to."""
    from muhatap.mail.letter.html_text import html_to_text, read_page

    is_html_alone = bool(letter["html"]) and letter["text"] == html_to_text(letter["html"])
    return "\n".join(line.text for line in read_page(letter["html"]).lines) if is_html_alone else letter["text"]


def _characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _together(letter: dict[str, Any]) -> str:
    return f"{letter['visible_text']}\n{letter['quoted_text']}\n{letter['signature']}"


def _judge_key(key: str, expected: Any, letter: dict[str, Any]) -> Iterator[Verdict]:
    visible, signature = letter["visible_text"], letter["signature"]
    if key in {"reply_text", "reply_text_no_whitespace"}:
        same = _same if key == "reply_text" else _same_without_spaces
        yield Verdict(f"{key} + signature", same(f"{visible}\n{signature}", expected), f"{visible!r} + {signature!r}")
        yield Verdict(f"{key} alone", same(visible, expected), f"{visible!r}, not {expected!r}")
    elif key == "signature":
        yield Verdict("signature", _same(signature, expected), f"{signature!r}, not {expected!r}")
    elif key == "bounces":
        yield from _judge_bounces(expected, letter["bounce"])
    elif key != "sender":
        yield Verdict(key, False, "the table does not know this key")


def _judge_bounces(expected: list[dict[str, Any]], bounce: dict[str, Any] | None) -> Iterator[Verdict]:
    """`temporary` is told per mail by the collectors; it must hold for every address that we name."""
    recipients = bounce["recipients"] if bounce else []
    wanted = {address.lower() for one in expected for address in one["failed"]}
    found = {recipient["address"].lower() for recipient in recipients}
    yield Verdict("bounce addresses", found == wanted, f"{sorted(found)}, not {sorted(wanted)}")
    if wanted:
        is_temporary = all(one["temporary"] for one in expected)
        right = bool(recipients) and all(recipient["permanent"] != is_temporary for recipient in recipients)
        yield Verdict("bounce hard or soft", right, f"not {'soft' if is_temporary else 'hard'} for all")


def _same(left: str, right: str) -> bool:
    return left.split() == right.split()


def _same_without_spaces(left: str, right: str) -> bool:
    return "".join(left.split()) == "".join(right.split())


def _print(score: Score, cases: list[Case], seconds: float, shown: int) -> None:
    counts = Counter(case.suite for case in cases)
    print(f"{'suite':28} {'mails':>5}  {'expected':34} {'passed':>11}")
    for suite in counts:
        name = suite
        for at in sorted((at for at in score.total if at[0] == suite), key=lambda at: at[1]):
            passed, total = score.passed[at], score.total[at]
            print(f"{name:28} {counts[suite] if name else '':>5}  {at[1]:34} {passed:>5}/{total:<5}")
            name = ""
            for failure in score.failures[at][:shown]:
                print(f"{'':36}- {failure[:400]}")
    passed, total = sum(score.passed.values()), sum(score.total.values())
    slowest = max(score.seconds.items(), key=lambda item: item[1], default=("", 0.0))
    print(f"{'all':28} {len(cases):>5}  {'':34} {passed:>5}/{total:<5}")
    print(f"{len(cases)} mails in {seconds:.1f} s; the slowest, {slowest[0]}, took {slowest[1] * 1000:.0f} ms.")


if __name__ == "__main__":
    sys.exit(main())
