"""Where a copy of Muhatap keeps its things."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from muhatap.core import home


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "MUHATAP_HOME",
        "MUHATAP_PORT",
        "MUHATAP_HOST",
        "DATABASE_URL",
        "XDG_DATA_HOME",
        "MUHATAP_SECRET_KEY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HOME": "/home/elif"}, "/home/elif/.local/share/muhatap"),
        ({"HOME": "/home/elif", "XDG_DATA_HOME": "/data"}, "/data/muhatap"),
        ({"HOME": "/home/elif", "XDG_DATA_HOME": "relative"}, "/home/elif/.local/share/muhatap"),
        ({"HOME": "/home/elif", "MUHATAP_HOME": "~/desk"}, "/home/elif/desk"),
        ({"MUHATAP_HOME": "/srv/desk"}, "/srv/desk"),
    ],
)
def test_the_data_folder(environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert home.folder() == Path(folder)


@pytest.mark.parametrize("given", ["0", "65536", "-1", "http", "80.5", "٨٠٠٠"])
def test_a_wrong_port_is_named(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUHATAP_PORT", given)

    with pytest.raises(home.WrongSetting, match="MUHATAP_PORT is"):
        home.port()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://localhost:8123/"),
        ("0.0.0.0", "http://localhost:8123/"),
        ("10.0.0.7", "http://10.0.0.7:8123/"),
        ("fd00::7", "http://[fd00::7]:8123/"),
    ],
)
def test_the_address_to_type(host: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUHATAP_HOST", host)
    monkeypatch.setenv("MUHATAP_PORT", "8123")

    assert home.address() == address


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("MUHATAP_TIME_ZONE", "Mars/Olympus", home.time_zone),
        ("MUHATAP_PAGE_THREADS", "çok", home.page_threads),
        ("MUHATAP_PAGE_THREADS", "0", home.page_threads),
        ("MUHATAP_LOG_LEVEL", "her şey", home.log_level),
        ("MUHATAP_PROXIES", "bir", home.proxy_count),
        ("MUHATAP_PROXIES", "-1", home.proxy_count),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, given: str, read: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(home.WrongSetting, match=name):
        read()

    monkeypatch.setenv(name, "")
    assert read() is not None


def test_the_database_lives_in_the_data_folder_unless_one_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUHATAP_HOME", "/srv/desk")
    assert home.database_url() == "postgresql://muhatap@/muhatap?host=%2Fsrv%2Fdesk%2Fpostgres%2Frun"

    monkeypatch.setenv("DATABASE_URL", "postgresql://db/desk")
    assert home.database_url() == "postgresql://db/desk"


def test_a_deep_data_folder_gets_a_short_socket_folder() -> None:
    deep = Path("/srv") / ("müşteri-hizmetleri/" * 10)

    socket = home.socket_folder(deep)

    assert len(str(socket / home.SOCKET_NAME)) <= 107
    assert socket == home.socket_folder(deep)
    assert socket != home.socket_folder(deep / "other")


def test_the_secret_key_is_written_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUHATAP_HOME", str(tmp_path / "desk"))

    first = home.secret_key()

    assert home.secret_key() == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "desk" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "desk").iterdir()] == ["secret-key"]
