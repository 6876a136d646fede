"""Forged presses: for every registered button every plausible list of arguments, and drafts that have gone stale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from inspect import Parameter, signature
from itertools import product
from random import Random
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Kind, Received
from bot.chat.flows.absences.draft import Absent
from bot.chat.flows.alerts.draft import Typing as TypingLine
from bot.chat.flows.answering.draft import Answering
from bot.chat.flows.answers.draft import Saying
from bot.chat.flows.individual.draft import Several
from bot.chat.flows.invited.draft import Invited
from bot.chat.flows.links.asking import Asking
from bot.chat.flows.links.entry import Letters
from bot.chat.flows.meetings.draft import Plan
from bot.chat.flows.meetings.introducing import Introducing
from bot.chat.flows.privacy.draft import Asking as Correcting
from bot.chat.flows.questions.draft import Asking as Question
from bot.chat.flows.records.draft import Lookup
from bot.chat.flows.registers.draft import Tapping, name_of
from bot.chat.flows.stock.draft import Typing
from bot.chat.flows.updates.draft import Compose
from bot.chat.handle import handle
from bot.chat.router import Handler, Router
from bot.chat.turns import Turn
from bot.domain.codec import dump_value
from bot.domain.shelf import SHELF
from bot.storage.models import Account, Draft
from tests.hostile import concerned
from tests.hostile.arguments import GARBAGE, STAMP, WORDS
from tests.hostile.talking import work_of
from tests.hostile.updates import EVENT
from tests.hostile.world import Who, World

DRAFTS = 89
"""So many states of somebody's conversations `drafts_of` makes at most."""


@dataclass(frozen=True, slots=True)
class Forged:
    """A press, and which of the drafts below the presser has at that moment."""

    packed: str
    drafts: int


def drafts_of(world: World, who: Who) -> list[list[dict[str, Any]]]:
    """What conversations may have come to when somebody lost a right: full of ids of other people's rows."""
    ids = {name: found[0] for name, found in world.ids.items()}
    event = SHELF.get("event_invitation")
    full: dict[str, Any] = {
        "class_ids": [ids["class_id"]],
        "template": event.key,
        "values": dict(EVENT),
        "stamp": STAMP,
    }
    said = [{"text": "Selamat pagi", "file": None, "message": "5"}]
    asking = Asking("mother", "Wati", "Dini")
    own_update = world.ids["update_id"][-1] if who.name == "teacher_lost" else ids["update_id"]
    composed = [
        (Compose(**full), "extra"),
        (Compose(**full, correcting=own_update), "extra"),
        (Compose(**full, asking="event"), "field"),
        (Compose(**full, asking="day"), "field"),
        (Compose(**full, asking="at"), "field"),
        (Compose(**full, asking="place", own_template_id=ids["template_id"]), "field"),
        (Compose(**full), "reason"),
        (Compose(**full), "when"),
        (Compose(**full), "name"),
        (Compose(**full, translating="en", other_words={"en": {}}), "words"),
    ]
    saying = [
        (Saying(words=list(said), recipient=ids["recipient_id"]), "child"),
        (Saying(words=list(said)), "address"),
        (Saying(words=list(said), entry=world.ids["entry_id"][1]), "child"),
        (Saying(recipient=ids["recipient_id"]), "say"),
        (Saying(entry=world.ids["entry_id"][1]), "say"),
        (Saying(replying=ids["entry_id"]), "reply"),
    ]
    plans = _plans(ids)
    states: list[list[dict[str, Any]]] = []
    for number, (compose, step) in enumerate(composed):
        states.append(
            [
                _draft("updates", compose, step),
                _draft("answers", saying[number % len(saying)][0], None),
                _draft("asking", asking, None),
                _draft("links", Letters(), None),
            ]
        )
    states += [[_draft("answers", one, step), _draft("asking", asking, None)] for one, step in saying]
    states += [[_draft("meetings", one, step), _draft("introduction", Introducing(), None)] for one, step in plans]
    states += [[_draft("availability", work_of(world, STAMP), "hours")]]
    states += [
        [_draft("asking", asking, "relation")],
        [_draft("asking", asking, "own_name")],
        [_draft("asking", asking, "child_name")],
        [],
    ]
    invited = Invited(ids["recipient_id"], part="hope")
    states += [[_draft("invited", invited, step)] for step in ("hope", "company")]
    states += [[_draft("individual", one, "field")] for one in _individual(ids)]
    about, day = world.ids["pupil_id"][0], date(2026, 7, 20)
    taps = {name_of(ids["class_id"], day): {str(about): "s"}}
    states += [[_draft("registers", Tapping(taps, about=[about, day]), "note")]]
    states += [[_draft("registers", Tapping(taps, about=[ids["class_id"]]), "day")]]
    states += [[_draft("alerts", TypingLine(switch=True), "line")]]
    states += [[_draft("registers", Tapping(taps, about=[ids["class_id"], day]), "away")]]
    asked = world.ids["thread_id"][0]
    questions = ((Question(words=list(said)), "whom"), (Question(pupil=about, whom="h"), "say"))
    states += [[_draft("questions", one, step)] for one, step in (*questions, (Question(thread=asked), "add"))]
    waits = [{"text": "Selamat pagi", "file": None, "message": "9"}]
    thread, stock = ids.get("thread_id", 1), ids.get("stock_id", 1)
    states += [[_draft("answering", Answering(thread=thread, seen=1, words=list(waits)), "say")]]
    states += [[_draft("answering", Answering(words=list(waits), last=thread), None)]]
    states += [[_draft("answering", Answering(thread=thread, whom=world.texts.get("whom", ["h"])[0]), "note")]]
    states += [[_draft("stock", Typing(stock_id=stock), "text")]]
    states += [[_draft(*one)] for one in concerned.states(world)]
    putting = [(Correcting("phone", about), "words"), (Correcting(request_id=world.ids["asked_id"][0]), "why")]
    states += [[_draft("privacy", one, step)] for one, step in putting]
    first = date(2026, 7, 21)
    states += [[_draft("absences", Absent(pupil=about, why="s", first=first), "span")]]
    states += [[_draft("absences", Absent(pupil=about, first=first, through=first, why="s", words=said), "told")]]
    states += [[_draft("absences", Absent(asking=world.ids["ab.note_id"][0]), "ask")]]
    states += [[_draft("records", Lookup("Wq", [str(about), "c", "all", "e", "0"]), "words")]]
    assert len(states) <= DRAFTS
    return states


