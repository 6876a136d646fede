"""The consent screen, and its exact words for the record: both are made from the same template here."""

from collections.abc import Sequence

from bot.chat.turns import Turn
from bot.domain.courtesy import Child, Reader
from bot.domain.screens import Screen, screen
from bot.messages.render import render
from bot.services.links.consents import Wording


def consent_screen(school: str, children: Sequence[Child], guardian: str) -> Screen:
    """What a guardian agrees to, for these children."""
    named = [{"name": child.name, "class_name": child.class_name} for child in children]
    return screen("links/consent", school=school, children=named, guardian=guardian)


def wording(turn: Turn, shown: Screen) -> Wording:
    """The words of a consent screen as this reader has seen them."""
    reader = Reader(turn.locale, turn.school.timezone)
    if turn.person is not None:
        reader = Reader(turn.locale, turn.school.timezone, address=turn.person.address)
    return Wording(render(shown, reader, turn.now).text, turn.locale, turn.bot.channel)
