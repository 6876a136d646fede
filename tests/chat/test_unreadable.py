"""A file that holds nothing for us is explained to whoever sent it, as far as it was meant for us."""

from datetime import datetime

import pytest

from bot.chat.unreadable import why
from bot.domain.text import Phrase
from bot.marks import MarksLayoutUnknown
from bot.roster.errors import RosterLayoutUnknown
from bot.sheets import errors
from bot.storage.engine import Sessions
from tests.support.demo import ADMIN, TEACHER
from tests.support.house import House, open_house

BUDGET = b"Tanggal;Uraian;Debet\n1;Kapur;5\n"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def test_a_teacher_is_told_why_her_table_is_no_marks(house: House) -> None:
    told = await house.phone(TEACHER.user_id).document(BUDGET, "kas.csv")
    assert "nama murid beserta nilai" in told.text
    assert "Tanggal, Uraian, Debet" in told.text
    assert told.buttons == ["Berkas yang dapat dibaca", "Menu"]


async def test_an_administrator_is_shown_which_files_are_understood(house: House) -> None:
    told = await house.phone(ADMIN.user_id).document(BUDGET, "kas.csv")
    assert told.buttons == ["Berkas yang dapat dibaca", "Menu"]


async def test_a_teachers_document_that_is_no_table_is_left_to_other_conversations(house: House) -> None:
    told = await house.phone(TEACHER.user_id).document(b"%PDF-1.7 surat", "surat.pdf")
    assert "PDF" not in told.text


@pytest.mark.parametrize(
    "error",
    [
        errors.FileEmpty(),
        errors.FileEncrypted(),
        errors.FileDamaged("xl/workbook.xml"),
        errors.FileUnsafe("path"),
        *(errors.FileWrongKind(kind) for kind in errors.FileKind),
        *(errors.FileTooLarge(limit, 5_000_000) for limit in errors.Limit),
        RosterLayoutUnknown(("Tanggal",)),
        MarksLayoutUnknown(("Tanggal",)),
        MarksLayoutUnknown(),
    ],
    ids=str,
)
def test_every_reason_has_a_sentence_of_its_own(error: errors.FileError) -> None:
    said = why(error)
    assert isinstance(said, Phrase)
    assert said.msgid != why(RosterLayoutUnknown()).msgid
