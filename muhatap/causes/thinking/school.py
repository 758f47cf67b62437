"""`python -m muhatap.causes.thinking.school`: the child that learns and groups, so that nothing else carries numpy.

It reads one JSON object a line, first the task, then what it is about (of groups: crowd after crowd); answers with one
JSON object; and is gone. Memory and processor time are limited by the system (setrlimit), the time on the clock by
whoever waits. `learn` and `groups` are what the desk calls; they hold no more than one line in memory.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from muhatap.causes.thinking.enough import NotEnough
from muhatap.causes.thinking.grouping import Crowd, Group, Heard
from muhatap.causes.thinking.learning import Accuracy, Confusion, Example, Lesson

# A night is long; 100,000 unexplained conversations and the reasons of a large shop take a third of it.
SECONDS = 1_200
# Address space, of which numpy and scikit-learn reserve half before they do anything.
MEGABYTES = 3_000
LONGEST_TEXT = 4_000
MOST_LINES = 200_000
# The line after the last of a crowd.
END: dict[str, Any] = {}


class SchoolFailed(Exception):
    """The child did not answer: it took too long, needed too much, or broke. The sentence says which."""


def learn(examples: Iterable[Example], *, seconds: float = SECONDS) -> Lesson | NotEnough:
    """Learn in a child process. Raises SchoolFailed; what was learned before stays good then."""
    answer = _asked({"task": "learn"}, (_example_line(example) for example in islice(examples, MOST_LINES)), seconds)
    if not_enough := answer.get("not_enough"):
        return NotEnough(**not_enough)
    accuracy = answer["accuracy"]
    accuracy["by_language"] = {name: tuple(pair) for name, pair in accuracy["by_language"].items()}
    confusions = tuple(Confusion(**{**each, "taken": tuple(each["taken"])}) for each in answer["confusions"])
    return Lesson(
        model=base64.b64decode(answer["model"]), accuracy=Accuracy(**accuracy), confusions=confusions,
        example_count=answer["example_count"], reason_count=answer["reason_count"], seconds=answer["seconds"],
    )  # fmt: skip


def groups(
    heard: Iterable[Heard], *, before: Mapping[str, Iterable[int]] | None = None, fewest: int = 5, most: int = 30,
    seconds: float = SECONDS,
) -> list[Group]:  # fmt: skip
    """Find what belongs together in what nobody has explained, in a child process. Raises SchoolFailed.

    `before` are the members of the groups of the last night: a group that shares enough of them keeps its id. `fewest`
    is the smallest group told of, `most` how many of them.
    """
    return groups_of_each([Crowd(heard, before or {}, fewest, most)], seconds=seconds)[0]


def groups_of_each(crowds: Iterable[Crowd], *, seconds: float = SECONDS) -> list[list[Group]]:
    """Find the groups of each crowd, in one child for all of them: to start it takes longer than to look at most.

    Raises SchoolFailed.
    """
    answer = _asked({"task": "groups"}, (line for crowd in crowds for line in _crowd_lines(crowd)), seconds)
    return [[Group.from_json(each) for each in groups] for groups in answer["groups"]]


def main() -> None:
    """Do one task; errors go to whoever asked by the exit code and the last line of stderr."""
    _limit()
    lines = (json.loads(line) for line in sys.stdin)
    task = next(lines)
    answer = _TASKS[task["task"]](task, lines)
    sys.stdout.write(json.dumps(answer))


def _learn(task: Mapping[str, Any], lines: Iterator[dict[str, Any]]) -> dict[str, Any]:
    from muhatap.causes.thinking import training

    examples = [
        Example(
            text=line["text"],
            reason_id=line["reason"],
            language=line["language"],
            at=datetime.fromtimestamp(line["at"]).astimezone() if line["at"] is not None else None,
            hints=tuple(line["hints"]),
        )
        for line in lines
    ]
    lesson = training.learn(examples)
    if isinstance(lesson, NotEnough):
        return {"not_enough": asdict(lesson)}
    return {**asdict(lesson), "model": base64.b64encode(lesson.model).decode()}


def _groups(task: Mapping[str, Any], lines: Iterator[dict[str, Any]]) -> dict[str, Any]:
    from muhatap.causes.thinking import clusters

    found = []
    for crowd in lines:
        heard = [Heard(line["id"], line["text"], line["day"]) for line in iter(lambda: next(lines), END)]
        found.append(clusters.find(heard, before=crowd["before"], fewest=crowd["fewest"], most=crowd["most"]))
    return {"groups": [[asdict(group) for group in groups] for groups in found]}


_TASKS: Mapping[str, Callable[[Mapping[str, Any], Iterator[dict[str, Any]]], dict[str, Any]]] = {
    "learn": _learn,
    "groups": _groups,
}


def _example_line(example: Example) -> dict[str, Any]:
    return {
        "text": example.text[:LONGEST_TEXT],
        "reason": example.reason_id,
        "language": example.language,
        "at": example.at.timestamp() if example.at else None,
        "hints": list(example.hints),
    }


def _crowd_lines(crowd: Crowd) -> Iterator[dict[str, Any]]:
    yield {
        "before": {group_id: list(members) for group_id, members in crowd.before.items()},
        "fewest": crowd.fewest,
        "most": crowd.most,
    }
    yield from (_heard_line(each) for each in islice(crowd.heard, MOST_LINES))
    yield END


def _heard_line(heard: Heard) -> dict[str, Any]:
    return {"id": heard.id, "text": heard.text[:LONGEST_TEXT], "day": heard.day}


def _asked(task: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], seconds: float) -> dict[str, Any]:
    """Ask a child. What goes in and out lies in unnamed files, so that neither side waits for the other's pipe."""
    with tempfile.TemporaryFile("w+") as asked, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrong:
        asked.write(json.dumps(task) + "\n")
        for line in lines:
            asked.write(json.dumps(line) + "\n")
        asked.seek(0)
        command = [sys.executable, "-m", "muhatap.causes.thinking.school"]
        try:
            done = subprocess.run(  # noqa: S603
                command, stdin=asked, stdout=said, stderr=wrong, timeout=seconds, check=False, env=_environment()
            )
        except subprocess.TimeoutExpired as error:
            raise SchoolFailed(f"took more than {seconds:.0f} seconds") from error
        if done.returncode:
            wrong.seek(0)
            last = wrong.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise SchoolFailed(last[:300] or f"ended with {done.returncode}")
        said.seek(0)
        answer: dict[str, Any] = json.loads(said.read())
        return answer


def _environment() -> dict[str, str]:
    # One thread: the processors are the desk's by day and the database's by night.
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


def _limit() -> None:
    import resource

    for what, most in ((resource.RLIMIT_AS, MEGABYTES * 1_000_000), (resource.RLIMIT_CPU, 2 * SECONDS)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    os.nice(10)


if __name__ == "__main__":
    main()
