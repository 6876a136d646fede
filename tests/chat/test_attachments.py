"""What happens to a document before its turn: only an administrator's is fetched, and nothing of it is stored."""

from datetime import datetime, timedelta

import pytest

from bot.channels.base import Channel, Kind, Limits, Received
from bot.chat.attachments import MAX_DOWNLOAD, Attachments, ReadFile
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue, NotSent
from bot.domain.rendered import Rendered
from bot.domain.screens import FileKind, FileRef
from bot.sheets.errors import FileEmpty, FileTooLarge, FileWrongKind
from bot.storage.engine import Sessions
from bot.storage.models import Account, Draft
from tests.support.demo import ADMIN, PARENTS, TEACHER, demo_school

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


@pytest.mark.parametrize("sender", [TEACHER.user_id, PARENTS[0].user_id, 777])
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


async def test_a_file_that_another_conversation_waits_for_is_not_fetched(sessions: Sessions, now: datetime) -> None:
    channel = Storehouse(SHEET)
    async with sessions() as session:
        demo = await demo_school(session, now)
        account: Account = await demo.account(ADMIN)
        later = now + timedelta(days=1)
        waiting = Draft(account_id=account.id, flow="updates", step="extra", data={}, updated_at=now, expires_at=later)
        session.add(waiting)
        await session.commit()
    received = await Attachments(sessions)(demo.bot.id, channel, document(ADMIN.user_id))
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
