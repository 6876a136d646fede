"""`titian init` founds a school; `titian school set` changes its rules."""

import sys
from datetime import time
from typing import Annotated

import typer

from bot.cli import work
from bot.cli.alerts import alerts
from bot.cli.escalation import escalation
from bot.cli.options import SchoolName
from bot.cli.promise import promise
from bot.cli.reminders import reminders
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.marks import BEST
from bot.domain.text import Phrase, _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_CAP = 50

app = typer.Typer(help=source(_("The school's own rules.")))

Line = Annotated[
    list[str] | None,
    typer.Option("--letterhead", "--letterhead-line", help=source(_("A line of the letterhead; may be given again."))),
]
City = Annotated[str | None, typer.Option("--city", help=source(_("Where letters are dated.")))]


def init(
    school: Annotated[str | None, typer.Option("--school", help=source(_("The school's name.")))] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help=source(_("Its zone, such as Asia/Jakarta.")))
    ] = None,
    admin: Annotated[str | None, typer.Option("--admin", help=source(_("The first administrator's name.")))] = None,
    letterhead_line: Line = None,
    city: City = None,
    another: Annotated[bool, typer.Option("--another", help=source(_("Found one more school here.")))] = False,
) -> None:
    """Found the school; what is missing is asked for where a person can answer."""
    name = school or _asked("--school", _("Name of the school"))
    zone = timezone or _asked("--timezone", _("Time zone"), "Asia/Jakarta")
    person = admin or _asked("--admin", _("Name of the first administrator"))
    work.do(_found(name, zone, person, letterhead_line or [], city or "", another))


async def _found(name: str, zone: str, admin: str, lines: list[str], city: str, another: bool) -> None:
    from bot.services import schools

    async with work.session() as session:
        founded = await schools.found(
            session, name, zone, admin, lines=lines, city=city, another=another, now=work.now()
        )
    invitation = founded.invitation
    typer.echo(say(_("%(school)s is founded.", school=founded.school.name)))
    typer.echo(
        say(_("%(admin)s opens the bot with this code: %(code)s", admin=invitation.person, code=invitation.code))
    )
    typer.echo(say(_("The code works once, for 45 days. Keep it from others: it opens the administrator's menu.")))
    typer.echo(say(_("Next: set TELEGRAM_BOT_TOKEN (see .env.example), then run: titian doctor")))


def _asked(option: str, question: Phrase, suggestion: str | None = None) -> str:
    if not sys.stdin.isatty():
        raise typer.BadParameter(say(_("it is missing, and nobody is there to ask")), param_hint=option)
    answer: str = typer.prompt(say(question), default=suggestion)
    return answer


app.command("escalation", help=source(_("What follows when a family does not answer; without a pace, say what does.")))(
    escalation
)


app.command("promise", help=source(_("By when questions are answered; without options, say when.")))(promise)
app.command("alerts", help=source(_("What the bot asks families by itself; without options, say what.")))(alerts)


app.command("reminders", help=source(_("When families are reminded of a meeting; without a rule, say when.")))(
    reminders
)


@app.command("set", help=source(_("Change quiet hours, closed days of the week, the weekly cap or the letterhead.")))
def change(
    quiet_from: Annotated[
        str | None, typer.Option("--quiet-from", help=source(_("Quiet from, such as 19:00.")))
    ] = None,
    quiet_until: Annotated[
        str | None, typer.Option("--quiet-until", help=source(_("Quiet until, such as 06:30.")))
    ] = None,
    weekdays: Annotated[
        str | None, typer.Option("--quiet-weekdays", help=source(_("Closed days of the week: sat,sun or none.")))
    ] = None,
    cap: Annotated[
        int | None, typer.Option("--weekly-cap", help=source(_("Unasked messages a family gets in a week at most.")))
    ] = None,
    pass_line: Annotated[
        str | None,
        typer.Option("--pass-line", help=source(_("The school's line for marks (KKTP), such as 75; or none."))),
    ] = None,
    letterhead_line: Line = None,
    city: City = None,
    letter_number: Annotated[
        str | None,
        typer.Option("--letter-number", help=source(_("Numbers of letters, such as 421.3/{no}/{month}/{year}."))),
    ] = None,
    school: SchoolName = None,
) -> None:
    """Change what was given and nothing else."""
    head = (letterhead_line, city, letter_number)
    if all(value is None for value in (quiet_from, quiet_until, weekdays, cap, pass_line, *head)):
        raise typer.BadParameter(say(_("nothing to change was given")))
    values: dict[str, object] = {}
    if quiet_from is not None:
        values["quiet_start"] = _clock(quiet_from)
    if quiet_until is not None:
        values["quiet_end"] = _clock(quiet_until)
    if weekdays is not None:
        values["quiet_weekdays"] = _days(weekdays)
    if cap is not None:
        values["weekly_cap"] = _checked_cap(cap)
    if pass_line is not None:
        values["pass_line"] = _checked_line(pass_line)
    work.do(_change(school, values, *head))


async def _change(
    name: str | None, values: dict[str, object], lines: list[str] | None, city: str | None, number: str | None
) -> None:
    from bot.services import schools

    async with work.session() as session:
        school = await schools.school_named(session, name)
        for field, value in values.items():
            setattr(school, field, value)
        given = {"lines": lines, "city": city, "number": number}
        if any(value is not None for value in given.values()):
            changes = {part: value for part, value in given.items() if value is not None}
            school.letterhead = schools.letterhead(**{"lines": [], "city": "", **school.letterhead, **changes})
    days = ",".join(WEEKDAYS[day] for day in school.quiet_weekdays) or "none"
    typer.echo(
        say(
            _(
                "%(school)s: quiet %(start)s–%(end)s, closed on %(days)s, weekly cap %(cap)s",
                school=school.name,
                start=f"{school.quiet_start:%H:%M}",
                end=f"{school.quiet_end:%H:%M}",
                days=days,
                cap=school.weekly_cap,
            )
        )
    )
    if "pass_line" in values:
        typer.echo(say(_line_words(school.pass_line)))


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text.strip().replace(".", ":"))
    except ValueError:
        raise InvalidValue("quiet", "time") from None


def _days(text: str) -> list[int]:
    names = [name.strip().lower()[:3] for name in text.split(",") if name.strip()]
    if names == ["non"]:
        return []
    if not names or not set(names) <= set(WEEKDAYS):
        raise InvalidValue("weekdays", "unknown")
    return sorted({WEEKDAYS.index(name) for name in names})


def _checked_cap(cap: int) -> int:
    if not 1 <= cap <= MAX_CAP:
        raise InvalidValue("cap", "range")
    return cap


def _checked_line(said: str) -> float | None:
    """A mark of 100, or `none`; a comma is what Indonesian keyboards have."""
    if said.strip().casefold() == "none":
        return None
    try:
        line = float(said.replace(",", "."))
    except ValueError:
        raise InvalidValue("line", "range") from None
    if not 0 <= line <= BEST:
        raise InvalidValue("line", "range")
    return line


def _line_words(line: float | None) -> Phrase:
    if line is None:
        return _("The school has no line for marks.")
    return _("A mark should reach %(line)s of 100.", line=f"{line:g}")
