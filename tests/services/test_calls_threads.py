"""An answer that no chat could bring puts the family on the list to phone of who answered."""

from sqlalchemy import select, update

from bot.services.calls import gathering
from bot.services.threads import answering
from bot.storage.models import Account, AccountState, Call
from tests.services.test_threads import REPLY, School
from tests.services.test_threads import school as school


async def test_an_answer_without_a_chat_is_to_be_phoned(school: School) -> None:
    thread = await school.ask()
    await school.session.execute(
        update(Account).where(Account.person_id == school.siti.id).values(state=AccountState.BLOCKED)
    )
    given = await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=None)
    assert not given.reached
    (family,) = await gathering.families(school.session, school.ana, school.world.now)
    assert [one.key for one in family.about] == [f"thread:{thread.id}"]
    assert await gathering.families(school.session, school.budi, school.world.now) == []


async def test_one_that_arrives_is_not(school: School) -> None:
    thread = await school.ask()
    given = await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=None)
    assert given.reached
    assert list(await school.session.scalars(select(Call))) == []
