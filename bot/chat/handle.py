"""One arrival, handled: find the handler, run it, and put what it shows into the outbox.

What a handler changed is undone when it raises an AppError, and the person is told kindly; any other error is not
caught here, so that the arrival is tried again and then reported.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.channels.base import Kind, Received
from bot.chat import drafts
from bot.chat.apologies import apology
from bot.chat.router import PASS, Pass, Router, Shown
from bot.chat.turns import Turn, answered_message, begin
from bot.domain.errors import AppError
from bot.domain.screens import Screen
from bot.services.chats import proofs, receipts, windows
from bot.services.provider import templates as provider_templates
from bot.services.updates import progress

MESSAGES = (Kind.TEXT, Kind.FILE, Kind.OTHER)


async def handle(
    session: AsyncSession,
    router: Router,
    bot_id: int,
    received: Received,
    now: datetime,
    window: timedelta | None = None,
    *,
    fixed: Collection[int] = (),
) -> Turn:
    """Handle what one person did, within the caller's transaction; the caller commits.

    `window` is how long the channel takes free words after it, where it has such a limit; `fixed` are the bots
    whose channel cannot change what was sent.
    """
    turn = await begin(session, bot_id, received, now, fixed=fixed)
    if window is not None:
        windows.opened(turn.account, received.at, window, now)
    if turn.edits:
        for row in await proofs.settle(session, turn.account, received.press, turn.edits, now):
            metrics.messages(bot_id, row.lane, "settled")
    try:
        async with session.begin_nested():
            shown = await _dispatch(router, turn)
            _put(turn, shown)
    except AppError as error:
        turn = await begin(session, bot_id, received, now, fixed=fixed)
        _put(turn, await apology(turn, error))
    await session.flush()
    if window is not None:
        await windows.release(session, turn.account, now)
    return turn


async def take_note(session: AsyncSession, bot_id: int, received: Received, now: datetime) -> bool:
    """Note what the channel itself tells: of a message of ours, or of an opener. Whether it was that.

    Raises TooEarly for news of a message that is still in hand; the caller commits.
    """
    if received.receipt is not None:
        known = await receipts.take(session, bot_id, received.chat, received.receipt, now)
        metrics.receipt(bot_id, received.receipt.state, known=known)
        return True
    if received.verdict is not None:
        await provider_templates.told(session, bot_id, received.verdict, now)
        return True
    return False


async def apologise(session: AsyncSession, bot_id: int, received: Received, now: datetime) -> None:
    """Tell a person that something of ours broke while handling what they did; the caller commits."""
    turn = await begin(session, bot_id, received, now)
    turn.say(await apology(turn, AppError()))
    await session.flush()


async def _dispatch(router: Router, turn: Turn) -> Shown:
    received = turn.received
    if received.group:
        return await _event(router, turn, "group") if received.text.startswith("/") else None
    if received.kind is Kind.PRESS:
        if turn.roles and turn.edits:
            await progress.let_go(turn.session, turn.account.id, turn.edits)
        return await router.pressed(turn, received.press)
    if received.kind in MESSAGES:
        return await _message(router, turn)
    handler = router.events.get(received.kind)
    return await handler(turn) if handler else None


async def _message(router: Router, turn: Turn) -> Shown:
    if (coded := router.coded(turn.text)) is not None:
        handler, code = coded
        return await handler(turn, code)
    if (command := _command(turn.text, router.commands)) is not None:
        await drafts.stop_expecting(turn)
        return await router.commands[command](turn)
    if (answer := await _reply(router, turn)) is not PASS:
        return answer
    draft = await drafts.expecting(turn)
    if draft is not None and (step := router.step(draft.flow, draft.step or "")) is not None:
        return await step(turn)
    for flow in router.flows:
        for loose in flow.loose:
            if (shown := await loose(turn)) is not PASS:
                return shown
    return None


async def _reply(router: Router, turn: Turn) -> Shown | Pass:
    message = await answered_message(turn)
    if message is None:
        return PASS
    for flow in router.flows:
        for replied in flow.replies:
            if (shown := await replied(turn, message)) is not PASS:
                return shown
    return PASS


async def _event(router: Router, turn: Turn, name: str) -> Shown:
    handler = router.commands.get(f"!{name}")
    return await handler(turn) if handler else None


def _command(text: str, commands: Mapping[str, object]) -> str | None:
    """The command a line gives: `/menu`, `/menu@bot arguments`, or a registered word such as STOP on its own."""
    if text.startswith("/"):
        name = text[1:].split(maxsplit=1)[0].split("@")[0].lower() if len(text) > 1 else ""
        return name if name in commands else ("!unknown" if "!unknown" in commands else None)
    word = f"!{text.lower().strip('.! ')}"
    return word if word in commands else None


def _put(turn: Turn, shown: Shown) -> None:
    if isinstance(shown, Screen):
        turn.show(shown)
    else:
        for screen in shown or ():
            turn.show(screen)
