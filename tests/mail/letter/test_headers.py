"""Encoded words and parameters, right ones and the broken ones that mailers really send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.mail.letter import headers


def raw(data: bytes) -> str:
    return data.decode("ascii", "surrogateescape")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Merhaba", "Merhaba"),
        ("=?utf-8?Q?Sipari=C5=9Fim_nerede=3F?=", "Siparişim nerede?"),
        ("=?iso-8859-9?Q?=DEikayet?=", "Şikayet"),
        ("=?windows-1254?B?3WliciBrYXJnbw==?=", "İibr kargo"),
        ("=?utf-8?b?xLBhZGU=?= talebi", "İade talebi"),
        ("=?utf-8?Q?kargo?= =?utf-8?Q?m?=", "kargom"),
        ("=?utf-8?Q?kargo?=\r\n =?utf-8?Q?m_nerede?=", "kargom nerede"),
        # One letter cut in two by its mailer, in both encodings.
        ("=?utf-8?Q?sipari=C5?= =?utf-8?Q?=9F?=", "sipariş"),
        ("=?utf-8?B?c2lwYXJpxQ==?= =?utf-8?B?nw==?=", "sipariş"),
        # The base64 itself cut at a place that is no multiple of four.
        ("=?utf-8?B?c2lwYXJ?= =?utf-8?B?pxZ8=?=", "sipariş"),
        # Padding forgotten; the end forgotten; blanks inside; no blank between.
        ("=?utf-8?B?xLBhZGU?=", "İade"),
        ("=?utf-8?B?xLBhZGU", "İade"),
        ("=?utf-8?Q?iade talebi var?=", "iade talebi var"),
        ("=?utf-8?Q?ia?==?utf-8?Q?de?=", "iade"),
        ("Re:=?utf-8?Q?=C4=B0ade?=", "Re:İade"),
        ("=?utf-8*tr?Q?=C4=B0ade?=", "İade"),
        # A question mark that should have been encoded.
        ("=?utf-8?Q?Neden??=", "Neden?"),
        # A wrong name for the right bytes, and a name that nobody knows.
        ("=?iso-8859-1?Q?=FEikayet_=FDade?=", "şikayet ıade"),
        ("=?x-bilinmeyen?Q?=C5=9Fey?=", "şey"),
        # Raw bytes, as very old and very careless programs send them.
        (raw("Şikâyetim var".encode()), "Şikâyetim var"),
        (raw("Şikayetim çok".encode("cp1254")), "Şikayetim çok"),
        ("iki\r\n\tsatır".encode().decode("ascii", "surrogateescape"), "iki satır"),
        ("a\x00b\x07c", "a b c"),
        ("=?", "=?"),
        ("=?utf-8?Q??=", ""),
        ("%100 =? memnun", "%100 =? memnun"),
    ],
)
def test_a_subject_reads_as_it_was_meant(value: str, text: str) -> None:
    assert headers.decode(value) == text


@pytest.mark.parametrize(
    ("header", "value", "params"),
    [
        ("text/plain", "text/plain", {}),
        ("Text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ('attachment; filename="fatura.pdf"', "attachment", {"filename": "fatura.pdf"}),
        ("attachment; filename=Mart faturası son.pdf; size=3", "attachment",
         {"filename": "Mart faturası son.pdf", "size": "3"}),
        ('attachment; filename="a;b=c.pdf"; size=1', "attachment", {"filename": "a;b=c.pdf", "size": "1"}),
        ('attachment; filename="tırnak \\"içinde\\".pdf"', "attachment", {"filename": 'tırnak "içinde".pdf'}),
        ('attachment; filename="C:\\belge\\a.pdf"', "attachment", {"filename": "C:\\belge\\a.pdf"}),
        ('attachment; filename="kapanmamış.pdf; size=2', "attachment",
         {"filename": "kapanmamış.pdf", "size": "2"}),
        ("attachment; filename*=utf-8''sipari%C5%9F.pdf", "attachment", {"filename": "sipariş.pdf"}),
        ("attachment; filename*=iso-8859-9'tr'%FEema.pdf", "attachment", {"filename": "şema.pdf"}),
        ("attachment; filename*0*=utf-8''sipari%C5; filename*1*=%9F%20; filename*2=iki.pdf", "attachment",
         {"filename": "sipariş iki.pdf"}),
        ('attachment; filename*1="on.pdf"; filename*0="kupa"', "attachment", {"filename": "kupaon.pdf"}),
        ("attachment; filename=a.pdf; filename*=utf-8''%C3%A7.pdf", "attachment", {"filename": "ç.pdf"}),
        ('attachment; filename="=?utf-8?Q?sipari=C5=9F.pdf?="', "attachment", {"filename": "sipariş.pdf"}),
        ("attachment; filename==?utf-8?B?w6c7ZC5wZGY=?=", "attachment", {"filename": "ç;d.pdf"}),
        ("attachment; filename==?utf-8?Q?a;b.pdf?=", "attachment", {"filename": "a;b.pdf"}),
        ("filename=yalniz.pdf", "", {"filename": "yalniz.pdf"}),
        ("attachment;;; filename = bosluk.pdf ;", "attachment", {"filename": "bosluk.pdf"}),
        (raw(b'attachment; filename="\xfeema.pdf"'), "attachment", {"filename": "şema.pdf"}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_parameters_survive_every_way_of_writing_them(header: str, value: str, params: dict[str, str]) -> None:
    found = headers.parameters(header)

    assert (found.value, found.params) == (value, params)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b>", ("<a@b>",)),
        ("<a@b> <c@d>\r\n <e@f>", ("<a@b>", "<c@d>", "<e@f>")),
        ("<a@b><a@b>", ("<a@b>",)),
        ("a@b", ("<a@b>",)),
        ("< a@b >", ("<a@b>",)),
        ('Message of Mon <"q r"@b> (Elif)', ('<"qr"@b>',)),
        ("", ()),
    ],
)
def test_message_ids_are_found(value: str, ids: tuple[str, ...]) -> None:
    assert headers.message_ids(value) == ids


@given(st.binary(max_size=300))
def test_no_header_value_breaks_the_reader(data: bytes) -> None:
    value = raw(data)

    for text in (headers.decode(value), headers.parameters(value).get("filename"), *headers.message_ids(value)):
        assert text.encode("utf-8").decode("utf-8") == text
