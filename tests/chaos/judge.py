"""The judge: what the far end took is held against what the database says of it."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from bot.domain.delivery import OutboxState
from bot.services.updates.readers import reading_guardians
from bot.storage.models import LINKED, Account, ClassUpdate, Guardianship, Outgoing, Recipient
from tests.chaos.house import House

_MARK = re.compile(r"Aula (\d+)\.")
_COPY_LINES = ("bila pesan ini sampai dua kali", "If this message reached you twice")

BUNCHED = 10
"""One message in so many may be refused for being too many in a second: when a machine stalls, what left apart arrives
together. A house that paces nothing, or each process for itself, has far more refused; refused, none is lost."""

Message = tuple[int, int]
"""The person it was for, in whichever chat, and the number of the update."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one scenario went. `messages` were to arrive; the others are counts of them."""

    messages: int
    lost: int
    """Neither arrived nor shown as unknown."""
    copies: int
    counted: int
    """Shown as possibly twice."""
    window: int
    """How many outcomes nobody could know: in hand when a process was killed, or broken off under way."""
    unknown: int = 0
    """Did not arrive in two tries that broke off, and shown as unknown."""
    uncounted: int = 0
    """Copies that are not shown as such, or do not excuse themselves, or a second copy."""
    kills: int = 0
    floods: int = 0
    """Refused for being too many in a second."""

    def broken(self) -> list[str]:
        """The promises that were not kept."""
        found = {
            f"{self.lost} lost": self.lost,
            f"{self.uncounted} copies not counted": self.uncounted,
            f"{self.copies} copies, {self.counted} counted": self.copies > self.counted,
            f"{self.counted} counted, {self.window} unknowable": self.counted > self.window,
            f"{self.floods} of {self.messages} refused for being too many": self.floods * BUNCHED > self.messages,
        }
        return [words for words, wrong in found.items() if wrong]


async def tally(house: House) -> Tally:
    """Count. The house has settled."""
    expected, there = await _expected(house), await _there(house)
    states = await _states(house)
    twice = {message for message, (possibly, _state) in states.items() if possibly}
    missing = [message for message in expected if message not in there]
    unknown = [m for m in missing if m in states and states[m][1] is OutboxState.UNKNOWN]
    copies = {message: words for message, words in there.items() if len(words) > 1}
    wrong = [m for m, words in copies.items() if m not in twice or len(words) > 2 or not any(map(_excused, words))]
    assert set(there) <= expected, "something arrived that nobody sent"
    return Tally(
        messages=len(expected),
        lost=len(missing) - len(unknown),
        copies=sum(len(words) - 1 for words in copies.values()),
        counted=len(twice),
        window=house.window + house.far.unknowable(),
        unknown=len(unknown),
        uncounted=len(wrong),
        kills=house.kills,
        floods=house.far.floods(),
    )


async def recipients(house: House) -> int:
    """How many messages the updates said so far will become."""
    return len(await _expected(house))


async def chats(house: House) -> set[str]:
    """The families' chats, as the updates said so far reach them; before the first one, everybody's."""
    expected = {person for person, _number in await _expected(house)}
    async with house.readers() as session:
        if expected:
            return set(await session.scalars(select(Account.address).where(Account.person_id.in_(expected))))
        linked = select(Account.address).join(Guardianship, Guardianship.person_id == Account.person_id)
        return set(await session.scalars(linked.where(Guardianship.state.in_(LINKED))))


async def sent(house: House) -> int:
    """How many messages the database says were accepted."""
    return Counter(state for _twice, state in (await _states(house)).values())[OutboxState.SENT]


def arrived(house: House) -> dict[tuple[str, int], list[str]]:
    """What came, by chat and the number of the update."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for one in house.far.accepted():
        if mark := _MARK.search(one.words):
            found[one.chat, int(mark[1])].append(one.words)
    return dict(found)


async def _there(house: House) -> dict[Message, list[str]]:
    """What came to each person, in all their chats."""
    async with house.readers() as session:
        people = dict(iter(await session.execute(select(Account.address, Account.person_id))))
    found: defaultdict[Message, list[str]] = defaultdict(list)
    for (chat, number), words in arrived(house).items():
        found[people[chat] or 0, number] += words
    return dict(found)


def _excused(words: str) -> bool:
    return any(line in words for line in _COPY_LINES)


async def _expected(house: House) -> set[Message]:
    """Every linked guardian of the classes with a chat, whatever has become of the fanning out."""
    async with house.readers() as session:
        found: set[Message] = set()
        for row in await session.scalars(select(ClassUpdate)):
            people = reading_guardians(row.id).with_only_columns(Guardianship.person_id)
            reached = await session.scalars(select(Account.person_id).where(Account.person_id.in_(people)))
            found |= {(person, _number(row)) for person in reached if person is not None}
        return found


async def _states(house: House) -> dict[Message, tuple[bool, OutboxState]]:
    """By message: whether it is shown as possibly twice, and where its row stands."""
    async with house.readers() as session:
        rows = await session.execute(
            select(Recipient.person_id, ClassUpdate, Recipient.possibly_twice, Outgoing.state)
            .join(Outgoing, Outgoing.recipient_id == Recipient.id)
            .join(ClassUpdate, ClassUpdate.id == Recipient.update_id)
        )
        return {(person, _number(row)): (twice, state) for person, row, twice, state in rows}


def _number(row: ClassUpdate) -> int:
    mark = _MARK.search(str(row.values["place"]))
    assert mark is not None
    return int(mark[1])
