"""`titian whatsapp`: connect a number, submit the openers, see what the month costs and may cost."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.whatsapp_checks import address_of, identity, of_whatsapp, webhook
from bot.cli.words import language, say, source
from bot.domain.errors import NotFound, SettingsMissing
from bot.domain.money import parse_amount
from bot.domain.text import Phrase, _

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.channels.whatsapp.setup import Identity
    from bot.channels.whatsapp.templates import Found, Templates
    from bot.messages.openers import Body
    from bot.services.provider.meter import Reading
    from bot.services.provider.templates import Stand
    from bot.settings import WhatsAppKeys
    from bot.storage.models import Bot, School

app = typer.Typer(help=source(_("WhatsApp: the number, its openers, and what they cost.")))

FIELDS = "messages, message_template_status_update"


@app.command("connect", help=source(_("Make the number of the settings the school's, and say what is still missing.")))
def connect(school: SchoolName = None) -> None:
    """Ask whose number it is, and keep it; doing it twice changes nothing."""
    settings, keys = work.settings(), _keys()
    who = work.do(identity(keys))
    name = work.do(_connect(who, school))
    typer.echo(say(_("%(school)s writes from +%(number)s now.", school=name, number=who.username)))
    finding = work.do(webhook(settings, keys))
    typer.echo(say(finding.words))
    if (address := address_of(settings)) is not None:
        typer.echo(say(_("In the app's settings for WhatsApp, enter this webhook address: %(url)s", url=address)))
        typer.echo(say(_("Its verify token is WHATSAPP_VERIFY_TOKEN. Subscribe to: %(fields)s", fields=FIELDS)))


@app.command("templates", help=source(_("The openers, and whether WhatsApp has approved them.")))
def templates(
    submit: Annotated[bool, typer.Option("--submit", help=source(_("Submit what is missing or has changed.")))] = False,
    check: Annotated[bool, typer.Option("--check", help=source(_("Ask WhatsApp how they stand.")))] = False,
    school: SchoolName = None,
) -> None:
    """One line per opener and language; exit code 1 when one would be refused as it reads."""
    from bot.messages.openers import bodies, flaws

    for body in bodies():
        for flaw in flaws(body):
            typer.echo(f"{body.name}  {body.locale}  {say(flaw)}", err=True)
    if any(flaws(body) for body in bodies()):
        raise typer.Exit(1)
    for line in work.do(_templates(school, submit=submit, check=check)):
        typer.echo(line)


@app.command("meter", help=source(_("What the messages of this month cost, and may cost.")))
def meter(
    price: Annotated[str | None, typer.Option("--price", metavar="AMOUNT", help=source(_("Of one message.")))] = None,
    ceiling: Annotated[
        str | None, typer.Option("--ceiling", metavar="AMOUNT", help=source(_("Of one month, at most.")))
    ] = None,
    school: SchoolName = None,
) -> None:
    """Print the meter, after setting what was given."""
    amounts = {
        field: parse_amount(field, text) for field, text in (("price", price), ("ceiling", ceiling)) if text is not None
    }
    for line in work.do(_meter(school, amounts)):
        typer.echo(line)


@app.command("status", help=source(_("Whether everything is in order with WhatsApp, and what to do.")))
def status(school: SchoolName = None) -> None:
    """What the doctor says of WhatsApp, and the meter."""
    _keys()
    for line in work.do(_status(school)):
        typer.echo(line)


def _keys() -> "WhatsAppKeys":
    keys = work.settings().whatsapp
    if keys is None:
        names = ("WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
        raise SettingsMissing(names)
    return keys


async def _connect(who: "Identity", name: str | None) -> str:
    from bot.services import schools

    async with work.session() as session:
        school = await schools.school_named(session, name)
        await schools.connect_whatsapp(session, school, who.address, who.username)
        return school.name


async def _status(name: str | None) -> list[str]:
    lines = [say(finding.words) async for finding in of_whatsapp(work.settings())]
    return [*lines, *await _meter(name, {})]


async def _meter(name: str | None, amounts: dict[str, int]) -> list[str]:
    from bot.services.provider import meter as meters

    async with work.session() as session:
        school, bot = await _bot(session, name)
        await meters.set_rules(session, bot, **amounts)
        return [say(line) for line in _lines(await meters.read(session, bot.id, work.now()), school)]


def _lines(reading: "Reading", school: "School") -> Iterator[Phrase]:
    from bot.messages.money import money

    def said(amount: int | None) -> Phrase | str:
        return _("not set") if amount is None else money(amount, school.country, language())

    rules = {"price": said(reading.price), "ceiling": said(reading.ceiling)}
    yield _("One message: %(price)s. One month, at most: %(ceiling)s", **rules)
    used = {"count": reading.count, "amount": said(reading.booked), "confirmed": reading.confirmed_count}
    yield _("This month: %(count)s messages, %(amount)s; WhatsApp has confirmed %(confirmed)s of them", **used)
    if not reading.is_set:
        yield _("Nothing that is billed leaves until both are set: titian whatsapp meter --price … --ceiling …")
    elif reading.price:
        yield _("There is room for %(room)s more.", room=reading.room)


async def _templates(name: str | None, *, submit: bool, check: bool) -> list[str]:
    from bot.messages.openers import bodies
    from bot.services.provider import templates as provider_templates

    made = list(bodies())
    if submit or check:
        async with _provider() as provider:
            await _learn(name, made, await provider.every())
            if submit:
                await _submit(name, made, provider)
    async with work.session() as session:
        _school, bot = await _bot(session, name)
        stands = await provider_templates.standing(session, bot.id, [body.wanted for body in made])
    return [_line(stand) for stand in stands]


@asynccontextmanager
async def _provider() -> "AsyncIterator[Templates]":
    """The provider's templates; raises SettingsMissing without the account's ID."""
    from bot.channels.whatsapp.graph import Graph
    from bot.channels.whatsapp.templates import Templates

    keys = _keys()
    if keys.account_id is None:
        raise SettingsMissing(("WHATSAPP_ACCOUNT_ID",))
    graph = Graph(keys.token, keys.api_url, connections=1)
    try:
        yield Templates(graph, keys.account_id)
    finally:
        await graph.close()


async def _learn(name: str | None, made: "list[Body]", found: "list[Found]") -> None:
    """Write down how each stands, also that the provider has it no more."""
    from bot.domain.receipts import TemplateState, TemplateVerdict
    from bot.services.provider import templates as provider_templates

    known = {(one.name, one.locale): one for one in found}
    async with work.session() as session:
        _school, bot = await _bot(session, name)
        for stand in await provider_templates.standing(session, bot.id, [body.wanted for body in made]):
            one = known.get((stand.wanted.name, stand.wanted.locale))
            state = one.state if one else TemplateState.MISSING
            if state is None or (one is None and stand.state is TemplateState.MISSING):
                continue
            verdict = TemplateVerdict(stand.wanted.name, stand.wanted.locale, state, one.reason if one else "")
            await provider_templates.told(session, bot.id, verdict, work.now())
            if one is not None:
                await provider_templates.found(session, bot.id, stand.wanted, one.provider_id)


async def _submit(name: str | None, made: "list[Body]", provider: "Templates") -> None:
    """Submit what is missing or has changed, one at a time: what is done is kept whatever comes after."""
    from bot.channels.whatsapp.templates import Draft
    from bot.domain.receipts import TemplateState
    from bot.services.provider import templates as provider_templates

    for body in made:
        async with work.session() as session:
            _school, bot = await _bot(session, name)
            (stand,) = await provider_templates.standing(session, bot.id, [body.wanted])
        if not stand.to_submit:
            continue
        draft = Draft(body.name, body.locale, body.text, body.samples, body.face)
        state: TemplateState | None = TemplateState.SUBMITTED
        provider_id = stand.provider_id or ""
        if stand.state is TemplateState.MISSING:
            one = await provider.submit(draft)
            state, provider_id = one.state, one.provider_id
        else:
            await provider.change(provider_id, draft)
        async with work.session() as session:
            now = work.now()
            await provider_templates.submitted(
                session, bot.id, body.wanted, provider_id, state or TemplateState.SUBMITTED, now
            )


def _line(stand: "Stand") -> str:
    from bot.domain.provider import NEXT_STEPS, STATE_WORDS

    words = say(STATE_WORDS[stand.state])
    if stand.changed:
        words += "; " + say(_("its words have changed since: --submit"))
    if stand.reason:
        words += f" ({stand.reason})"
    if (following := NEXT_STEPS.get(stand.state)) is not None:
        words += f". {say(following)}"
    return f"{stand.wanted.name}  {stand.wanted.locale}  {words}"


async def _bot(session: "AsyncSession", name: str | None) -> "tuple[School, Bot]":
    """The school and its number; raises NotFound."""
    from bot.services import schools
    from bot.services.provider import meter as meters

    school = await schools.school_named(session, name)
    bots = await meters.billed_bots(session, school.id)
    if not bots:
        raise NotFound("whatsapp")
    return school, bots[0]
