from datetime import UTC, datetime, timedelta

import pytest

from muhatap.conversations import ranking
from muhatap.conversations.ranking import Said

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def said(subject: str = "", text: str = "", *, name: str = "", weeks: int = 0) -> Said:
    return Said(subject, name, text, NOW - timedelta(weeks=weeks))


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("vazo", said(text="Vazo geldi"), said(text="Vazolar geldi")),
        ("vazo", said(subject="Vazo"), said(text="Vazo geldi")),
        ("zeynep", said(name="Zeynep Aksoy"), said(text="Zeynep Hanım aradı")),
        ("kırık vazo", said(text="kırık vazo geldi"), said(text="kırık geldi bu vazo")),
        ("kırık vazo", said(subject="Kırık vazo"), said(subject="Vazo kırık")),
        ("vazo", said(text="vazo"), said(text="vazo", weeks=4)),
        ("vazo", said(text="vazo", weeks=10), said(text="vazolar")),
        ("İADE", said(text="iade"), said(text="iadem")),
    ],
)  # fmt: skip
def test_the_better_answer_comes_first(question: str, better: Said, worse: Said) -> None:
    words, phrases = ranking.asked(question), [" ".join(ranking.asked(question))]

    scores = [ranking.score(each, words, phrases, now=NOW) for each in (better, worse)]

    assert scores[0] > scores[1]


def test_age_halves_at_eight_weeks() -> None:
    new, old = (ranking.score(said(text="vazo", weeks=weeks), ["vazo"], [], now=NOW) for weeks in (0, 8))

    assert (new, old) == (3.0, 1.5)
