"""The moment a letter was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.mail.letter import dates


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Tue, 5 Mar 2024 10:00:00 +0300", "2024-03-05T10:00:00+03:00"),
        ("5 Mar 2024 10:00 +0300", "2024-03-05T10:00:00+03:00"),
        ("Tue, 5 Mar 2024 10:00:00 +0300 (GMT+03:00)", "2024-03-05T10:00:00+03:00"),
        ("Tue, 05 Mar 2024 07:00:00 GMT", "2024-03-05T07:00:00+00:00"),
        ("Tue, 05 Mar 2024 10:00:00 GMT+0300", "2024-03-05T10:00:00+03:00"),
        ("Tue, 05 Mar 2024 10:00:00 +03:00", "2024-03-05T10:00:00+03:00"),
        ("Tue, 5 Mar 2024 10:00:00 -0000", "2024-03-05T10:00:00+00:00"),
        ("Tue, 5 Mar 2024 10:00:00", "2024-03-05T10:00:00+00:00"),
        ("5 Mar 24 10:00:00 +0300", "2024-03-05T10:00:00+03:00"),
        ("Sal, 5 Mart 2024 10:00:00 +0300", "2024-03-05T10:00:00+03:00"),
        ("Çarşamba, 14 Ağustos 2024 09:30:00 +0300", "2024-08-14T09:30:00+03:00"),
        ("Mi, 14 Okt 2020 09:30:00 +0200", "2020-10-14T09:30:00+02:00"),
        ("2024-03-05T10:00:00+03:00", "2024-03-05T10:00:00+03:00"),
        ("2024-03-05 10:00:00", "2024-03-05T10:00:00+00:00"),
        ("05.03.2024 10:00", "2024-03-05T10:00:00+00:00"),
        ("Tue Mar  5 10:00:00 2024", "2024-03-05T10:00:00+00:00"),
        ("Tue, 32 Mar 2024 10:00:00 +0300", None),
        ("Tue, 5 Mar 2024 29:00:00 +0300", None),
        ("dün", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_any_shape(value: str, moment: str | None) -> None:
    found = dates.parse(value)

    assert (found.isoformat() if found else None) == moment


def test_a_server_on_the_way_knows_the_moment_too() -> None:
    line = "from mx.ornek.com by kargo.ornek.com with ESMTP id 1; Tue, 5 Mar 2024 10:00:00 +0300"

    found = dates.from_received(line)

    assert found is not None
    assert found.isoformat() == "2024-03-05T10:00:00+03:00"


@given(st.one_of(st.text(max_size=80), st.text(alphabet="0123456789:+-., TZGMTMar", max_size=60)))
def test_no_date_breaks_the_reader(value: str) -> None:
    found = dates.parse(value)

    assert found is None or (found.tzinfo is not None and found.isoformat())
