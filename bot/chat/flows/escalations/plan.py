"""What the school lets follow when a family does not answer: an administrator chooses, in a tap or a few."""

from bot.chat.flows.escalations.silence import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.escalation import (
    DAY,
    PRESET_NAMES,
    PRESETS,
    STEP_NAMES,
    Plan,
    StepKind,
    load_plan,
    step_phrase,
    wait_phrase,
    with_wait,
)
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.escalations import views

OFFERED_DAYS = (1, 2, 3, 4, 5, 7)


@flow.command("pengingat", "reminders")
async def by_command(turn: Turn) -> Shown:
    """`/pengingat`."""
    return await opened(turn)


@flow.press("plan")
async def opened(turn: Turn) -> Shown:
    """What follows now, and what could."""
    turn.admin()
    return _shown(load_plan(turn.school.escalation))


@flow.press("preset")
async def preset(turn: Turn, key: str) -> Shown:
    """One of the ready-made paces."""
    turn.admin()
    if key not in PRESETS:
        raise StaleScreen
    views.set_plan(turn.school, PRESETS[key])
    return _shown(PRESETS[key])


@flow.press("own")
async def own(turn: Turn) -> Shown:
    """Each step's wait on its own."""
    turn.admin()
    return _own(load_plan(turn.school.escalation))


@flow.press("step")
async def one_step(turn: Turn, kind: str) -> Shown:
    """After how long this step follows."""
    turn.admin()
    step = _kind(kind)
    days = [button(wait_phrase(days * DAY), "e.wait", step.value, days) for days in OFFERED_DAYS]
    without = (button(_("Leave this step out"), "e.wait", step.value, 0),)
    return screen("escalations/step", *grid(days, 3), without, (button(_("‹ Back"), "e.own"),), step=STEP_NAMES[step])


@flow.press("wait")
async def wait(turn: Turn, kind: str, days: int) -> Shown:
    """A wait was tapped."""
    turn.admin()
    if days not in (0, *OFFERED_DAYS):
        raise StaleScreen
    plan = with_wait(load_plan(turn.school.escalation), _kind(kind), days)
    views.set_plan(turn.school, plan)
    return _own(plan)


def _shown(plan: Plan) -> Screen:
    choices = [_choice(key, key == _preset(plan)) for key in PRESETS]
    rows: list[Row] = [
        *grid(choices, 2),
        (button(_("Own waits"), "e.own"), button(_("Before meetings"), "e.ahead")),
        MENU,
    ]
    return screen(
        "escalations/plan",
        *rows,
        steps=[step_phrase(step) for step in plan],
        paces=[
            _("%(pace)s: %(first)s, %(second)s, %(third)s", pace=PRESET_NAMES[key], **_waits(steps))
            for key, steps in PRESETS.items()
            if steps
        ],
    )


def _waits(plan: Plan) -> dict[str, Phrase]:
    """Of a ready-made pace, which has all three steps."""
    return dict(zip(("first", "second", "third"), (wait_phrase(step.after_hours) for step in plan), strict=True))


def _own(plan: Plan) -> Screen:
    waits = {step.kind: wait_phrase(step.after_hours) for step in plan}
    rows: list[Row] = [
        (button(_("%(step)s: %(wait)s", step=name, wait=waits.get(kind, _("left out"))), "e.step", kind.value),)
        for kind, name in STEP_NAMES.items()
    ]
    return screen(
        "escalations/own", *rows, (button(_("‹ Back"), "e.plan"),), steps=[step_phrase(step) for step in plan]
    )


def _choice(key: str, chosen: bool) -> Button:
    face = _("✓ %(answer)s", answer=PRESET_NAMES[key]) if chosen else PRESET_NAMES[key]
    return button(face, "e.preset", key, style=Style.SUCCESS if chosen else Style.PLAIN)


def _preset(plan: Plan) -> str | None:
    return next((key for key, steps in PRESETS.items() if steps == plan), None)


def _kind(kind: str) -> StepKind:
    try:
        return StepKind(kind)
    except ValueError:
        raise StaleScreen from None
