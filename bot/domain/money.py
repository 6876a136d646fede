"""Amounts of money as people type them, in hundredths."""

import re

from bot.domain.errors import InvalidValue

_AMOUNT = re.compile(r"(?:rp\.?|idr|\$|usd)?\s*(\d[\d., ]*)(?:,-)?", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+")
LARGEST_DIGITS = 13


def parse_amount(field: str, text: str) -> int:
    """`356,65`, `Rp 1.000.000`, `400` in hundredths. Points and commas part thousands where three digits follow each,
    else the last one parts the hundredths. Raises InvalidValue(field, "amount").
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(field, "amount")
    said = match[1].strip(" .,")
    whole, part = said, ""
    if not _GROUPED.fullmatch(said) and (cut := re.fullmatch(r"(.*)[.,](\d{1,2})", said)):
        whole, part = cut[1], cut[2]
    if not (whole.isdecimal() or _GROUPED.fullmatch(whole)):
        raise InvalidValue(field, "amount")
    digits = re.sub(r"\D", "", whole)
    if len(digits) > LARGEST_DIGITS or not said.isascii():
        raise InvalidValue(field, "amount")
    return int(digits) * 100 + int(part.ljust(2, "0"))
