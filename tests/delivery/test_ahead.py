"""What is composed ahead is used while it is fresh and the row is what it was, and never otherwise."""

from dataclasses import replace
from datetime import datetime

from bot.delivery.ahead import AHEAD, FRESH, Ahead
from bot.delivery.claims import Claimed, claim
from bot.delivery.compose import Ready
from bot.domain.courtesy import Reader
from bot.domain.rendered import Rendered
from bot.domain.screens import Screen
from tests.delivery.conftest import Scene


class Counting:
    """Puts into words, and counts how often."""

    def __init__(self, scene: Scene) -> None:
        self._render = scene.courier.house.render
        self.times = 0

    def __call__(self, screen: Screen, reader: Reader, now: datetime) -> Rendered:
        self.times += 1
        return self._render(screen, reader, now)


async def take(scene: Scene, many: int) -> list[Claimed]:
    async with scene.sessions() as session:
        rows = await claim(session, scene.bot_id, "me", scene.now, answers=0, bulk=many)
        await session.commit()
        return rows


async def test_the_next_ones_are_composed_together_with_the_first(scene: Scene) -> None:
    await scene.send_update()
    words = Counting(scene)
    ahead = Ahead(replace(scene.courier.house, render=words), scene.bot_id)
    first = await ahead.compose(await take(scene, 1), 0.0)
    assert words.times == 1 + AHEAD
    (row,) = await take(scene, 1)
    (second,) = await ahead.compose([row], FRESH / 2)
    assert words.times == 1 + AHEAD
    assert isinstance(second, Ready)
    assert (second.row, [type(one) for one in first]) == (row, [Ready])


async def test_what_is_no_longer_fresh_is_composed_anew(scene: Scene) -> None:
    await scene.send_update()
    words = Counting(scene)
    ahead = Ahead(replace(scene.courier.house, render=words), scene.bot_id)
    await ahead.compose(await take(scene, 1), 0.0)
    await ahead.compose(await take(scene, 1), FRESH * 2)
    assert words.times == 2 * (1 + AHEAD)


async def test_a_row_that_became_a_copy_is_composed_anew(scene: Scene) -> None:
    await scene.send_update()
    ahead = Ahead(scene.courier.house, scene.bot_id)
    await ahead.compose(await take(scene, 1), 0.0)
    (row,) = await take(scene, 1)
    (copy,) = await ahead.compose([replace(row, resent=True)], 0.1)
    assert isinstance(copy, Ready)
    assert copy.row.resent
    assert copy.message is not None
    (other,) = await Ahead(scene.courier.house, scene.bot_id).compose([row], 0.1)
    assert isinstance(other, Ready)
    assert other.message is not None
    assert copy.message.text != other.message.text
