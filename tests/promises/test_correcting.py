"""What a writer said of the promises in a reply, however it was sent."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muhatap.promises.correcting import Correction, read

ISTANBUL = ZoneInfo("Europe/Istanbul")


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        (
            [{"text": "yarın  ararız", "due": "2026-11-24T18:00"}],
            {"yarın ararız": Correction(datetime(2026, 11, 24, 18, tzinfo=ISTANBUL))},
        ),
        ([{"text": "ararız", "is_none": True}], {"ararız": Correction(is_none=True)}),
        ([{"text": "ararız"}], {}),
        ([{"text": "ararız", "due": "yarın"}], {}),
        ([{"text": "ararız", "due": 5, "is_none": "yes"}], {}),
        ([{"due": "2026-11-24T18:00"}, "ararız", None], {}),
        ({"text": "ararız"}, {}),
        ("settled", {}),
        (None, {}),
    ],
)
def test_what_cannot_be_read_is_left_out(sent: Any, understood: dict[str, Correction]) -> None:
    assert read(sent, ISTANBUL) == understood
