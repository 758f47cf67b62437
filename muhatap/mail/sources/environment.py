"""What the environment says about mail coming in: ports and the largest mail."""

import os

from muhatap.core import home
from muhatap.core.home import WrongSetting

MEGABYTE = 1024 * 1024


def lmtp_port() -> int:
    """Return the port of the LMTP door on this machine, 0 for none. Raises WrongSetting."""
    return _port("MUHATAP_LMTP_PORT", default=_beside_the_desk(24))


def smtp_port() -> int:
    """Return the port of the SMTP door, 0 for none. Raises WrongSetting."""
    return _port("MUHATAP_SMTP_PORT", default=_beside_the_desk(25))


def mail_host() -> str:
    """Return the address that the doors listen on: this machine only, unless told otherwise."""
    return os.environ.get("MUHATAP_MAIL_HOST", "").strip() or "127.0.0.1"


def most_bytes() -> int:
    """Return the size of the largest mail that is read. Raises WrongSetting."""
    given = os.environ.get("MUHATAP_MAIL_LIMIT_MB", "").strip() or "60"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 1000:
        raise WrongSetting(f"MUHATAP_MAIL_LIMIT_MB is “{given}”. Use a number of megabytes from 1 to 1000.")
    return int(given) * MEGABYTE


def in_megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0")


def _beside_the_desk(distance: int) -> int:
    # Two copies on one machine differ in MUHATAP_PORT, and so in these.
    port = home.port() + distance
    return port if port <= 65535 else home.port() - distance


def _port(name: str, *, default: int) -> int:
    given = os.environ.get(name, "").strip().lower()
    if not given:
        return default
    if given in {"off", "0"}:
        return 0
    if not given.isascii() or not given.isdigit() or int(given) > 65535:
        raise WrongSetting(f"{name} is “{given}”, which is not a port. Use a number from 1 to 65535, or off.")
    return int(given)
