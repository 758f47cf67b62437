"""Raw mails as shops get them, made from a number: short ones, answers with quotes, HTML, files, old charsets."""

import random
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from benchmarks import wording

AUTHSERV_ID = "mx.bench.example"
SINCE = datetime(2026, 1, 5, 8, tzinfo=UTC)


def mail(number: int, *, to: str = "destek@marka1.example") -> bytes:
    """Return mail `number`: half of them plain, a third with HTML, some with a file, a few in iso-8859-9."""
    dice = random.Random(number)
    name = wording.person(dice)
    text = "".join(wording.letter(dice, wording.order_number(number)))
    if number % 3 == 1:
        text += f"\n\n12.03.2026 14:05 tarihinde Marka 1 <{to}> şunu yazdı:\n" + _quoted(dice, number)
    letter = EmailMessage()
    letter["From"] = formataddr((name, f"musteri{number % 5000}@ornek.example"))
    letter["To"] = formataddr(("Marka 1", to))
    letter["Subject"] = wording.subject(dice, wording.order_number(number))
    letter["Date"] = format_datetime(SINCE + timedelta(minutes=number % 400_000))
    letter["Message-ID"] = f"<bench-{number}-{dice.getrandbits(64):x}@ornek.example>"
    letter["Received"] = (
        f"from mail.ornek.example by {AUTHSERV_ID}; {format_datetime(SINCE + timedelta(minutes=number % 400_000))}"
    )
    letter["Authentication-Results"] = f"{AUTHSERV_ID}; spf=pass smtp.mailfrom=ornek.example; dkim=pass; dmarc=pass"
    if number % 10 == 7:
        letter.set_content(text.encode("iso-8859-9", "replace").decode("iso-8859-9"), charset="iso-8859-9")
    else:
        letter.set_content(text)
    if number % 3 == 0:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
        letter.add_alternative(f"<html><body style='font-family:Arial'>{paragraphs}</body></html>", subtype="html")
    if number % 8 == 3:
        letter.add_attachment(dice.randbytes(60_000), "image", "jpeg", filename=f"fotograf-{number}.jpg")
    return letter.as_bytes()


def _quoted(dice: random.Random, number: int) -> str:
    earlier = "".join(wording.letter(dice, wording.order_number(number), is_answer=True))
    return "\n".join(f"> {line}" for line in earlier.splitlines())
