"""What leaves for WhatsApp, checked by a server as strict as Meta's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import LIMITS, WhatsAppChannel
from bot.channels.whatsapp.templates import Draft, Templates
from bot.domain.delivery import Reason, Via
from bot.domain.errors import InvalidValue, MessageGone, Permanent, Unknown
from bot.domain.openers import FilledOpener
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import FileKind, FileRef
from bot.playground.faults import Fault
from bot.playground.whatsapp import CloudApi, Phone, Verdict
from bot.playground.whatsapp.screens import Bubble
from tests.channels.conftest import Clock, a_picture
from tests.channels.whatsapp.conftest import ACCOUNT, PARENT

READ = ((Choice("Sudah dibaca", "1:a.read:7"),),)
BODY = "Yth. {{1}}, ada kabar baru tentang {{2}} dari {{3}}. Ketuk tombol di bawah ini."
VALUES = ("Ibu Siti", "Ananda Alya", "SMA Titian Bangsa")


def shown(phone: Phone) -> list[Bubble]:
    """What came after the parent's own words."""
    return phone.screen()[1:]


def message(cloud: CloudApi) -> dict[str, object]:
    """The last request for a message."""
    return dict(next(call for call in reversed(cloud.calls) if call.operation == "messages").request.body)


async def test_a_message_arrives_with_its_buttons_and_its_mark(
    whatsapp: WhatsAppChannel, parent: Phone, cloud: CloudApi
) -> None:
    sent = await whatsapp.send(PARENT, Rendered("<b>Selamat pagi</b> &amp; sehat", READ, tag="412"))
    (bubble,) = shown(parent)
    assert (bubble.wamid, bubble.text) == (sent, "*Selamat pagi* & sehat")
    assert [choice.title for choice in bubble.buttons] == ["Sudah dibaca"]
    assert message(cloud)["biz_opaque_callback_data"] == "412"


async def test_plain_words_arrive_without_a_preview(whatsapp: WhatsAppChannel, parent: Phone, cloud: CloudApi) -> None:
    await whatsapp.send(PARENT, Rendered("Lihat https://sekolah.example/"))
    assert message(cloud)["text"] == {"body": "Lihat https://sekolah.example/", "preview_url": False}


async def test_many_buttons_are_a_list_in_the_readers_language(whatsapp: WhatsAppChannel, parent: Phone) -> None:
    rows = tuple((Choice(f"Kelas X {number}", f"1:c.open:{number}"),) for number in range(25))
    for locale, faces in (("id", ("Pilih", "Lainnya ›")), ("en", ("Choose", "More ›"))):
        await whatsapp.send(PARENT, Rendered("Kelas mana?", rows, locale=locale))
        bubble = shown(parent)[-1]
        assert (bubble.sheet, len(bubble.rows), bubble.rows[-1].title) == (faces[0], 10, faces[1])
        assert bubble.rows[-1].id == "1:w.more:1"
    await whatsapp.send(PARENT, Rendered("Kelas mana?", rows, locale="id", page=2))
    assert [row.title for row in shown(parent)[-1].rows] == [f"Kelas X {number}" for number in range(18, 25)]


async def test_a_long_text_leaves_in_parts_with_the_buttons_below_a_short_last_one(
    whatsapp: WhatsAppChannel, parent: Phone
) -> None:
    sent = await whatsapp.send(PARENT, Rendered("\n\n".join(["<i>kata kata</i>. " * 100] * 6), READ))
    parts = shown(parent)
    assert sent == ",".join(part.wamid for part in parts)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_a_picture_with_words_and_buttons_is_one_message(
    whatsapp: WhatsAppChannel, parent: Phone, tmp_path: Path, cloud: CloudApi
) -> None:
    (tmp_path / "peta.png").write_bytes(a_picture())
    file = FileRef(FileKind.PHOTO, path="peta.png", name="peta.png", size=100)
    for _parent in range(3):
        await whatsapp.send(PARENT, Rendered("Denah ruang rapat", READ, file))
    bubble = shown(parent)[-1]
    assert (bubble.media is not None, bubble.text, len(bubble.buttons)) == (True, "Denah ruang rapat", 1)
    assert [call.operation for call in cloud.calls].count("media") == 1


