"""Plain mails for stories in which only their coming matters."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.utils import timezone


def mail(
    subject: str = "Siparişim nerede?",
    *,
    sender: str = "Zeynep Aksoy <zeynep@example.com>",
    to: str = "destek@carsi.example",
    text: str = "Merhaba, 8812 numaralı siparişim nerede?",
    megabytes: int = 0,
) -> bytes:
    """Return a mail with lines ending in CRLF; with `megabytes`, one attachment of about that size on the line."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"], letter["Message-ID"] = format_datetime(timezone.now()), make_msgid(domain="example.com")
    letter.set_content(text)
    if megabytes:
        # A pattern that the base64 of a zip would also have: nothing to compress away.
        data = bytes((index * 131 + index // 253) % 256 for index in range(1024)) * (768 * megabytes)
        letter.add_attachment(data, maintype="application", subtype="zip", filename="fotograflar.zip")
    return letter.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
