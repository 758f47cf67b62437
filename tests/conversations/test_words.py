"""The small words of the thread."""

import pytest
from django.utils import timezone, translation

from muhatap.conversations.templatetags.conversations import during


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-26T08:00:00+00:00", "2026-11-26T08:30:00+00:00", "26 Kasım 2026 Perşembe, 11.00–11.30"),
        ("2026-11-26T22:00:00", "2026-11-27T01:00:00", "26 Kasım 2026 Perşembe, 22.00 – 27 Kasım 2026 Cuma, 01.00"),
        ("2026-11-26T11:00:00", "", "26 Kasım 2026 Perşembe, 11.00"),
        ("2026-11-26", "2026-11-27", "26 Kasım 2026 Perşembe – 27 Kasım 2026 Cuma"),
        ("2026-11-26", "2026-11-26", "26 Kasım 2026 Perşembe"),
        ("next week", "", "next week"),
    ],
)
def test_an_invitation_names_its_day_once(start: str, end: str, said: str) -> None:
    with translation.override("tr"), timezone.override("Europe/Istanbul"):
        assert during(start, end) == said
