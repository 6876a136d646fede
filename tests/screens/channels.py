"""What a screen becomes on each channel, and what would be wrong with that: too long, refused, or out of reach."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from bot.channels.split import split, width
from bot.channels.telegram import keyboard
from bot.channels.telegram.send import LIMITS as TELEGRAM
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.domain.rendered import Rendered
from bot.domain.screens import MORE_KEY, Press, Screen
from bot.messages.openers import body_of
from bot.messages.translations import translate
from bot.playground.whatsapp.contents import read_content
from bot.playground.whatsapp.errors import Refused
from bot.playground.whatsapp.fields import Fields
from bot.playground.whatsapp.state import Content
from tests.screens.table import TABLE


@dataclass(frozen=True, slots=True)
class Fit:
    """A channel by name; `flaws` finds what is wrong with a message there, as plain words for a failing test."""

    name: str
    find: Callable[[Rendered], Iterator[str]]

    def flaws(self, shown: Rendered) -> list[str]:
        return list(self.find(shown))


def presses_of(shown: Rendered) -> set[str]:
    """What can be pressed below a message."""
    return {choice.data for row in shown.rows for choice in row if choice.data}


def _telegram(shown: Rendered) -> Iterator[str]:
    parts = split(shown.text, TELEGRAM.text)
    if not parts:
        yield "nothing to read"
    yield from (f"a part of {width(part)}" for part in parts if width(part) > TELEGRAM.text)
    fitted = keyboard.fit(shown.rows)
    keyboard.keyboard(shown.rows)  # raises for data that does not fit
    if sum(map(len, fitted)) > TELEGRAM.buttons or any(len(row) > TELEGRAM.per_row for row in fitted):
        yield "too many buttons"
    reached = {choice.data for row in fitted for choice in row if choice.data}
    if out := presses_of(shown) - reached:
        yield f"out of reach: {sorted(out)[:3]}"
    yield from (f"a button without a face: {choice.data}" for row in fitted for choice in row if not choice.label)


@dataclass(slots=True)
class _Wire:
    """Stands where the Graph API would: notes what would be sent."""

    sent: list[dict[str, Any]] = field(default_factory=list)

    @property
    def calls(self) -> "_Wire":
        return self

    def send_message(self, **message: Any) -> dict[str, Any]:
        self.sent.append({"type": message["typ"], message["typ"]: message["msg"]})
        return {"messages": [{"id": f"wamid.{len(self.sent)}"}]}

    async def ask(self, answer: dict[str, Any]) -> dict[str, Any]:
        return answer


def _requests(shown: Rendered) -> list[dict[str, Any]]:
    """What the adapter would send."""
    wire = _Wire()
    _at_once(WhatsAppChannel(cast(Any, wire), "1055", Path(), translate).send("6281200000001", shown))
    return wire.sent


def _at_once(work: Coroutine[Any, Any, str]) -> None:
    """Run what waits for nothing."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits")


def _whatsapp(shown: Rendered) -> Iterator[str]:
    if shown.opener is not None:
        yield from _opener(shown)
        return
    if not shown.text.strip() and not shown.rows:
        yield "nothing to read"
        return
    reached: set[str] = set()
    page: int | None = 0
    while page is not None:
        following = None
        for request in _requests(replace(shown, page=page, file=None)):  # files go up first, and have their own tests
            try:  # the strict server reads it as Meta would
                content = read_content(cast(Any, None), cast(Any, None), Fields(request))
            except Refused as refused:
                yield f"refused: {refused}"
                return
            reached |= {choice.id for choice in _choices(content)}
            yield from (f"a choice without a face: {choice.id}" for choice in _choices(content) if not choice.title)
            following = following or _next_page(content)
        page = following
    if out := presses_of(shown) - reached:
        yield f"out of reach: {sorted(out)[:3]}"


def _opener(shown: Rendered) -> Iterator[str]:
    """The provider's template with its values, and the first button's press behind its own."""
    (request,) = _requests(shown)
    opener = shown.opener
    assert opener is not None
    body, button = request["template"]["components"]
    values = [value["text"] for value in body["parameters"]]
    if f"{{{{{len(values)}}}}}" not in body_of(opener.key, opener.locale):
        yield "other places than the provider's template"
    yield from (f"not a value: {value!r}" for value in values if not value.strip() or {"\n", "\t"} & set(value))
    if button["parameters"][0]["payload"] != shown.rows[0][0].data:
        yield "its button says something else"


def _choices(content: Content) -> Iterator[Any]:
    yield from (choice for choice in (*content.buttons, *content.rows) if choice.id)


def _next_page(content: Content) -> int | None:
    """The page to which the last row leads on."""
    for choice in _choices(content):
        press = Press.unpack(choice.id)
        if press.key == MORE_KEY:
            return int(press.args[0])
    return None


CHANNELS = (Fit("telegram", _telegram), Fit("whatsapp", _whatsapp))


def flaws_of(screen: Screen, shown: Rendered) -> list[str]:
    """What is wrong with a screen as a flow really made it, on any channel."""
    answer = TABLE.get(screen.template)
    if answer is None:
        return [f"{screen.template} is in no table"]
    found = [f"{screen.template} on {fit.name}: {flaw}" for fit in CHANNELS for flaw in fit.flaws(shown)]
    if answer.taps and not answer.types and not presses_of(shown):
        found.append(f"{screen.template} cannot be answered")
    return found
