"""An administrator says what the bot may ask families by itself: each kind on or off, and after how long."""

from bot.chat import drafts
from bot.chat.flows.alerts.draft import MENU, flow
from bot.chat.flows.alerts.lines import ask_line
from bot.chat.flows.alerts.page import MINUTE, marked, of
from bot.chat.flows.alerts.samples import sample_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.alert_words import NAMES, pause_phrase
from bot.domain.alerts import GRACES, OFFERED_TOTALS, AlertKind, AlertRule, load_rule
from bot.domain.errors import StaleScreen
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import _
from bot.services.alerts import rules


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """What is asked now, and what could be."""
    turn.admin()
    await drafts.stop_expecting(turn)
    return _shown(load_rule(turn.school.alerts))


@flow.press("kind")
async def of_kind(turn: Turn, kind: str) -> Shown:
    """One kind: whether, after how long, and the number that goes with it."""
    turn.admin()
    await drafts.stop_expecting(turn)
    return of(turn, _kind(kind))


@flow.press("on")
async def on(turn: Turn, kind: str) -> Shown:
    """From now on; where the school has no line for marks yet, that is asked first."""
    turn.admin()
    one = _kind(kind)
    if one is AlertKind.BELOW and turn.school.pass_line is None:
        return await ask_line(turn, switch=True)
    rules.switch_on(turn.school, one, turn.now)
    return of(turn, one)


@flow.press("off")
async def off(turn: Turn, kind: str) -> Shown:
    """No more."""
    turn.admin()
    rules.switch_off(turn.school, _kind(kind))
    return of(turn, _kind(kind))


@flow.press("grace")
async def grace(turn: Turn, kind: str, minutes: int) -> Shown:
    """How long a teacher has to correct before families hear of it."""
    turn.admin()
    one = _kind(kind)
    if one not in load_rule(turn.school.alerts) or minutes * MINUTE not in GRACES[one]:
        raise StaleScreen
    rules.switch_on(turn.school, one, turn.now, minutes * MINUTE)
    return of(turn, one)


@flow.press("total")
async def total(turn: Turn, number: int) -> Shown:
    """Of how many days missed families are told."""
    turn.admin()
    if number not in OFFERED_TOTALS:
        raise StaleScreen
    rules.set_total(turn.school, number)
    return of(turn, AlertKind.TOTAL)


@flow.press("sample")
async def sample(turn: Turn, kind: str) -> Shown:
    """How it reads, with a made-up child."""
    turn.admin()
    one = _kind(kind)
    return sample_of(turn, one).with_rows((button(_("‹ Back"), "al.kind", one.value),))


def _shown(rule: AlertRule) -> Screen:
    kinds = [button(marked(NAMES[kind], kind in rule), "al.kind", kind.value) for kind in AlertKind]
    on_now = [
        _("%(name)s, after %(pause)s", name=NAMES[kind], pause=pause_phrase(rule.grace[kind]))
        for kind in AlertKind
        if kind in rule
    ]
    return screen("alerts/rule", *grid(kinds, 1), MENU, kinds=on_now)


def _kind(kind: str) -> AlertKind:
    try:
        return AlertKind(kind)
    except ValueError:
        raise StaleScreen from None
