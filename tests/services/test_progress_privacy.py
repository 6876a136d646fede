"""Whatever the roster (twins, shared guardians, moved classes, who left, links undone meanwhile): nobody reads of a
child whom they may not see, in no message, answer, picture or paper."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import make_sessions
from bot.storage.models import GuardianState
from tests.support.progress_world import PEOPLE, Child, ProgressWorld, Tie, hidden, secrets

MONDAY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
CONFIRMED, ENDED = GuardianState.CONFIRMED, GuardianState.ENDED
STATES = st.sampled_from((CONFIRMED, CONFIRMED, CONFIRMED, GuardianState.PROVISIONAL, GuardianState.LISTED, ENDED))
TWINS = ("Putri Ayu Lestari", "Putri Ayu Lestari", "Budi Santoso")

ties = st.builds(
    Tie,
    person=st.integers(0, PEOPLE - 1),
    before=STATES,
    after=STATES,
    sees=st.integers(0, 4).map(bool),
    consented=st.integers(0, 4).map(bool),
)
children = st.builds(
    Child,
    name=st.sampled_from(TWINS),
    of=st.integers(0, 1),
    moves=st.booleans(),
    leaves=st.integers(0, 4).map(lambda number: not number),
    ties=st.lists(ties, max_size=3, unique_by=lambda tie: tie.person),
)


async def lived(engine: AsyncEngine, folder: Path, school: Sequence[Child]) -> ProgressWorld:
    """All that can be said is said, changes come while it waits, it leaves, and everybody asks for everything."""
    world = ProgressWorld(engine, make_sessions(engine), MONDAY, folder, school)
    await world.found()
    await world.say()
    await world.change()
    await world.leave()
    await world.press_everything()
    return world


async def read_by(world: ProgressWorld, person: int) -> str:
    """All that came to a person, files too."""
    chat = await world.address(person)
    texts = [text for _at, address, text in world.sent if address == chat]
    return "\n".join((*texts, *world.files[person]))


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A school that fails is not made smaller: each takes seconds."""


@settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@example(
    [
        Child(TWINS[0], 0, False, True, [Tie(0, CONFIRMED, CONFIRMED)]),
        Child(TWINS[0], 1, True, False, [Tie(0, CONFIRMED, CONFIRMED), Tie(1, ENDED, CONFIRMED)]),
    ]
)
@given(st.lists(children, min_size=2, max_size=5))
async def test_nobody_reads_of_a_child_they_may_not_see(
    engine: AsyncEngine, tmp_path: Path, school: Sequence[Child]
) -> None:
    world = await lived(engine, tmp_path, school)
    for person in world.people:
        text, may = await read_by(world, person), world.may_hear(person)
        for number, _child in enumerate(school):
            own = set(secrets(number).values())
            told = {secret for secret in own if secret in text}
            if number not in may:
                assert told == set()
            else:
                assert {"subject", "mark", "note", "day"} <= {
                    name for name, one in secrets(number).items() if one in text
                }
            assert not [secret for secret in hidden(number) if secret in text]
        names = {child.name for number, child in enumerate(school) if number in may}
        linked = {child.name for child in school if any(world.people[tie.person] == person for tie in child.ties)}
        assert not [name for name in TWINS if name in text and name not in names | linked]


def family(*people: int) -> list[Tie]:
    return [Tie(person, CONFIRMED, CONFIRMED) for person in people]


async def test_twins_of_one_name_with_a_guardian_each_and_one_of_both(engine: AsyncEngine, tmp_path: Path) -> None:
    twin = TWINS[0]
    school = [Child(twin, 0, False, False, family(0, 2)), Child(twin, 0, False, False, family(1, 2))]
    world = await lived(engine, tmp_path, school)
    first, second, both = [await read_by(world, person) for person in world.people[:3]]
    for number, text, other in ((0, first, second), (1, second, first)):
        for name, secret in secrets(number).items():
            assert secret in text, name
            assert secret in both, name
            assert secret not in other, name


@pytest.mark.parametrize(
    "after", [GuardianState.PROVISIONAL, GuardianState.ENDED], ids=["no longer confirmed", "undone"]
)
async def test_what_waits_for_a_link_that_is_undone_does_not_leave(
    engine: AsyncEngine, tmp_path: Path, after: GuardianState
) -> None:
    school = [Child("Budi Santoso", 0, False, False, [Tie(0, CONFIRMED, after)])]
    world = await lived(engine, tmp_path, school)
    text = await read_by(world, world.people[0])
    assert not [secret for secret in secrets(0).values() if secret in text]
    assert world.files[world.people[0]] == []
