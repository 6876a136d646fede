"""Choose an answer from the stock for one family: read as that family will read it, sent with the next tap."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.flows.stock.listing import face
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS, Words, honorific
from bot.domain.courtesy import Reader
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.stock import STOCK_PLACES
from bot.domain.text import _
from bot.domain.words import fill
from bot.messages.voice import Voice
from bot.services import stock
from bot.services.answers.conversations import children_card, relation_of
from bot.storage.models import Person, Pupil

PER_PAGE = 5
READ = 300
"""Characters of each answer that are read before it is chosen."""
SEXES = {RELATIONS["mother"].msgid: "f", RELATIONS["father"].msgid: "m"}
"""Who is somebody's mother is spoken to as one, where the roster does not say it."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a choice leads: the key of its button with what stands before the answer's id, and before a page; `back`
    is the row below."""

    use: str
    turn_page: str
    args: tuple[int, ...]
    back: Row


async def shelf(turn: Turn, way: Way, guardian: Person, pupils: Sequence[Pupil], page: int) -> Screen:
    """Her stock with this family's names filled in."""
    kept = await stock.own(turn.session, turn.staff())
    part = page_of(kept, page, PER_PAGE)
    places = await _places(turn, guardian, pupils)
    texts = [fill(row.text, places, STOCK_PLACES) for row in part.shown]
    first = part.number * PER_PAGE + 1
    rows: list[Row] = [
        (button(face(text, first + at), way.use, *way.args, row.id),)
        for at, (row, text) in enumerate(zip(part.shown, texts, strict=True))
    ]
    if not kept:
        rows.append((button(_("From colleagues"), "st.shared"), button(_("Write a new one"), "st.new")))
    return screen(
        "stock/choose",
        *rows,
        *part.turns(way.turn_page, *way.args),
        way.back,
        guardian=guardian.name,
        children=await children_card(turn.session, pupils),
        texts=[{"number": first + at, "words": _shortened(text)} for at, text in enumerate(texts)],
        protect=True,
    )


async def chosen(turn: Turn, stock_id: int, guardian: Person, pupils: Sequence[Pupil]) -> Words:
    """The words of an answer for this family; raises NotAllowed for another's answer."""
    row = await stock.one_of(turn.session, turn.staff(), stock_id)
    text = fill(row.text, await _places(turn, guardian, pupils), STOCK_PLACES)
    return Words(text, channel=turn.bot.channel, locale=turn.locale, stock_id=row.id)


async def _places(turn: Turn, guardian: Person, pupils: Sequence[Pupil]) -> dict[str, str]:
    voice = Voice(Reader(turn.locale, turn.school.timezone), turn.now)
    children = await children_card(turn.session, pupils)
    relation, _provisional = await relation_of(turn.session, guardian.id, pupils)
    title = voice.phrase(honorific(guardian.address, guardian.sex or SEXES.get(relation.msgid)))
    return {
        "child": voice.listed([voice.name(child["name"]) for child in children]),
        "class": voice.listed(dict.fromkeys(child["class_name"] for child in children)),
        "teacher": turn.staff().name,
        "school": turn.school.name,
        "address": f"{title} {voice.name(guardian.name)}",
    }


def _shortened(text: str) -> str:
    return text if len(text) <= READ else f"{text[: READ - 1].rstrip()}…"
