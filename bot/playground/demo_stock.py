"""Stock answers of the demo school: two of the teacher's own, and two that a colleague shares."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.playground.demo import TEACHER
from bot.storage.models import Person, School, SchoolClass, StockAnswer

OWN = (
    "Terima kasih sudah memberi kabar, {{ sapaan }}. Tugas Ananda {{ ananda }} boleh menyusul setelah sehat kembali.",
    "Baik, {{ sapaan }}. Saya periksa dahulu dan saya kabari hari ini juga.",
)
COLLEAGUES = (
    ("Seragam hari Senin putih abu-abu, hari Jumat olahraga.", 14),
    ("{{ sapaan }}, jadwal ulangan kelas {{ kelas }} kami kirim paling lambat tiga hari sebelumnya.", 9),
)


async def keep_demo(session: AsyncSession, school: School, now: datetime) -> None:
    """Keep them, unless somebody keeps something already. The caller commits."""
    if await session.scalar(select(StockAnswer.id).where(StockAnswer.school_id == school.id).limit(1)) is not None:
        return
    teacher = await session.scalar(select(Person).where(Person.school_id == school.id, Person.name == TEACHER.name))
    if teacher is None:
        return
    colleague = await session.scalar(
        select(SchoolClass.homeroom_id)
        .where(SchoolClass.school_id == school.id, SchoolClass.homeroom_id != teacher.id)
        .order_by(SchoolClass.name.desc())
        .limit(1)
    )
    common = {"school_id": school.id, "made_at": now}
    session.add_all(StockAnswer(author_id=teacher.id, text=text, **common) for text in OWN)
    if colleague is not None:
        session.add_all(
            StockAnswer(author_id=colleague, text=text, uses=uses, shared=True, **common) for text, uses in COLLEAGUES
        )
