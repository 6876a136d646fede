"""What a guardian can do below a class update: say that it was read, answer with one tap, or write."""

from collections.abc import Sequence

from bot.domain.screens import Row, Style, button, grid
from bot.domain.text import _
from bot.domain.updates import QuickAnswer


def answer_rows(
    recipient_id: int, answers: Sequence[QuickAnswer], *, read: bool = False, chosen: str | None = None
) -> tuple[Row, ...]:
    """The buttons below an update. What was tapped stays marked, and can be tapped again to change one's mind."""
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
    return (*grid(taps, 2), (seen, write)) if not answers else (*grid(taps, 2), (write,))