def _individual(ids: Mapping[str, int]) -> list[Several]:
    """Updates about single pupils: asked of all, of one pupil, and a sent one that is being put right."""
    pupil = ids["pupil_id"]
    said = {str(pupil): {"fact": "nilainya naik", "step": "Berlatih"}}
    seen: dict[str, Any] = {"chosen": [pupil], "values": said, "pages": [0], "examples": True, "stamp": STAMP}
    full: dict[str, Any] = {"template": "assessment_result", "class_id": ids["class_id"], **seen}
    return [
        Several(**full, asking="fact", pending="Bintang"),
        Several(**full, asking="step", about=pupil),
        Several(**full, about=pupil, correcting=ids["update_id"]),
    ]


def _plans(ids: Mapping[str, int]) -> list[tuple[Plan, str | None]]:
    """Meetings of somebody else's class, put together or changed."""
    when: dict[str, Any] = {"day": date(2026, 8, 15), "starts": time(9), "ends": time(11), "place": "Aula"}
    common: dict[str, Any] = {"class_ids": [ids["class_id"]], "hosts": [ids["person_id"]], "stamp": STAMP}
    own = {**common, "meeting_id": ids["meeting_id"]}
    return [
        (Plan("class", **common, asking="day"), "typed"),
        (Plan("class", **common, day=when["day"], asking="hours", chosen="0900-1100"), "typed"),
        (Plan("talks", **common, **{**when, "place": None}, asking="place"), "typed"),
        (Plan("talks", **common, **when, asking="booking"), None),
        (Plan("class", **own, **when, agenda=["opening"]), "point"),
        (Plan("class", **own, **when, link="https://example.org", asking="link"), "typed"),
        (Plan("talks", **own, **when, booking="open"), "when"),
        (Plan("talks", **own, **when, booking="open", asking="until"), "typed"),
        (Plan("class", **own, **when, invited=True, asking="day", chosen="2026-08-16"), "typed"),
    ]


def presses_of(router: Router, world: World, seed: int, each: int, garbage: int = 0) -> dict[str, list[Forged]]:
    """By button: at most `each` presses of it with plausible arguments, and after them garbage with one in `garbage`
    buttons, another one for the next seed; 0: never."""
    random = Random(seed)
    return {
        key: list(_presses(key, handler, world, random, each, garbage=bool(garbage) and number % garbage == 0))
        for number, (key, handler) in enumerate(router.presses.items(), seed)
    }


def _presses(key: str, handler: Handler, world: World, random: Random, each: int, *, garbage: bool) -> Iterator[Forged]:
    wanted = list(signature(handler).parameters.values())[1:]
    lists = list(product(*(_values(key, parameter, world) for parameter in wanted)))
    chosen = lists if len(lists) <= each else [lists[0], *random.sample(lists[1:], each - 1)]
    for args in (*chosen, *random.sample(GARBAGE, int(garbage))):
        packed = ":".join(("1", key, *(str(arg) for arg in args)))
        yield Forged(packed, random.randrange(DRAFTS))


def _values(key: str, parameter: Parameter, world: World) -> Sequence[object]:
    for name in (f"{key}.{parameter.name}", f"{key.partition('.')[0]}.{parameter.name}", parameter.name):
        if name in world.ids:
            return [*world.ids[name], 0]
    if texts := world.texts.get(f"{key}.{parameter.name}") or world.texts.get(parameter.name):
        return [*texts, *WORDS[parameter.name]]
    prefix = key.partition(".")[0]
    own = WORDS.get(f"{key}.{parameter.name}") or WORDS.get(f"{prefix}.{parameter.name}")
    return own or WORDS.get(parameter.name, (0, 1, "x"))


def press(who: Who, packed: str, message: str = "50") -> Received:
    """The press as it arrives."""
    return Received(Kind.PRESS, who.address, name=who.name, press=packed, message=message)


async def do(
    session: AsyncSession, router: Router, world: World, who: Who, received: Received, drafts: Sequence[dict[str, Any]]
) -> Turn:
    """Handle one arrival of somebody whose conversations stand so; the caller commits."""
    if who.account_id is not None:
        await session.execute(delete(Draft).where(Draft.account_id == who.account_id))
        common = {"account_id": who.account_id, "updated_at": world.now, "expires_at": world.now + timedelta(days=1)}
        if drafts:
            rows = [{**row, **common} for row in drafts]
            await session.execute(insert(Draft), rows, execution_options={"dml_strategy": "raw"})
    turn = await handle(session, router, who.bot_id, received, world.now)
    if who.account_id is None:
        known = select(Account.id).where(Account.bot_id == who.bot_id, Account.address == who.address)
        who.account_id = await session.scalar(known)
        who.contacts.add(who.account_id or 0)
    return turn


def _draft(flow: str, data: Any, step: str | None) -> dict[str, Any]:
    raw = {name: dump_value(getattr(data, name)) for name in data.__dataclass_fields__}
    return {"flow": flow, "step": step, "data": raw}
