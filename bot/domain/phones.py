"""Telephone numbers: read as people write them, kept as E.164, and what can be reached under them.

The one place that knows `phonenumbers`. It is imported late: its metadata is read at import, and most of the program
needs no numbers.
"""

import re
from functools import lru_cache
from urllib.parse import quote

HOME = "ID"
"""The country whose numbers are written without its code, where nothing else is known."""
CHAT = "https://wa.me/"
"""Opens WhatsApp on a phone that has it: https://faq.whatsapp.com/5913398998672934"""
LONGEST_LINK = 2000
"""Characters of an address that every browser and chat app still passes on whole."""
_READABLE = ":,/;@"
"""What may stand in an address as it is, besides letters and digits, and keeps it short."""


@lru_cache(maxsize=4096)
def e164(written: str, region: str = HOME) -> str | None:
    """The number as `+62812…`, read as someone in `region` would dial it; None where it is none."""
    import phonenumbers

    country = str(phonenumbers.country_code_for_region(region))
    for attempt in _dialled(re.sub(r"[^\d+]", "", written.strip()), country):
        try:
            number = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _dialled(number: str, country: str) -> list[str]:
    """Ways to read the digits: as written, with the `+` that sheets drop, with the 0 that numeric cells drop."""
    if len(number) > 20:
        return []
    if number.startswith("+"):
        return [number, "+" + country + number[1:]]
    if number.startswith("00"):
        return ["+" + number[2:]]
    if number.startswith("0"):
        return [number]
    if number.startswith(country):
        return ["+" + number, "0" + number]
    return ["0" + number, number]


@lru_cache(maxsize=4096)
def mobile(written: str | None, region: str = HOME) -> str | None:
    """The number as E.164 if it can be a phone that has WhatsApp; None for a landline, or for what is no number.

    Some countries number both alike; there it may be one.
    """
    import phonenumbers

    number = e164(written, region) if written else None
    if number is None:
        return None
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    may_be = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return number if kind in may_be else None


@lru_cache(maxsize=4096)
def shown(number: str, region: str = HOME) -> str:
    """The number as it is dialled and read in `region`: 0812-3456-7890, abroad +60 12-345 6789."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:  # no number at all: as it stands
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(region)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def spellings(number: str) -> tuple[str, ...]:
    """Ways in which the same number may stand in a column: E.164, and as WhatsApp names its accounts."""
    return number, number.removeprefix("+")


def chat_link(number: str | None, text: str) -> str | None:
    """The address that opens WhatsApp with `text` filled in; without a number it asks for whom. None if too long."""
    link = f"{CHAT}{(number or '').removeprefix('+')}?text={quote(text, safe=_READABLE)}"
    return link if len(link) <= LONGEST_LINK else None


def bare_link(number: str) -> str:
    """The address that opens WhatsApp with nothing filled in."""
    return CHAT + number.removeprefix("+")
