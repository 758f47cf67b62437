"""Phone numbers as people write them, kept in one form: E.164, `+905321112233`.

A number without its country is one of this country. The rules of every country are those of libphonenumber.
"""

import re

import phonenumbers

REGION = "TR"

_LIKE_A_NUMBER = re.compile(r"^[+\d\s().\-/]{5,}$")
_DIGITS = re.compile(r"\D+")


class NotAPhone(ValueError):
    """What was typed is no number that could be called; the text is in `args[0]`."""


def normalise(text: str, *, region: str = REGION) -> str:
    """Return a number in E.164. Raises NotAPhone."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone(text) from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise NotAPhone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(value: str, *, region: str = REGION) -> str:
    """Return a kept number as people read it: a number of this country without the country, others with it."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    is_ours = phonenumbers.region_code_for_number(number) == region
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def digits_to_find(text: str) -> str:
    """Return the digits by which a number is found however it is written, or nothing for what looks like no number.

    `0532 111 22 33`, `+90 532 1112233` and `532-111` all name digits that stand in the kept form.
    """
    if not _LIKE_A_NUMBER.match(text.strip()):
        return ""
    digits = _DIGITS.sub("", text)
    # The zero before an area code and the two before a country are dialled, not part of the number.
    return digits.lstrip("0") if len(digits.lstrip("0")) >= 4 else ""
