"""Figures against a plain recomputation from the raw rows, over wild histories."""

from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings

from muhatap.reports import counting
from tests.reports.histories import History, figures, rows, truth

# Weekends, holidays of the end of October, and both nights on which clocks are changed in Berlin.
BEGINNINGS = [datetime(2026, 3, 27, 6, tzinfo=UTC), datetime(2026, 10, 22, 14, tzinfo=UTC)]


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 16))])
def test_figures_say_what_happened(db: None, settings: Settings, seed: int) -> None:
    settings.TIME_ZONE = ("Europe/Istanbul", "Europe/Berlin")[seed % 2]
    history = History(seed, begins=BEGINNINGS[seed // 2 % 2])

    for steps in (30, 40):
        history.go_on(steps)
        counting.fold(now=history.now)

        assert figures() == truth()

    kept_up_to_date = rows()
    counting.measure_again()
    counting.fold(now=history.now)
    assert rows() == kept_up_to_date
