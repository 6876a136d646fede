"""Erasing: explained first, confirmed, and a day to take it back."""

from bot.chat.flows.privacy.draft import BACK, MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.privacy import REASONS, Reason, kept_until
from bot.domain.retention import load_retention
from bot.domain.screens import Style, button, screen
from bot.domain.text import _
from bot.services.privacy import parts, requests, whose


@flow.press("erase")
async def erase(turn: Turn) -> Shown:
    """What goes, what stays and why, and until when; nothing happens yet."""
    person = turn.known()
    await whose.needs_confirmed(turn.session, person)
    tally = await parts.count_rows(turn.session, await whose.whole_family(turn.session, person))
    rule = load_retention(turn.school.retention)
    reasons = [reason for reason in Reason if reason in tally.kept and reason is not Reason.LEAVING]
    return screen(
        "privacy/erase",
        (button(_("Yes, erase my data"), "pv.sure", style=Style.DANGER),),
        BACK,
        kept=[{"why": REASONS[reason], "until": kept_until(reason, rule)} for reason in reasons],
        school=turn.school.name,
    )


@flow.press("sure")
async def sure(turn: Turn) -> Shown:
    """It is asked for, and happens in a day."""
    row = await requests.ask_to_erase(turn.session, turn.known(), turn.now)
    return screen(
        "privacy/erasing",
        (button(_("Do not erase"), "pv.back", row.id, style=Style.SUCCESS),),
        MENU,
        receipt=row.receipt,
        erase_at=row.due_at,
    )


@flow.press("back")
async def back(turn: Turn, asked_id: int) -> Shown:
    """All stays as it is."""
    row = await requests.take_back(turn.session, turn.known(), asked_id, turn.now)
    return screen("privacy/taken_back", BACK, receipt=row.receipt)
