"""Bytes to text: what the label says, and what the bytes say against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.mail.letter import charset

TURKISH = "Siparişim hâlâ gelmedi, İğdır'a ne zaman ulaşır? Şaşırdım."


@pytest.mark.parametrize(
    ("data", "label", "text", "defect"),
    [
        (b"plain", None, "plain", ""),
        (TURKISH.encode("utf-8"), "utf-8", TURKISH, ""),
        (TURKISH.encode("utf-8"), '"UTF-8"', TURKISH, ""),
        (TURKISH.encode("utf-8"), "charset=utf-8", TURKISH, ""),
        (TURKISH.encode("iso-8859-9"), "iso-8859-9", TURKISH, ""),
        (TURKISH.encode("cp1254"), "windows-1254", TURKISH, ""),
        ("“tırnak” – 5 €".encode("cp1254"), "iso-8859-9", "“tırnak” – 5 €", ""),
        (TURKISH.encode("utf-8"), "iso-8859-9", TURKISH, "charset-wrong"),
        (TURKISH.encode("utf-8"), "us-ascii", TURKISH, "charset-wrong"),
        (TURKISH.encode("cp1254"), "iso-8859-1", TURKISH, "charset-wrong"),
        (TURKISH.encode("cp1254"), "utf-8", TURKISH, "charset-wrong"),
        (TURKISH.encode("cp1254"), None, TURKISH, "charset-missing"),
        (TURKISH.encode("cp1254"), "x-unknown", TURKISH, "charset-unknown"),
        (TURKISH.encode("utf-8"), "zlib", TURKISH, "charset-unknown"),
        (TURKISH.encode("utf-8"), "idna", TURKISH, "charset-unknown"),
        ("Þórður á Íslandi, góðan daginn, ég þarf hjálp".encode("cp1252"), "iso-8859-1",
         "Þórður á Íslandi, góðan daginn, ég þarf hjálp", ""),
        ("Größe und Übergabe".encode("cp1252"), None, "Größe und Übergabe", "charset-missing"),
        ("şu satır iyi\n".encode() + "bu satır değil\n".encode("cp1254"), "utf-8",
         "şu satır iyi\nbu satır değil\n", "charset-wrong"),
        ("Здравствуйте, где мой заказ? Жду уже две недели.".encode("koi8-r"), None,
         "Здравствуйте, где мой заказ? Жду уже две недели.", "charset-missing"),
        ("こんにちは".encode("iso-2022-jp"), "iso-2022-jp", "こんにちは", ""),
        ("회원님께".encode("cp949"), "ks_c_5601-1987", "회원님께", ""),
        ("你好，发票".encode("gbk"), "gb2312", "你好，发票", ""),
        (b"\xef\xbb\xbfmerhaba", "iso-8859-1", "merhaba", ""),
        ("ışık".encode("utf-16"), "utf-8", "ışık", ""),
        (b"+AWEBXwFx-", "utf-7", "šşű", ""),
        (b"a\x00b", "utf-8", "ab", "charset-broken"),
    ],
)  # fmt: skip
def test_the_words_come_out_whatever_the_label_claims(data: bytes, label: str | None, text: str, defect: str) -> None:
    decoded = charset.decode(data, label)

    assert (decoded.text, decoded.defect) == (text, defect)


LABELS = ["utf-8", "utf-7", "utf-16", "hz", "iso-2022-kr", "iso-8859-9", "punycode", "rot13", "gbk", "unicode"]


@given(st.binary(max_size=400), st.none() | st.text(max_size=20) | st.sampled_from(LABELS))
def test_any_bytes_under_any_label_become_text_that_can_be_stored(data: bytes, label: str | None) -> None:
    text = charset.decode(data, label).text

    assert "\x00" not in text
    assert text.encode("utf-8").decode("utf-8") == text