@pytest.mark.parametrize(
    ("kind", "name", "content", "sort"),
    [
        (FileKind.PHOTO, "foto.png", a_picture(), "image"),
        (FileKind.DOCUMENT, "surat.pdf", b"%PDF-1.7", "document"),
        (FileKind.DOCUMENT, "catatan.csv", b"a;b", "document"),
        (FileKind.VOICE, "suara.ogg", b"OggS" + b"\0" * 30, "audio"),
        (FileKind.VIDEO, "video.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 30, "video"),
    ],
)
async def test_a_file_of_ours_is_uploaded_and_words_stand_below_it(
    whatsapp: WhatsAppChannel, parent: Phone, tmp_path: Path, kind: FileKind, name: str, content: bytes, sort: str
) -> None:
    (tmp_path / name).write_bytes(content)
    await whatsapp.send(PARENT, Rendered("Untuk Ibu", (), FileRef(kind, path=name, name=name, size=len(content))))
    first, *others = shown(parent)
    assert first.media is not None
    assert (first.media.kind, first.media.content) == (sort, content)
    assert [first.text, *(other.text for other in others)] == (["", "Untuk Ibu"] if sort == "audio" else ["Untuk Ibu"])


async def test_a_file_made_for_the_message_goes_under_a_type_that_whatsapp_takes_and_keeps_its_name(
    whatsapp: WhatsAppChannel, parent: Phone
) -> None:
    made = FileRef(FileKind.DOCUMENT, name="pertemuan-1.ics", size=15, content=b"BEGIN:VCALENDAR")
    await whatsapp.send(PARENT, Rendered("Simpan", (), made))
    (last,) = shown(parent)
    assert last.media is not None
    assert (last.media.content, last.media.name, last.text) == (b"BEGIN:VCALENDAR", "pertemuan-1.ics", "Simpan")


async def test_a_file_that_a_parent_sent_is_fetched_and_sent_on(
    whatsapp: WhatsAppChannel, parent: Phone, cloud: CloudApi
) -> None:
    parent.send_photo(a_picture(), "ini")
    received = parent.files()[-1]
    held = FileRef(FileKind.PHOTO, remote=received.id, via=Via.WHATSAPP)
    await whatsapp.send(PARENT, Rendered("Kembali", (), held))
    last = shown(parent)[-1]
    assert last.media is not None
    assert (last.media.content, last.text) == (a_picture(), "Kembali")
    assert await whatsapp.download(held, 1000) == a_picture()
    with pytest.raises(InvalidValue):
        await whatsapp.download(held, 3)
    with pytest.raises(InvalidValue):
        await whatsapp.download(FileRef(FileKind.PHOTO, remote="1", via=Via.WHATSAPP), 3)


@pytest.mark.parametrize(
    "file",
    [
        FileRef(FileKind.VOICE, remote="AwACAgUAAxk", via=Via.TELEGRAM),
        FileRef(FileKind.VOICE, remote="AwACAgUAAxk"),
        FileRef(FileKind.DOCUMENT, path="../../etc/passwd", name="a.pdf"),
        FileRef(FileKind.DOCUMENT, path="nicht.pdf", name="a.pdf"),
    ],
)
async def test_a_file_that_is_not_here_is_refused_and_nothing_leaves(
    whatsapp: WhatsAppChannel, parent: Phone, file: FileRef
) -> None:
    with pytest.raises(Permanent):
        await whatsapp.send(PARENT, Rendered("Untuk Ibu", (), file))
    assert shown(parent) == []


async def test_an_opener_leaves_as_the_approved_template_and_its_button_opens_the_window(
    whatsapp: WhatsAppChannel, graph: Graph, cloud: CloudApi, clock: Clock
) -> None:
    phone = cloud.phone(PARENT, "Siti")
    made = await Templates(graph, ACCOUNT).submit(Draft("titian_news", "id", BODY, VALUES, "Baca"))
    opener = Rendered(
        "…", ((Choice("Baca", "1:w.read"),),), opener=FilledOpener("news", "id", VALUES), tag="9", locale="id"
    )
    with pytest.raises(Permanent) as refused:
        await whatsapp.send(PARENT, opener)
    assert refused.value.reason == Reason.TEMPLATE
    cloud.judge(made.name, "id", Verdict.APPROVED)
    sent = await whatsapp.send(PARENT, opener)
    (bubble,) = phone.screen()
    assert (bubble.wamid, bubble.text) == (
        sent,
        "Yth. Ibu Siti, ada kabar baru tentang Ananda Alya dari SMA Titian Bangsa. Ketuk tombol di bawah ini.",
    )
    phone.press(sent, "1:w.read")
    assert phone.window_open
    cloud.judge(made.name, "id", Verdict.PAUSED)
    with pytest.raises(Permanent) as refused:
        await whatsapp.send(PARENT, opener)
    assert refused.value.reason == Reason.TEMPLATE


async def test_what_broke_off_between_parts_is_unknown(
    whatsapp: WhatsAppChannel, parent: Phone, cloud: CloudApi
) -> None:
    faults: Iterator[Fault | None] = iter([None, Fault("server_error")])
    cloud.faults.policy = lambda _method, _body: next(faults, None)
    with pytest.raises(Unknown):
        await whatsapp.send(PARENT, Rendered("kata " * 1500, READ))
    assert len(shown(parent)) == 1


async def test_nothing_is_changed_or_taken_back(whatsapp: WhatsAppChannel) -> None:
    assert (LIMITS.edits, LIMITS.deletes_for_hours) == (False, None)
    with pytest.raises(MessageGone):
        await whatsapp.edit(PARENT, "wamid.1", Rendered("lain"))
    with pytest.raises(MessageGone):
        await whatsapp.delete(PARENT, "wamid.1")


async def test_nothing_to_say_is_not_sent(whatsapp: WhatsAppChannel) -> None:
    with pytest.raises(Permanent):
        await whatsapp.send(PARENT, Rendered(" "))
