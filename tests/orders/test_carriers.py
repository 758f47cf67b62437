"""Carriers as shops write them, and links that lead to nobody else."""

from urllib.parse import urlsplit

import pytest

from muhatap.orders.carriers import CARRIERS, Carrier, NoTrackingNumber, guess, known, link


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Yurtiçi Kargo", "yurtici"),
        ("YURTICI KARGO", "yurtici"),
        ("Aras Kargo A.Ş.", "aras"),
        ("mng", "mng"),
        ("MNG Kargo (DHL eCommerce)", "mng"),
        ("DHL eCommerce", "mng"),
        ("DHL Express", "dhl"),
        ("Sürat", "surat"),
        ("ArasKargo", "aras"),
        ("YURTİÇİKARGO", "yurtici"),
        ("Kargoist", "kargoist"),
        ("Trendyol Express", "trendyol"),
        ("PTT KARGO", "ptt"),
        ("Royal Mail 48", "royalmail"),
        ("Hermes", "evri"),
    ],
)
def test_who_is_meant(written: str, code: str) -> None:
    carrier = known(written)

    assert carrier is not None
    assert carrier.code == code


@pytest.mark.parametrize("written", ["", "Kurye", "Trendyol Mağazası", "Karasu", "upside", "Ptthane"])
def test_nobody_is_guessed_from_part_of_a_word(written: str) -> None:
    assert known(written) is None


@pytest.mark.parametrize("carrier", [each for each in CARRIERS if each.template], ids=lambda carrier: carrier.code)
def test_a_link_stays_with_its_carrier(carrier: Carrier) -> None:
    assert urlsplit(link(carrier, "AB 1234-5678")).scheme == "https"
    assert link(carrier, "AB 1234-5678").count("AB1234-5678") == 1
    for rubbish in (
        "",
        "12",
        "../../evil",
        "1234@evil.example",
        "1234?x=https://evil.example",
        "javascript:1",
        "1" * 41,
        "12\n34",
        "----",
    ):
        with pytest.raises(NoTrackingNumber):
            link(carrier, rubbish)


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("104512887341", {"yurtici", "fedex"}),
        ("1Z999AA10123456784", {"ups"}),
        ("KT472918834GB", {"royalmail"}),
        ("12", set()),
    ],
)
def test_whose_number_it_may_be(number: str, codes: set[str]) -> None:
    assert {carrier.code for carrier in guess(number)} == codes
