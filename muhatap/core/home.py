"""Where this copy of Muhatap keeps its things, said by three environment variables.

`MUHATAP_HOME` is the data folder, `MUHATAP_PORT` (with `MUHATAP_HOST`) the address of the desk,
`DATABASE_URL` a PostgreSQL of your own instead of the embedded one. Pure: no Django, so that the settings,
the supervisor and the smallest command read the same answers.
"""

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DATABASE = "muhatap"
ROLE = "muhatap"
# A Unix socket's address holds 107 bytes; PostgreSQL adds this name to its folder.
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MOST_PROXIES = 9


class WrongSetting(ValueError):
    """An environment variable holds what we cannot use; the text says which and what to write instead."""


def folder() -> Path:
    """Return the data folder, absolute. It need not exist yet."""
    given = os.environ.get("MUHATAP_HOME", "").strip()
    if given:
        return Path(given).expanduser().absolute()
    data = os.environ.get("XDG_DATA_HOME", "").strip()
    if data.startswith("/"):
        return Path(data) / "muhatap"
    try:
        return Path.home() / ".local" / "share" / "muhatap"
    except RuntimeError as error:
        raise WrongSetting("This user has no home folder. Set MUHATAP_HOME to a folder for the data.") from error


def port() -> int:
    """Return the port of the desk. Raises WrongSetting."""
    given = os.environ.get("MUHATAP_PORT", "").strip() or "8000"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 65535:
        raise WrongSetting(f"MUHATAP_PORT is “{given}”, which is not a port. Use a number from 1 to 65535.")
    return int(given)


def page_threads() -> int:
    """Return how many pages one web process draws at once. Raises WrongSetting."""
    given = os.environ.get("MUHATAP_PAGE_THREADS", "").strip() or "8"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 256:
        raise WrongSetting(f"MUHATAP_PAGE_THREADS is “{given}”. Use a number from 1 to 256.")
    return int(given)


def time_zone() -> str:
    """Return the time zone that the desk tells time in. Raises WrongSetting."""
    given = os.environ.get("MUHATAP_TIME_ZONE", "").strip() or "Europe/Istanbul"
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongSetting(
            f"MUHATAP_TIME_ZONE is “{given}”, which is no time zone. Use a name like Europe/Istanbul."
        ) from error
    return given


def log_level() -> str:
    """Return how much is logged. Raises WrongSetting."""
    given = os.environ.get("MUHATAP_LOG_LEVEL", "").strip().upper() or "INFO"
    if given not in LOG_LEVELS:
        raise WrongSetting(f"MUHATAP_LOG_LEVEL is “{given}”. Use one of {', '.join(LOG_LEVELS)}.")
    return given


def host() -> str:
    """Return the address that the desk listens on: this machine only, unless told otherwise."""
    return os.environ.get("MUHATAP_HOST", "").strip() or "127.0.0.1"


def proxy_count() -> int:
    """Return how many web servers of our own stand before the desk: that many of `X-Forwarded-For` are believed.

    Raises WrongSetting.
    """
    given = os.environ.get("MUHATAP_PROXIES", "").strip() or "0"
    if not given.isdecimal() or int(given) > MOST_PROXIES:
        raise WrongSetting(f"MUHATAP_PROXIES is “{given}”. Say how many web servers stand before the desk, as in 1.")
    return int(given)


def address() -> str:
    """Return the address to type into a browser on this machine."""
    name = host()
    if name in {"0.0.0.0", "::", "127.0.0.1"}:  # noqa: S104  (compared, not listened on)
        name = "localhost"
    return f"http://[{name}]:{port()}/" if ":" in name else f"http://{name}:{port()}/"


def database_url() -> str:
    """Return `DATABASE_URL`, or the address of this folder's embedded PostgreSQL, running or not.

    Raises WrongSetting.
    """
    return given_database_url() or embedded_database_url(folder())


def given_database_url() -> str:
    """Return `DATABASE_URL`, "" when none is set. Raises WrongSetting."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given and not given.startswith(("postgresql://", "postgres://")):
        raise WrongSetting("DATABASE_URL must begin with postgresql://, as in postgresql://user:password@host/name.")
    return given


def embedded_database_url(home: Path) -> str:
    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(socket_folder(home)), safe='')}"


def socket_folder(home: Path) -> Path:
    """Return the private folder of PostgreSQL's socket: inside the data folder, or a short one when that is
    too deep.
    """
    inside = home / "postgres" / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return inside
    # Not TMPDIR: a second command with another environment must find the same folder.
    return Path("/tmp") / f"muhatap-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108


def blob_folder() -> Path:
    return folder() / "blobs"


def secret_key() -> str:
    """Return the secret key of this copy; the first caller writes it, readable by its owner alone. Raises
    OSError.
    """
    given = os.environ.get("MUHATAP_SECRET_KEY", "").strip()
    if given:
        return given
    file = secret_key_file()
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return _write_secret_key(file)


def secret_key_file() -> Path:
    return folder() / "secret-key"


def _write_secret_key(file: Path) -> str:
    make_private_folder(file.parent)
    draft = file.with_name(f".secret-key-{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(secrets.token_urlsafe(48) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        # Web, worker and mail start together: a link fails where a rename would replace the first one's key.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text().strip()


def make_private_folder(path: Path) -> None:
    """Make the folder for its owner alone; one that exists is left as it is. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
