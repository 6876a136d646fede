"""A slip has come back: which answer is ticked on it, and who signed."""

from collections.abc import Sequence

from bot.chat.flows.handouts.draft import flow, title
from bot.chat.flows.handouts.listing import list_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.screens import Row, button, grid, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _
from bot.services import updates
from bot.services.letters import slips
from bot.services.letters.slips import SlipSigner
from bot.storage.models import ClassUpdate


@flow.press("one")
async def one_letter(turn: Turn, update_id: int, pupil_id: int, page: int) -> Shown:
    """One letter that was handed out: the answer on its slip, or that it was not handed out after all."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    line = await slips.letter_of(turn.session, turn.staff(), row, pupil_id)
    signers = await slips.signers(turn.session, line)
    rows = [buttons for one in signers for buttons in _answers(row, one, signers, page)]
    rows.append(
        (
            button(_("Not handed out after all"), "ho.back", row.id, pupil_id, page),
            button(_("‹ Back"), "ho.some", row.id, page),
        )
    )
    return screen(
        "handouts/slip",
        *rows,
        title=title(row),
        child=line.child.name,
        class_name=line.child.class_name,
        signers=[{"name": one.name, "relation": RELATIONS[one.relation.value]} for one in signers],
        protect=True,
    )


@flow.press("ans")
async def answered(turn: Turn, update_id: int, tie_id: int, key: str, page: int) -> Shown:
    """This guardian ticked this answer."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    line = await slips.note(turn.session, turn.staff(), row, tie_id, key, turn.now)
    noted = _("The answer of the family of %(child)s is noted.", child=line.child.name)
    return await list_of(turn, row, page, noted)


def _answers(row: ClassUpdate, one: SlipSigner, signers: Sequence[SlipSigner], page: int) -> tuple[Row, ...]:
    """The answers as buttons. With one guardian the answer says enough; with more, each also says whose it is."""
    several = len(signers) > 1
    namesakes = sum(other.relation is one.relation for other in signers) > 1
    who = one.name if namesakes else RELATIONS[one.relation.value]
    taps = [
        button(
            _("%(who)s: %(answer)s", who=who, answer=answer.face) if several else answer.face,
            "ho.ans",
            row.id,
            one.guardianship_id,
            answer.key,
            page,
        )
        for answer in SHELF.get(row.template).answers
    ]
    return grid(taps, 2)
