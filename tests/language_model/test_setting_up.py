"""Deniz says which model may be asked, and the page says whether it answers."""

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from muhatap.language_model import actions
from muhatap.language_model.models import Endpoint
from muhatap.team.models import Agent, AuditEntry
from tests.servers.language_model import KEY, MODEL, LanguageModel

PLACE = "/settings/language-model/"


@pytest.fixture
def page(deniz: Agent) -> Client:
    client = Client()
    client.force_login(deniz)
    return client


def filled(server: LanguageModel, /, **changed: object) -> dict[str, object]:
    form = {"address": server.address, "model": MODEL, "key": KEY, "seconds": "5", "hourly_limit": "60"}
    return {**form, "may_stay_inside": "on", "act": "check", **changed}


def said(page: Client, form: dict[str, object]) -> str:
    return page.post(PLACE, form, follow=True).content.decode()


def test_it_is_off_until_the_owner_turns_it_on(db: None) -> None:
    assert not actions.endpoint().is_on


def test_a_model_that_answers_is_well(page: Client, model: LanguageModel) -> None:
    assert f"Her şey yolunda: “{MODEL}” yanıt veriyor." in said(page, filled(model))
    assert "⟦" not in model.told


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"address": "http://gibt-es-nicht.invalid/v1"}, "Adresindeki ad bilinmiyor (DNS)."),
        ({"address": "http://127.0.0.1:1/v1"}, "Adresinde yanıt veren yok."),
        ({"may_stay_inside": ""}, "Adresi özel bir ağa gidiyor; ayarlar buna izin vermiyor."),
        (
            {"model": "yok"},
            "Sunucusu bu adda bir model tanımıyor. Sunucusu şöyle diyor: “The model `yok` does not exist.”",
        ),
        ({"key": "yanlış"}, "Sunucusu anahtarı kabul etmiyor."),
    ],
)
def test_what_is_missing_is_said_exactly(
    page: Client, model: LanguageModel, changed: dict[str, object], sentence: str
) -> None:
    assert sentence in said(page, filled(model, **changed))


def test_a_slow_one_is_called_slow(page: Client, model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muhatap.language_model.views.setting_up.SLOW_SECONDS", 0.2)
    model.seconds = 0.4

    assert "Yanıt veriyor ama yavaş" in said(page, filled(model))


@pytest.mark.parametrize("address", ["api.example.com", "ftp://x.example", "https://a:b@x.example", "https://x y"])
def test_what_is_no_address_is_not_kept(page: Client, model: LanguageModel, address: str) -> None:
    answer = page.post(PLACE, filled(model, address=address))

    assert answer.status_code == 422
    assert not Endpoint.objects.exists()


def test_it_cannot_be_turned_on_without_address_and_model(page: Client, model: LanguageModel) -> None:
    answer = page.post(PLACE, filled(model, address="", is_on="on"))

    assert answer.status_code == 422
    assert "önce adres ve model yazılmalı" in answer.content.decode()


def test_the_key_is_sealed_kept_and_shown_to_nobody(page: Client, model: LanguageModel) -> None:
    said(page, filled(model))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM language_model_endpoint")
        stored = repr(cursor.fetchall())

    shown = said(page, filled(model, key=""))

    assert "Her şey yolunda" in shown
    assert KEY not in shown
    assert KEY not in stored
    assert actions.endpoint().key == KEY
    assert all(KEY not in repr(entry.data) for entry in AuditEntry.objects.all())


def test_a_key_goes_to_no_other_address(page: Client, model: LanguageModel) -> None:
    said(page, filled(model))
    other = LanguageModel().start()

    shown = said(page, filled(model, key="", address=other.address))

    assert "Sunucusu anahtarı kabul etmiyor." in shown
    assert actions.endpoint().key == ""
    other.stop()


def test_there_is_one_for_the_desk(db: None) -> None:
    with pytest.raises(IntegrityError):
        Endpoint.objects.create(pk=2)


@pytest.mark.parametrize("name", ["elif_", "onur"])
def test_nobody_else_sets_it_up(request: pytest.FixtureRequest, name: str) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(name))

    assert client.get(PLACE).status_code == 403
