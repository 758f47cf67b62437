"""A PostgreSQL address, in Django's words."""

import pytest

from muhatap.config.database import PREPARED_AFTER, database


def test_several_hosts_are_handed_on_as_they_are() -> None:
    read = database("postgresql://muhatap:s%40kl%C4%B1@bir:5432,iki:5433/muhatap")

    assert (read["HOST"], read["PORT"]) == ("bir,iki", "5432,5433")
    assert (read["USER"], read["PASSWORD"]) == ("muhatap", "s@klı")
    assert read["OPTIONS"]["target_session_attrs"] == "read-write"


@pytest.mark.parametrize(
    ("options", "expected"),
    [("", PREPARED_AFTER), ("?prepare_threshold=off", None), ("?prepare_threshold=0", 0)],
)
def test_plans_are_kept_unless_a_pooler_cannot(options: str, expected: int | None) -> None:
    read = database(f"postgresql:///muhatap{options}")

    assert read["OPTIONS"]["prepare_threshold"] == expected


@pytest.mark.parametrize("url", ["mysql://muhatap", "postgresql:///muhatap?prepare_threshold=bazen"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        database(url)
