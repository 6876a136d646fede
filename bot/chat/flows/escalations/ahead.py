"""When families are reminded of a meeting: an administrator chooses, with a tap."""

from bot.chat.flows.escalations.silence import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.reminding import PRESET_NAMES, PRESETS, Ahead, ahead_phrases, load_ahead
from bot.domain.screens import Button, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.meetings import reminders


@flow.press("ahead")
async def ahead(turn: Turn) -> Shown:
    """When it is now, and when it could be."""
    turn.admin()
    return _shown(load_ahead(turn.school.reminders))


@flow.press("remind")
async def remind(turn: Turn, key: str) -> Shown:
    """One of the ready-made rules."""
    turn.admin()
    if key not in PRESETS:
        raise StaleScreen
    await reminders.set_ahead(turn.session, turn.school, PRESETS[key], turn.now)
    return _shown(PRESETS[key])


def _shown(now: Ahead) -> Screen:
    choices = [_choice(key, PRESETS[key] == now) for key in PRESETS]
    return screen(
        "reminders/ahead",
        *grid(choices, 2),
        (button(_("‹ Back"), "e.plan"), *MENU),
        moments=list(ahead_phrases(now)),
    )


def _choice(key: str, chosen: bool) -> Button:
    face = _("✓ %(answer)s", answer=PRESET_NAMES[key]) if chosen else PRESET_NAMES[key]
    return button(face, "e.remind", key, style=Style.SUCCESS if chosen else Style.PLAIN)
