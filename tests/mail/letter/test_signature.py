# ruff: noqa: E501 (a case is one line)
"""Where a signature begins, and what is none."""

import pytest

from muhatap.mail.letter.signature import is_mobile_line, signature_start


@pytest.mark.parametrize(
    "line",
    [
        "iPhone'umdan gönderildi",
        "iPhone’umdan gönderildi",
        "iPad'imden gönderildi",
        "IPHONE'UMDAN GÖNDERİLDİ",
        "Samsung Galaxy akıllı telefonumdan gönderildi.",
        "Galaxy'mden gönderildi",
        "Huawei telefonumdan gönderildi",
        "Xiaomi cihazımdan gönderildi",
        "Android için Outlook uygulamasını edinin<https://aka.ms/AAb9ysg>",
        "Android için Outlook uygulamasını edinin",
        "iOS için Outlook'u edinin",
        "Windows için Posta uygulamasından gönderildi",
        "Windows 10 için Posta ile gönderildi",
        "Yandex.Mail mobil uygulamasından gönderildi",
        "Yahoo Mail: Ara, Düzenle, Fethet",
        "Android'de Yahoo Mail'den gönderildi",
        "Sent from my iPhone",
        "Sent from my Verizon Wireless BlackBerry",
        "Sent from Mail for Windows",
        "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from Yahoo Mail on Android",
        "Sent with Proton Mail secure email.",
        "Get Outlook for Android<https://aka.ms/ghei36>",
        "Von meinem iPhone gesendet",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Gesendet mit der GMX Mail App",
        "Gesendet von Outlook für Android",
        "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour iOS<https://aka.ms/o0ukef>",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Sendt fra min iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhoneから送信",
    ],
)
def test_a_phone_signs(line: str) -> None:
    assert is_mobile_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "gönderildi",
        "Kargom Ankara'dan gönderildi",
        "Ürün depodan gönderildi",
        "Paketiniz kargo ile gönderildi",
        "Sent from my desk, is much easier than my mobile phone.",
        "Sent from Berlin",
        "The parcel was sent from my iPhone case shop",
        "Gesendet von Berlin",
        "Enviado desde Madrid",
        "I got Outlook for Christmas",
    ],
)
def test_news_of_something_sent_is_no_signature(line: str) -> None:
    assert not is_mobile_line(line)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("Soru.\n\n-- \nZeynep\nKadıköy", "-- \nZeynep\nKadıköy"),
        ("Soru.\n--\nZeynep", "--\nZeynep"),
        ("Soru.\n\n__\nliste@ornek.com", "__\nliste@ornek.com"),
        ("Soru.\n\n________________\nhaber listesi\nliste@ornek.com\nhttps://ornek.com", "________________\nhaber listesi\nliste@ornek.com\nhttps://ornek.com"),
        ("Soru.\n\nSaygılarımla,\nZeynep Kaya\nMimar\n\niPhone'umdan gönderildi", "Saygılarımla,\nZeynep Kaya\nMimar\n\niPhone'umdan gönderildi"),
        ("Soru.\n\nSAYGILARIMLA\nZEYNEP KAYA", "SAYGILARIMLA\nZEYNEP KAYA"),
        ("Soru.\n\nSaygilarimla\nZeynep", "Saygilarimla\nZeynep"),
        ("Soru.\n\nKolay gelsin.", "Kolay gelsin."),
        ("Frage.\n\nMfG\nElif", "MfG\nElif"),
        ("Soru.\n\nElif Demir\nvia mobile", "Elif Demir\nvia mobile"),
        ("Soru.\n\n/Elif", "/Elif"),
        ("Mit -- Strichen im Satz.", ""),
        ("Soru.\n\nZeynep", ""),
        ("Teşekkürler,\nZeynep", ""),
        ("Soru.\n\n--\nBu arada, iade de alıyor musunuz?", ""),
        ("Yapılacaklar:\n-- bir\n-- iki", ""),
        ("Soru.\n\nSaygılarımla\n\nBu arada kargoyu hâlâ alamadım ve bu beni gerçekten üzdü, lütfen bugün arayın beni.", ""),
        ("Saygılarımla,\nbaşlayan bir cümle nasıl olur?", ""),
        ("Bilgilerim:\n\nElif Demir\nelif@ornek.com\n0212 555 10 20\nwww.ornek.com", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_where_the_signature_begins(text: str, signature: str) -> None:
    lines = text.split("\n")

    assert "\n".join(lines[signature_start(lines) :]) == signature


def test_a_long_letter_under_two_dashes_stays_a_letter() -> None:
    lines = ["Giriş.", "--", *(f"Bu, mektubun {number}. satırı." for number in range(40))]

    assert signature_start(lines) == len(lines)
