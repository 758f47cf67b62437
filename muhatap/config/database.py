"""A PostgreSQL address in Django's words."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# How often a connection must have seen a statement before it keeps the plan: psycopg's own measure.
PREPARED_AFTER = 5


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for `postgresql://user:password@host1,host2:5432/name?option=value`.

    Several hosts are handed to libpq as they are, which finds the writable one. `prepare_threshold=off` among the
    options is for a pooler between us and PostgreSQL that cannot keep prepared statements apart. Raises ValueError for
    another scheme, and for a threshold that is no number.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    threshold = options.pop("prepare_threshold", str(PREPARED_AFTER))
    user, password, hosts, ports = _authority(parts.netloc)
    if "," in hosts:
        options.setdefault("target_session_attrs", "read-write")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "muhatap",
        "USER": user,
        "PASSWORD": password,
        "HOST": options.pop("host", "") or hosts,
        "PORT": options.pop("port", "") or ports,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "server_side_binding": True,
            # Planning the joins of a conversation takes longer than reading it. Django prepares nothing unless told to.
            "prepare_threshold": None if threshold == "off" else int(threshold),
            "pool": {"min_size": 1, "max_size": 12, "timeout": 20},
        },
    }


def _authority(netloc: str) -> tuple[str, str, str, str]:
    """Return user, password, hosts and ports; `a:5432,b:5433` gives `a,b` and `5432,5433`."""
    credentials, _, addresses = netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    pairs = [address.rpartition(":") if ":" in address else (address, "", "") for address in addresses.split(",")]
    hosts, ports = [host for host, _, _ in pairs], [port for _, _, port in pairs]
    return unquote(user), unquote(password), ",".join(hosts), ",".join(ports) if any(ports) else ""
