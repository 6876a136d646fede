"""The page of one kind: whether it is on, after how long, and the number that goes with it."""

from datetime import timedelta

from bot.chat.flows.alerts.draft import MENU
from bot.chat.turns import Turn
from bot.domain.alert_words import NAMES, pause_phrase
from bot.domain.alerts import GRACES, OFFERED_TOTALS, AlertKind, AlertRule, load_rule
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Label, _, n_

MINUTE = timedelta(minutes=1)


def of(turn: Turn, kind: AlertKind) -> Screen:
    """The page of one kind."""
    rule = load_rule(turn.school.alerts)
    return screen(
        "alerts/kind",
        *_choices(turn, rule, kind),
        (button(_("See an example"), "al.sample", kind.value),),
        (button(_("‹ Back"), "al.open"), *MENU),
        kind=kind.value,
        name=NAMES[kind],
        on=kind in rule,
        pause=pause_phrase(rule.grace[kind]) if kind in rule else None,
        total=rule.total,
        line=turn.school.pass_line,
    )


def _choices(turn: Turn, rule: AlertRule, kind: AlertKind) -> list[Row]:
    if kind not in rule:
        return [(button(_("Switch on"), "al.on", kind.value, style=Style.SUCCESS),)]
    pauses = [
        _choice(pause_phrase(pause), pause == rule.grace[kind], "al.grace", kind.value, pause // MINUTE)
        for pause in GRACES[kind]
    ]
    rows = list(grid(pauses, 2))
    if kind is AlertKind.TOTAL:
        totals = [
            _choice(n_("Every %(count)s day", "Every %(count)s days", number), number == rule.total, "al.total", number)
            for number in OFFERED_TOTALS
        ]
        rows += grid(totals, 3)
    if kind is AlertKind.BELOW:
        rows.append((button(_("Line: %(line)s", line=turn.school.pass_line), "al.line"),))
    return [*rows, (button(_("Switch off"), "al.off", kind.value, style=Style.DANGER),)]


def _choice(face: Label, chosen: bool, key: str, *args: object) -> Button:
    return button(marked(face, chosen), key, *args, style=Style.SUCCESS if chosen else Style.PLAIN)


def marked(face: Label, chosen: bool) -> Label:
    """The face of a choice, with a tick where it is the one that holds."""
    return _("✓ %(answer)s", answer=face) if chosen else face
