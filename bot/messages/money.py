"""Amounts of money as a reader writes them; kept in hundredths, so that no rounding is lost."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_territory_currencies

FALLBACK = "USD"


@lru_cache(maxsize=256)
def currency_of(country: str) -> str:
    """The currency that is legal tender in a country now (ISO 3166 → ISO 4217)."""
    return next(iter(get_territory_currencies(country)), FALLBACK)


def money(hundredths: int, country: str, locale: str) -> str:
    """`35665` as Rp 356,65, and `40000` as Rp 400: what is not needed after the comma is left out."""
    pattern = "¤ #,##0" if hundredths % 100 == 0 else "¤ #,##0.00"
    amount = Decimal(hundredths) / 100
    said: str = format_currency(amount, currency_of(country), pattern, locale=locale, currency_digits=False)
    return said.replace("\xa0", " ")
