"""What a guardian can do below a class update: say that it was read, answer with one tap, or write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.courtesy import Address
from bot.domain.screens import Button, FileKind, FileRef, Press, Row, Style, button, grid
from bot.domain.text import Phrase, _, p_
from bot.domain.updates import Lead, QuickAnswer

EXCERPT = 160
"""Characters of somebody's words that are quoted above an answer to them."""

THANKS = "thanks"
"""The `choice` of a reply that was given with one tap."""

MEDIA: Mapping[FileKind, Phrase] = {
    FileKind.PHOTO: _("a photo"),
    FileKind.DOCUMENT: _("a document"),
    FileKind.VOICE: _("a voice message"),
    FileKind.AUDIO: _("a sound recording"),
    FileKind.VIDEO: _("a video"),
}

RELATIONS: Mapping[str, Phrase] = {
    "father": p_("relation to a pupil", "father"),
    "mother": p_("relation to a pupil", "mother"),
    "guardian": p_("relation to a pupil", "guardian"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said: typed, spoken or photographed. `message` is the channel's id of their own message.

    `noted_by` is the member of staff who wrote it down for them, having heard it elsewhere; `stock_id` the answer of a
    teacher's stock that the text is.
    """

    text: str = ""
    file: FileRef | None = None
    message: str | None = None
    channel: str = ""
    locale: str = "id"
    noted_by: int | None = None
    stock_id: int | None = None


def excerpt(text: str | None, limit: int = EXCERPT) -> str | None:
    """The beginning of somebody's words on one line; None when there are none."""
    line = " ".join((text or "").split())
    return (line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…") or None


def honorific(address: Address, sex: str | None = None) -> Phrase:
    """What stands before the name of a member of staff: as they are addressed, else by `sex` as rosters write it."""
    if address in (Address.IBU, Address.BUNDA) or (address is Address.BAPAK_IBU and (sex or "").lower() in ("f", "p")):
        return p_("before a teacher's name", "Ms")
    if address in (Address.BAPAK, Address.AYAH) or (sex or "").lower() in ("m", "l"):
        return p_("before a teacher's name", "Mr")
    return p_("before a teacher's name", "Mr/Ms")


_BELOW = ("a.q", "a.read", "a.say")
LEADS = "mi."
"""How the keys of all leads begin."""


def answer_rows(
    recipient_id: int,
    answers: Sequence[QuickAnswer],
    leads: Sequence[Lead] = (),
    *,
    read: bool = False,
    chosen: str | None = None,
    booked: bool = False,
) -> tuple[Row, ...]:
    """The buttons below an update. What was tapped stays marked, and can be tapped again to change one's mind.

    `booked`: the reader has a time already, so that the way to the times is no longer the first thing to do.
    """
    taps = [
        button(
            _("✓ %(answer)s", answer=answer.face) if answer.key == chosen else answer.face,
            "a.q",
            recipient_id,
            answer.key,
            style=Style.SUCCESS if answer.key == chosen else Style.PLAIN,
        )
        for answer in answers
    ]
    seen = button(_("✓ Read"), "a.read", recipient_id) if read else button(_("Mark as read"), "a.read", recipient_id)
    write = button(_("Write an answer"), "a.say", recipient_id)
    first = [_lead(lead, recipient_id, booked) for lead in leads if lead.first]
    on = grid([_lead(lead, recipient_id, booked) for lead in leads if not lead.first], 2)
    return (*grid(first, 1), *grid(taps, 2), *on, (seen, write) if not answers else (write,))


def _lead(lead: Lead, recipient_id: int, booked: bool) -> Button:
    if booked and lead.again is not None:
        return button(lead.again, lead.key, recipient_id)
    return button(lead.face, lead.key, recipient_id, style=Style.PRIMARY if lead.first else Style.PLAIN)


def recipient_behind(press: Press) -> int | None:
    """The recipient whose update's buttons this is one of; None for any other button."""
    if not (press.key in _BELOW or press.key.startswith(LEADS)) or not press.args or not press.args[0].isdecimal():
        return None
    return int(press.args[0])
