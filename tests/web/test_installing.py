"""The desk as an installed app: manifest, service worker, and the page without a line."""

import json
import re
import struct
from pathlib import Path

import pytest
from django.test import Client

import muhatap
from muhatap.team.models import Agent

WEB = Path(muhatap.__path__[0]) / "web"


def manifest(client: Client, **headers: str) -> dict[str, object]:
    answer = client.get("/manifest.webmanifest", headers=headers)
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    read: dict[str, object] = json.loads(answer.content)
    return read


def side_of(picture: Path) -> tuple[int, int]:
    """Read width and height of a PNG. Source: PNG (3rd edition) §11.2.1."""
    data = picture.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_it_speaks_the_language_of_who_asks(elif_: Agent, client: Client) -> None:
    assert manifest(client, **{"Accept-Language": "en"})["description"] == "The desk where your team answers customers"

    client.force_login(elif_)
    said = manifest(client)

    assert (said["lang"], said["description"]) == ("tr", "Ekibinizin müşterilere yanıt verdiği masa")
    shortcuts = said["shortcuts"]
    assert isinstance(shortcuts, list)
    assert shortcuts[0] == {"name": "Benim işim", "url": "/inbox/mine/"}


def test_strangers_are_shown_no_way_in(client: Client, db: None) -> None:
    assert manifest(client)["shortcuts"] == []


def test_the_icons_are_there_and_as_large_as_said(client: Client, db: None) -> None:
    icons = manifest(client)["icons"]
    assert isinstance(icons, list)

    for icon in icons:
        picture = WEB / "static" / str(icon["src"]).removeprefix("/static/")
        width, height = side_of(picture)
        assert icon["sizes"] == f"{width}x{height}"
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }


def test_the_worker_keeps_the_pages_without_a_line_and_nothing_personal(client: Client, db: None) -> None:
    answer = client.get("/service-worker.js")
    kept = json.loads(answer.content.decode().partition("const KEPT = ")[2].partition(";\n")[0])

    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "text/javascript; charset=utf-8",
        "no-cache",
    )
    assert kept["pages"] == {"tr": "/offline/tr/", "en": "/offline/en/"}
    assert re.fullmatch(r"muhatap-[0-9a-f]{12}", kept["name"])
    assert all(file.startswith("/static/") for file in kept["files"])


@pytest.mark.parametrize(("language", "words"), [("tr", "Masaya ulaşılamıyor"), ("en", "The desk cannot be reached")])
def test_without_a_line_there_is_a_sentence(language: str, words: str, client: Client, db: None) -> None:
    page = client.get(f"/offline/{language}/").content.decode()

    assert words in page
    assert f'lang="{language}"' in page
    assert "<script" not in page


def test_another_language_is_not_there(client: Client, db: None) -> None:
    assert client.get("/offline/xx/").status_code == 404


@pytest.mark.parametrize(
    ("theme", "colours"),
    [("light", ["#fcfaf7"]), ("dark", ["#11181c"]), ("system", ["#fcfaf7", "#11181c"])],
)
def test_the_bar_of_the_system_takes_the_theme(theme: str, colours: list[str], elif_: Agent, client: Client) -> None:
    Agent.objects.filter(pk=elif_.pk).update(theme=theme)
    client.force_login(elif_)

    page = client.get("/settings/profile/").content.decode()

    assert re.findall(r'name="theme-color" content="([^"]+)"', page) == colours
    assert page.count("prefers-color-scheme") == (2 if theme == "system" else 0)


def test_the_policy_lets_worker_and_manifest_in(client: Client, db: None) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
