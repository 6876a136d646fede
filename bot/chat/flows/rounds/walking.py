"""From pupil to pupil: a strength, what to improve, a next step, the sentence as the family will see it."""

from bot.chat.flows.rounds import review
from bot.chat.flows.rounds.draft import Walk, await_typed, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain import suggestions
from bot.domain.errors import StaleScreen
from bot.domain.observations import Observation
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.sentences import Part, Sentence, key_of, values_of
from bot.domain.text import Phrase, _
from bot.services.rounds import opening, turns
from bot.services.rounds.turns import PupilTurn
from bot.storage.models import Round, SchoolClass

SHOWN_FACTS = 5
CHANGED = _("Something has changed meanwhile. Please look once more.")


@flow.press("go")
async def go(turn: Turn, round_id: int, pupil_id: int) -> Shown:
    """To one pupil."""
    row, all_, one = await at(turn, round_id, pupil_id)
    return await show(turn, row, all_, one)


@flow.press("s")
async def tap(turn: Turn, round_id: int, pupil_id: int, part: str, key: str) -> Shown:
    """Say one part."""
    row, all_, one = await at(turn, round_id, pupil_id)
    wanted = part_of(part)
    known = await known_of(turn, row, one)
    said = suggestions.chosen(wanted, key, known, one.parts.get(Part.IMPROVE))
    if said is None:
        return await show(turn, row, all_, one, CHANGED)
    turns.say(one, wanted, said)
    return await said_and_on(turn, row, all_, one, known)


@flow.press("fit")
async def fits(turn: Turn, round_id: int, pupil_id: int, key: str) -> Shown:
    """The suggested sentence is as she would say it; on to the next pupil."""
    row, all_, one = await at(turn, round_id, pupil_id)
    sentence = suggestions.suggest(await known_of(turn, row, one), turns.taken(all_, one))
    if sentence is None or _key(sentence) != key:
        return await show(turn, row, all_, one, CHANGED)
    turns.put(one, sentence)
    turns.keep(one)
    return await _next(turn, row, all_, one)


@flow.press("keep")
async def keep(turn: Turn, round_id: int, pupil_id: int, key: str) -> Shown:
    """Keep the sentence that was looked at; on to the next pupil."""
    row, all_, one = await at(turn, round_id, pupil_id)
    if one.sentence is None or _key(one.sentence) != key:
        return await show(turn, row, all_, one, CHANGED)
    turns.keep(one)
    return await _next(turn, row, all_, one)


@flow.press("skip")
async def skip(turn: Turn, round_id: int, pupil_id: int) -> Shown:
    """Nothing of this pupil in this round."""
    row, all_, one = await at(turn, round_id, pupil_id)
    turns.skip(one)
    return await _next(turn, row, all_, one)


@flow.press("re")
async def again(turn: Turn, round_id: int, pupil_id: int, part: str) -> Shown:
    """Choose a part once more."""
    row, all_, one = await at(turn, round_id, pupil_id)
    turns.unsay(one, part_of(part))
    return await show(turn, row, all_, one)


async def said_and_on(
    turn: Turn, row: Round, all_: list[PupilTurn], one: PupilTurn, known: list[Observation]
) -> Screen:
    """What was said is taken: the next part, or the whole sentence."""
    if one.asked is None:
        turns.complete(one, all_, known)
    return await show(turn, row, all_, one)


async def at(turn: Turn, round_id: int, pupil_id: int) -> tuple[Round, list[PupilTurn], PupilTurn]:
    """A pupil's turn in an open round of hers; raises NotAllowed and StaleScreen."""
    row = await opening.opened(turn.session, turn.staff(), round_id)
    all_ = await turns.turns_of(turn.session, row)
    return row, all_, turns.turn_of(all_, pupil_id)


def part_of(part: str) -> Part:
    """The part that a button names; raises StaleScreen."""
    if part not in set(Part):
        raise StaleScreen
    return Part(part)


async def show(turn: Turn, row: Round, all_: list[PupilTurn], one: PupilTurn, problem: Phrase | None = None) -> Screen:
    """The pupil's page: what is known, what has been said, and what is asked now."""
    asked = one.asked
    await await_typed(turn, Walk(row.id, one.pupil_id, asked.value if asked else ""))
    known = await known_of(turn, row, one)
    suggested = None if one.parts else suggestions.suggest(known, turns.taken(all_, one))
    of = await turn.session.get_one(SchoolClass, row.class_id)
    return screen(
        "rounds/pupil",
        *_rows(row, one, known, suggested, last=_is_last(all_, one)),
        name=one.name,
        place=all_.index(one) + 1,
        total=len(all_),
        class_name=of.name,
        why=one.why,
        facts=[seen.fact for seen in known[:SHOWN_FACTS]],
        asked=asked.value if asked else None,
        said=_words(one) if one.parts else None,
        suggested=dict(values_of(suggested)) if suggested else None,
        problem=problem,
    )


def _rows(
    row: Round, one: PupilTurn, known: list[Observation], suggested: Sentence | None, *, last: bool
) -> tuple[Row, ...]:
    ids = (row.id, one.pupil_id)
    skip_ = button(_("Skip"), "wr.skip", *ids)
    leave: Row = (skip_, button(_("‹ Round"), "wr.of", row.class_id))
    if (sentence := one.sentence) is not None:
        face = _("✓ Good; to the overview") if last else _("✓ Good; next pupil")
        return (
            (button(face, "wr.keep", *ids, _key(sentence), style=Style.SUCCESS),),
            *grid([button(face, "wr.re", *ids, part.value) for part, face in _CHANGE.items()], 3),
            leave,
        )
    fit: tuple[Row, ...] = ()
    if suggested is not None:
        fit = ((button(_("✓ This fits; next pupil"), "wr.fit", *ids, _key(suggested), style=Style.SUCCESS),),)
    back = [button(_CHANGE[part], "wr.re", *ids, part.value) for part in one.parts if part is not one.asked]
    return (*fit, *_choices(ids, one, known), *grid(back, 3), leave)


_CHANGE = {
    Part.STRENGTH: _("Other strength"),
    Part.IMPROVE: _("Other improvement"),
    Part.STEP: _("Other step"),
}


def _choices(ids: tuple[int, int], one: PupilTurn, known: list[Observation]) -> tuple[Row, ...]:
    """Facts, a row each; what holds for any child, two side by side."""
    part = one.asked or Part.STRENGTH
    wide: list[Button] = []
    short: list[Button] = []
    for choice in suggestions.choices(part, known, one.parts.get(Part.IMPROVE)):
        into = wide if choice.said.fact else short
        into.append(button(choice.face, "wr.s", *ids, part.value, choice.said.key))
    return (*grid(wide, 1), *grid(short, 2))


async def _next(turn: Turn, row: Round, all_: list[PupilTurn], one: PupilTurn) -> Shown:
    waiting = turns.next_turn(all_, one)
    return await show(turn, row, all_, waiting) if waiting else await review.show(turn, row, all_)


async def known_of(turn: Turn, row: Round, one: PupilTurn) -> list[Observation]:
    """What is known of the pupil."""
    return await turns.known_of(turn.session, turn.staff(), row, one, turn.now)


def _words(one: PupilTurn) -> dict[str, Phrase | str | None]:
    """All parts by name, None where one is still missing."""
    parts = one.parts
    return {part.value: parts[part].words if part in parts else None for part in Part}


def _is_last(all_: list[PupilTurn], one: PupilTurn) -> bool:
    return turns.next_turn(all_, one) in (None, one)


def _key(sentence: Sentence) -> str:
    return key_of(*(said.words for said in sentence))
