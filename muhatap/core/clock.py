"""Moments as they come from the database, read by Python's own parser.

Django reads each with a loader written in Python; a page of a list holds two hundred of them.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template


class MomentLoader(BaseTzLoader):  # type: ignore[misc]
    """Reads `2026-11-23 09:12:27.5+00`; leaves what is said otherwise (infinity, before Christ) to Django's."""

    timezone = UTC

    def load(self, data: Any) -> Any:
        text = bytes(data)
        if text.endswith(b"+00"):
            with suppress(ValueError):
                return datetime.fromisoformat(text.decode())
        return super().load(data)


def read_moments_fast() -> None:
    """Let every connection of this process read moments so."""
    get_adapters_template(True, UTC).register_loader("timestamptz", MomentLoader)
