"""What was noticed in a roster file, row by row, as lines for the terminal."""

from bot.cli.words import say
from bot.domain.remarks import SEVERITIES, remark_text
from bot.domain.roster import Remark
from bot.domain.text import _


def line(file: str, remark: Remark) -> str:
    """One remark as a line: where, what became of it, and why."""
    place = say(_("row %(row)s", row=remark.row)) if remark.row else ""
    where = ", ".join(part for part in (remark.sheet, place, remark.column) if part)
    return f"{file}: {where}: {say(SEVERITIES[remark.severity])}: {say(remark_text(remark))}"
