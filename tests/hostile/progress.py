"""What is known of single pupils in the world that one would like to get at: marks, notes, a round, an update."""

from datetime import date, timedelta

from bot.domain.marks import MarkKind
from bot.domain.sentences import Said, dump_said
from bot.services.updates import dump_values
from bot.storage.models import (
    Assessment,
    ClassUpdate,
    Mark,
    Person,
    Pupil,
    PupilNote,
    Recipient,
    RecipientPupil,
    Round,
    RoundPupil,
    SchoolClass,
    UpdatePupil,
    UpdateState,
    UpdateTarget,
)
from tests.hostile.world import World

MONDAY = date(2026, 7, 20)


async def know(world: World) -> None:
    """The rows, and what buttons may carry to get at them; who may read which of their words."""
    of = await world.session.get_one(SchoolClass, world.ids["class_id"][0])
    teacher = await world.session.get_one(Person, world.people["teacher"].person_id)
    victim, same = [await world.session.get_one(Pupil, one) for one in world.ids["pupil_id"][:2]]
    for word, title, readers in (
        ("Wqtest", "published", ("teacher", "admin", "mother", "same_class")),
        ("Wqdraft", "", ("teacher", "admin")),
    ):
        await _marks(world, of, (victim, same), world.secret(word), published=bool(title))
        _let(world, word, *readers)
    await _note(world, victim, teacher, "Wqkeptnote", shown=False)
    await _note(world, victim, teacher, "Wqshownnote", shown=True)
    _let(world, "Wqkeptnote", "teacher", "admin")
    _let(world, "Wqshownnote", "teacher", "admin", "mother")
    await _round(world, of, teacher, (victim, same))
    _let(world, "Wqsentence", "teacher")
    await _personal(world, of, teacher, victim)
    _let(world, "Wqpersonal", "teacher", "admin", "mother")


def _let(world: World, word: str, *names: str) -> None:
    for name in names:
        world.people[name].may |= {word}


async def _marks(world: World, of: SchoolClass, pupils: tuple[Pupil, ...], word: str, *, published: bool) -> None:
    one = await world.add(
        Assessment(
            school_id=of.school_id,
            class_id=of.id,
            term="20261",
            subject="IPA" if published else f"Fisika {word}",
            kind=MarkKind.SCOPE,
            title=f"Bab {word}",
            created_at=world.now,
            published_at=world.now if published else None,
        )
    )
    world.meant("assessment_id", one.id)
    for pupil in pupils:
        await world.add(Mark(assessment_id=one.id, pupil_id=pupil.id, score=81, changed_at=world.now))


async def _note(world: World, pupil: Pupil, author: Person, word: str, *, shown: bool) -> None:
    about = {"school_id": pupil.school_id, "pupil_id": pupil.id, "author_id": author.id, "at": world.now}
    note = await world.add(PupilNote(**about, text=f"Catatan {world.secret(word)}", shown=shown))
    world.meant("note_id", note.id)


async def _round(world: World, of: SchoolClass, teacher: Person, pupils: tuple[Pupil, ...]) -> None:
    begun = {"school_id": of.school_id, "teacher_id": teacher.id, "class_id": of.id, "created_at": world.now}
    one = await world.add(Round(**begun, week=MONDAY))
    world.meant("round_id", one.id)
    said = dump_said(Said(f"latihan {world.secret('Wqsentence')}", "typed", "improve", "", fact=False))
    for position, pupil in enumerate(pupils):
        await world.add(RoundPupil(round_id=one.id, pupil_id=pupil.id, position=position, improve=said))


async def _personal(world: World, of: SchoolClass, teacher: Person, pupil: Pupil) -> None:
    row = await world.add(
        ClassUpdate(
            school_id=of.school_id,
            author_id=teacher.id,
            template="good_news",
            values={},
            personal=True,
            state=UpdateState.SENT,
            send_at=world.now - timedelta(days=1),
            current_until=world.now + timedelta(days=6),
            created_at=world.now,
        )
    )
    await world.add(UpdateTarget(update_id=row.id, class_id=of.id))
    words = {"fact": f"kabar {world.secret('Wqpersonal')}", "step": "Membaca bersama"}
    await world.add(UpdatePupil(update_id=row.id, pupil_id=pupil.id, values=dump_values(words)))
    for name in ("mother", "hidden", "ended"):
        about = {"update_id": row.id, "person_id": world.people[name].person_id}
        recipient = await world.add(Recipient(**about, account_id=world.people[name].account_id))
        await world.add(RecipientPupil(recipient_id=recipient.id, pupil_id=pupil.id))
        world.meant("recipient_id", recipient.id)
    world.meant("update_id", row.id)
    world.ids["iu.update_id"] = [row.id]
