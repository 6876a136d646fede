"""A teacher's page of one month: what was, whom she has not thought of for long, and three ideas."""

from bot.chat.flows.reflection.draft import asked_month, flow, told, turns
from bot.chat.flows.reflection.wording import FACES, said
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.reflection import Idea, Suggestion
from bot.domain.screens import Fact, Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.reflection.seen import LEADS, Page, page_of, teaches

NAMED = 12
"""So many families by name; of more their number is told."""


@flow.command("refleksi", "reflection")
@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """The running month; who leads the school and has no class sees the school."""
    staff = turn.staff()
    if not await teaches(turn.session, staff):
        way: list[Row] = [(button(_("The school's month"), "rf.all"),)] if set(LEADS) & turn.roles else []
        return screen("reflection/no_class", *way, (button(_("Menu"), "home.menu"),))
    return _shown(await page_of(turn.session, staff, None, turn.now))


@flow.press("month")
async def of_month(turn: Turn, ordinal: int) -> Shown:
    """One month; raises StaleScreen for one too long ago or to come."""
    month, _latest = await asked_month(turn, ordinal)
    return _shown(await page_of(turn.session, turn.staff(), month, turn.now))


def _shown(page: Page) -> Screen:
    rows: list[Row] = [
        (button(FACES[one.idea], *_way(one), style=Style.PRIMARY if first else Style.PLAIN),)
        for one, first in zip(page.ideas, (True, False, False), strict=False)
    ]
    if not page.numbers.silent:
        rows.append((button(_("As a picture"), "rf.picture", page.month.ordinal),))
    rows += turns("rf.month", page.month, page.latest)
    rows.append((button(_("Menu"), "home.menu"),))
    values: dict[str, Fact] = dict(
        month=page.month.first,
        running=page.month == page.latest,
        classes=page.classes,
        silent=page.numbers.silent,
        unreached=page.numbers.unreached,
        unheard=page.unheard[:NAMED],
        more=max(len(page.unheard) - NAMED, 0),
        ideas=[said(one) for one in page.ideas],
        **told(page.numbers),
    )
    return Screen("reflection/month", values, tuple(rows), protect=True)


def _way(one: Suggestion) -> tuple[str, ...]:
    """Where an idea leads: to what waits, to the round, or to a message that is made ready."""
    match one.idea:
        case Idea.ANSWER:
            return ("td.open",)
        case Idea.ROUND:
            return ("wr.list",)
    return ("rf.do", one.idea.value)
