"""What happens to a document before its turn: only the staff's is fetched, and nothing of it is stored."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Kind, Limits, Received
from bot.chat.attachments import MAX_DOWNLOAD, Attachments, ReadFile
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue, NotSent
from bot.domain.marks import MarkKind
from bot.domain.rendered import Rendered
from bot.domain.screens import FileKind, FileRef
from bot.marks import MarksLayoutUnknown
from bot.playground.demo import Played
from bot.sheets.errors import FileEmpty, FileTooLarge, FileWrongKind
from bot.storage.engine import Sessions
from bot.storage.models import Account, Draft
from tests.support.demo import ADMIN, PARENTS, TEACHER, demo_school

MARKS = b"Nama,NISN,UH 1\nBudi Santoso,0051234567,80\n"
SHEET = b"Nama,NISN,Kelas\nBudi Santoso,0051234567,X-1\n"


class Storehouse:
    """A channel that keeps one file and counts how often it is fetched."""

    limits = Limits(Via.TELEGRAM, 4096, 1024, 100, 8, 64, True, 48, False)

    def __init__(self, content: bytes, error: Exception | None = None) -> None:
        self.content = content
        self.error = error
        self.fetched = 0

    async def download(self, file: FileRef, limit: int) -> bytes:
        self.fetched += 1
        if self.error is not None:
            raise self.error
        return self.content

    async def send(self, address: str, message: Rendered) -> str:
        raise AssertionError

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        raise AssertionError

    async def delete(self, address: str, message_id: str) -> None:
        raise AssertionError

    def read(self, raw: str) -> Received:
        raise AssertionError


async def waiting(session: AsyncSession, account: Account, flow: str, now: datetime) -> None:
    """Let a conversation wait for something."""
    later = now + timedelta(days=1)
    session.add(Draft(account_id=account.id, flow=flow, step="file", data={}, updated_at=now, expires_at=later))
    await session.commit()


def document(sender: int, size: int = 100, kind: FileKind = FileKind.DOCUMENT, **more: object) -> Received:
    file = FileRef(kind, remote="f", name="data.csv", size=size)
    return Received(Kind.FILE, str(sender), file=file, **more)  # type: ignore[arg-type]


async def prepared(sessions: Sessions, now: datetime, channel: Channel, received: Received) -> object | None:
    async with sessions() as session:
        demo = await demo_school(session, now)
    return (await Attachments(sessions)(demo.bot.id, channel, received)).prepared


async def test_an_administrators_file_is_read_before_the_turn(sessions: Sessions, now: datetime) -> None:
    read = await prepared(sessions, now, Storehouse(SHEET), document(ADMIN.user_id))
    assert isinstance(read, ReadFile)
    assert read.roster is not None
    assert [pupil.name for pupil in read.roster.pupils] == ["Budi Santoso"]


@pytest.mark.parametrize("sender", [ADMIN.user_id, TEACHER.user_id])
async def test_marks_are_read_for_every_member_of_staff(sessions: Sessions, now: datetime, sender: int) -> None:
    read = await prepared(sessions, now, Storehouse(MARKS), document(sender))
    assert isinstance(read, ReadFile)
    assert (read.roster, read.error) == (None, None)
    assert read.marks is not None
    assert [(column.kind, column.title) for column in read.marks.sheets[0].columns] == [(MarkKind.SCOPE, "UH 1")]


async def test_a_teachers_file_never_becomes_a_roster(sessions: Sessions, now: datetime) -> None:
    read = await prepared(sessions, now, Storehouse(SHEET), document(TEACHER.user_id))
    assert isinstance(read, ReadFile)
    assert (read.roster, read.marks) == (None, None)
    assert isinstance(read.error, MarksLayoutUnknown)


@pytest.mark.parametrize(("flow", "marks"), [("rosters", False), ("marks", True)])
async def test_a_conversation_that_waits_for_a_file_says_what_it_is(
    sessions: Sessions, now: datetime, flow: str, marks: bool
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        await waiting(session, await demo.account(ADMIN), flow, now)
    received = await Attachments(sessions)(demo.bot.id, Storehouse(MARKS), document(ADMIN.user_id))
    assert isinstance(received.prepared, ReadFile)
    assert (received.prepared.marks is not None, received.prepared.roster is not None) == (marks, not marks)


@pytest.mark.parametrize("sender", [PARENTS[0].user_id, 777])
async def test_nobody_elses_file_is_fetched(sessions: Sessions, now: datetime, sender: int) -> None:
    channel = Storehouse(SHEET)
    assert await prepared(sessions, now, channel, document(sender)) is None
    assert channel.fetched == 0


@pytest.mark.parametrize("more", [{"group": True}, {"reply_to": "5"}, {"kind": FileKind.PHOTO}])
async def test_a_file_that_is_something_else_is_not_fetched(
    sessions: Sessions, now: datetime, more: dict[str, object]
) -> None:
    channel = Storehouse(SHEET)
    assert await prepared(sessions, now, channel, document(ADMIN.user_id, **more)) is None  # type: ignore[arg-type]
    assert channel.fetched == 0


@pytest.mark.parametrize("sender", [ADMIN, TEACHER])
async def test_a_file_that_another_conversation_waits_for_is_not_fetched(
    sessions: Sessions, now: datetime, sender: Played
) -> None:
    channel = Storehouse(SHEET)
    async with sessions() as session:
        demo = await demo_school(session, now)
        await waiting(session, await demo.account(sender), "updates", now)
    received = await Attachments(sessions)(demo.bot.id, channel, document(sender.user_id))
    assert (received.prepared, channel.fetched) == (None, 0)


@pytest.mark.parametrize(
    ("channel", "size", "error"),
    [
        (Storehouse(b""), 0, FileEmpty),
        (Storehouse(b"%PDF-1.7 ..."), 100, FileWrongKind),
        (Storehouse(SHEET), MAX_DOWNLOAD + 1, FileTooLarge),
        (Storehouse(SHEET, InvalidValue("file", "too_large")), 0, FileTooLarge),
    ],
)
async def test_what_cannot_be_read_says_why(
    sessions: Sessions, now: datetime, channel: Storehouse, size: int, error: type[Exception]
) -> None:
    read = await prepared(sessions, now, channel, document(ADMIN.user_id, size))
    assert isinstance(read, ReadFile)
    assert isinstance(read.error, error)
    assert read.roster is None


async def test_when_the_network_is_down_the_arrival_is_tried_again(sessions: Sessions, now: datetime) -> None:
    with pytest.raises(NotSent):
        await prepared(sessions, now, Storehouse(SHEET, NotSent("network")), document(ADMIN.user_id))
