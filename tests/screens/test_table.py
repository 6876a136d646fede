"""Every screen of every flow: in the table, put into words in each language, fit for each channel, and answerable."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.flows import all_flows
from bot.chat.router import Router
from bot.domain.courtesy import LOCALES
from bot.domain.openers import OPENERS, TEMPLATES, opener_screen
from bot.domain.rendered import Choice
from bot.domain.screens import Row, Screen, button
from bot.domain.shelf import SHELF
from bot.messages.render import render
from tests.messages import samples
from tests.messages.trees import MESSAGES, variables
from tests.screens.channels import CHANNELS, Fit, flaws_of
from tests.screens.longest import NAME, NOW, SCHOOL
from tests.screens.table import OWN_VALUES, TABLE, Answer
from tests.screens.values import VALUES

BESIDE = {"base", "progress/each"}
"""Frames that others extend."""
COUNTS = (1, 3, 4, 10, 11, 40, 90)
"""Numbers of buttons at which channels change how they show them."""


def names() -> set[str]:
    """Every message that has words."""
    return {str(path.relative_to(MESSAGES)).split(".")[0] for path in MESSAGES.rglob("*.j2")} - BESIDE


@pytest.mark.structure
def test_every_screen_is_in_the_table_and_nothing_else() -> None:
    assert names() - TABLE.keys() == set(), "add it to its noun in tests/screens"
    assert TABLE.keys() - names() == set()


@pytest.mark.structure
def test_what_is_to_be_typed_finds_who_takes_it() -> None:
    router = Router(all_flows())
    assert [(name, answer.types) for name, answer in TABLE.items() if not _taken(router, answer)] == []


def _taken(router: Router, answer: Answer) -> bool:
    flow, _, step = answer.types.partition("/")
    if not flow:
        return True
    if step:
        return router.step(flow, step) is not None
    return any(one.name == flow and (one.loose or one.replies) for one in router.flows)


@pytest.mark.structure
@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_has_a_value_for_each_variable(locale: str) -> None:
    given = VALUES.keys() | {name for own in OWN_VALUES.values() for name in own}
    special = {template.prose for template in SHELF} | {opener.template for opener in OPENERS.values()}
    lacking = {name: variables(name, locale) - given for name in TABLE.keys() - special}
    assert {name: found for name, found in lacking.items() if found} == {}, "add them to tests/screens/values.py"


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_screen_fits_every_channel_with_however_many_buttons(name: str, locale: str, channel: Fit) -> None:
    for count in COUNTS if TABLE[name].taps else (0,):
        shown = render(screen_of(name, locale, rows(count)), samples.reader(locale), NOW)
        assert channel.flaws(shown) == [], count


def screen_of(name: str, locale: str, above: tuple[Row, ...]) -> Screen:
    """A screen with the longest values there can be, above some buttons."""
    if name.startswith(f"{TEMPLATES}/"):
        return opener_screen(name.removeprefix(f"{TEMPLATES}/"), SCHOOL, *above, children=[NAME] * 4)
    for template in SHELF:
        if template.prose == name:
            return samples.update(template, samples.hostile(template), ((NAME, "XII IPA 2"),) * 3).with_rows(*above)
    values: dict[str, Any] = {one: VALUES[one] for one in variables(name, locale) if one in VALUES}
    return Screen(name, values | dict(OWN_VALUES.get(name, {})), above)


def rows(count: int) -> tuple[Row, ...]:
    """So many buttons, the longer half of them a name each, two to a row as flows lay them out."""
    made = [button(f"{NAME} {number}" if number % 2 else "‹ Menu", "f.kid", number, number) for number in range(count)]
    return tuple(tuple(made[at : at + 2]) for at in range(0, count, 2))


def test_what_does_not_fit_is_found() -> None:
    shown = render(screen_of("home/menu", "id", rows(101)), samples.reader("id"), NOW)
    telegram, whatsapp = (channel.flaws(shown) for channel in CHANNELS)
    assert telegram[0].startswith("out of reach")
    assert whatsapp == []
    assert all(channel.flaws(replace(shown, text="", rows=())) for channel in CHANNELS)
    too_long = Choice("Menu", "1:home.menu:" + "1" * 250)
    assert CHANNELS[1].flaws(replace(shown, rows=((too_long,),)))


def test_a_screen_that_nobody_can_answer_is_found() -> None:
    silent = screen_of("home/menu", "id", ())
    assert flaws_of(silent, render(silent, samples.reader("id"), NOW)) == ["home/menu cannot be answered"]
    assert flaws_of(Screen("home/new"), render(silent, samples.reader("id"), NOW)) == ["home/new is in no table"]
