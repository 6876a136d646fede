"""All sentences of a round before they leave, and the ten seconds after that."""

from bot.chat import drafts, previews
from bot.chat.flows.rounds.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import Child
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.sentences import Sentence, key_of, values_of
from bot.domain.shelf import SHELF
from bot.domain.shelves.rounds import WEEKLY_NOTE
from bot.domain.text import _, n_
from bot.services import updates
from bot.services.calendar import quiet_rule
from bot.services.progress import individual
from bot.services.progress.individual import NamesAnother
from bot.services.rounds import opening, sending, turns
from bot.services.rounds.turns import PupilTurn
from bot.services.updates.audience import Audience
from bot.services.updates.screens import Prose, greeting_line, sender_of
from bot.storage.models import Round, SchoolClass, TurnState


@flow.press("review")
async def review(turn: Turn, round_id: int) -> Shown:
    """All of it once more."""
    row = await opening.opened(turn.session, turn.staff(), round_id)
    return await show(turn, row, await turns.turns_of(turn.session, row))


@flow.press("send")
async def send(turn: Turn, round_id: int, key: str) -> Shown:
    """Send what was looked at; ten seconds are left to undo."""
    row = await opening.opened(turn.session, turn.staff(), round_id)
    all_ = await turns.turns_of(turn.session, row)
    if _key(all_) != key:
        return await show(turn, row, all_)
    try:
        sent = await sending.send(turn.session, turn.staff(), row.id, turn.locale, turn.now)
    except NamesAnother as error:
        return _stopped(row, all_, error)
    sent.progress_account_id, sent.progress_message = turn.account.id, turn.edits
    await drafts.drop(turn, flow.name)
    of = await turn.session.get_one(SchoolClass, row.class_id)
    return screen(
        "individual/waiting",
        (button(_("Undo"), "wr.undo", row.id, style=Style.DANGER),),
        (button(_("Menu"), "home.menu"),),
        title=SHELF.get(WEEKLY_NOTE).title,
        classes=[of.name],
        count=len(_kept(all_)),
        send_at=sent.send_at,
        soon=sent.send_at <= turn.now + updates.UNDO,
    )


@flow.press("undo")
async def undo(turn: Turn, round_id: int) -> Shown:
    """Nothing leaves; the round is open again."""
    row = await sending.undo(turn.session, turn.staff(), round_id, turn.now)
    return await show(turn, row, await turns.turns_of(turn.session, row))


def _stopped(row: Round, all_: list[PupilTurn], error: NamesAnother) -> Screen:
    """Nothing was sent, because one of the sentences holds what belongs to another child."""
    return screen(
        "individual/stopped",
        (button(_("Look at it"), "wr.go", row.id, error.pupil_id, style=Style.PRIMARY),),
        (button(_("‹ Round"), "wr.of", row.class_id),),
        name=turns.turn_of(all_, error.pupil_id).name,
        found=[{"leak": error.finding.leak.value, "words": error.finding.words}],
    )


async def show(turn: Turn, row: Round, all_: list[PupilTurn]) -> Shown:
    """One message as its family will see it, then all sentences and what is to be decided."""
    await drafts.stop_expecting(turn)
    kept = _kept(all_)
    of = await turn.session.get_one(SchoolClass, row.class_id)
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    unreached = await individual.unreached(turn.session, [one.pupil_id for one, _said in kept])
    card = screen(
        "rounds/review",
        *_rows(row, all_, len(kept)),
        class_name=of.name,
        sentences=[{"name": one.name, **values_of(said)} for one, said in kept],
        skipped=[one.name for one in all_ if one.row.state is TurnState.SKIPPED],
        waiting=[one.name for one in all_ if one.row.state is TurnState.WAITING],
        unreached=[one.name for one, _said in kept if one.pupil_id in unreached],
        quiet=rule.reason(turn.now) is not None,
        send_at=rule.next_good(turn.now),
    )
    return [*await _example(turn, of, kept), card] if kept else card


def _rows(row: Round, all_: list[PupilTurn], kept: int) -> tuple[Row, ...]:
    rows: list[Row] = []
    if kept:
        face = n_("Send %(count)s note", "Send all %(count)s notes", kept)
        rows.append((button(face, "wr.send", row.id, _key(all_), style=Style.SUCCESS),))
    if turns.next_turn(all_) is not None:
        rows.append((button(_("Go on ›"), "wr.on", row.id, style=Style.PRIMARY),))
    places = [button(_("Change %(place)s", place=place), "wr.go", row.id, one.pupil_id) for place, one in _placed(all_)]
    return (*rows, *grid(places, 4), (button(_("‹ Round"), "wr.of", row.class_id),))


def _placed(all_: list[PupilTurn]) -> list[tuple[int, PupilTurn]]:
    return [(place, one) for place, (one, _said) in enumerate(_kept(all_), 1)]


def _kept(all_: list[PupilTurn]) -> list[tuple[PupilTurn, Sentence]]:
    return [(one, one.sentence) for one in all_ if one.row.state is TurnState.KEPT and one.sentence is not None]


def _key(all_: list[PupilTurn]) -> str:
    """What is kept, by which a button of an older overview is known."""
    return key_of(
        *(words for one, said in _kept(all_) for words in (str(one.pupil_id), *(part.words for part in said)))
    )


async def _example(turn: Turn, of: SchoolClass, kept: list[tuple[PupilTurn, Sentence]]) -> list[Screen]:
    """The first message in full, as its family will see it."""
    one, said = kept[0]
    prose = Prose(
        SHELF.get(WEEKLY_NOTE),
        {},
        turn.locale,
        {},
        (of.name,),
        greeting_line([of]),
        await sender_of(turn.session, turn.staff(), turn.school, [of]),
    )
    audience = Audience(example=Child(one.name, of.name))
    about = [{"child": one.name, "class_name": of.name, **values_of(said)}]
    return previews.as_parents(prose, audience, {"about": about})
