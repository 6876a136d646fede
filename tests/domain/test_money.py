"""Amounts as people type them."""

import pytest

from bot.domain.errors import InvalidValue
from bot.domain.money import parse_amount
from bot.messages.money import currency_of, money


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("400", 40000),
        (" Rp 400 ", 40000),
        ("Rp400,-", 40000),
        ("356,65", 35665),
        ("356.65", 35665),
        ("0,5", 50),
        ("1.000.000", 100_000_000),
        ("Rp. 1.000.000,50", 100_000_050),
        ("1,000,000.5", 100_000_050),
        ("500 000", 50_000_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_in_either_way_of_writing(typed: str, hundredths: int) -> None:
    assert parse_amount("price", typed) == hundredths


@pytest.mark.parametrize("typed", ["", "gratis", "-5", "1.00.00", "12.3456", "1e9", "9" * 20, "٣", "4²", "1,2,3"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse_amount("price", typed)


def test_money_is_written_as_the_reader_writes_it() -> None:
    assert [money(35665, "ID", locale) for locale in ("id", "en")] == ["Rp 356,65", "IDR 356.65"]
    assert money(100_000_000, "ID", "id") == "Rp 1.000.000"
    assert (currency_of("ID"), currency_of("MY"), currency_of("??")) == ("IDR", "MYR", "USD")
