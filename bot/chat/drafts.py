"""Where a conversation stands, as a row: a typed draft per account and flow, with an expiry."""

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from sqlalchemy import delete, select

from bot.domain.codec import dump_value, load_value
from bot.domain.errors import StaleScreen
from bot.storage.models import Draft

if TYPE_CHECKING:
    from bot.chat.turns import Turn

LIFETIME = timedelta(days=7)
"""A teacher who is called away finds her message again within the week."""


class DraftData(Protocol):
    """A dataclass whose values `domain.codec` can write."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


D = TypeVar("D", bound=DraftData)


async def row_of(turn: "Turn", flow: str) -> Draft | None:
    """The live draft of a flow."""
    found: Draft | None = await turn.session.scalar(
        select(Draft).where(Draft.account_id == turn.account.id, Draft.flow == flow, Draft.expires_at > turn.now)
    )
    return found


async def load(turn: "Turn", flow: str, kind: type[D]) -> D | None:
    """The live draft of a flow as its dataclass; None when there is none, or it is of an older make."""
    row = await row_of(turn, flow)
    if row is None:
        return None
    known = {field.name for field in fields(kind)}
    if not set(row.data) <= known:
        return None
    return kind(**{name: load_value(raw) for name, raw in row.data.items()})


async def needed(turn: "Turn", flow: str, kind: type[D]) -> D:
    """The same where nothing can be done without it; raises StaleScreen when there is none."""
    draft = await load(turn, flow, kind)
    if draft is None:
        raise StaleScreen
    return draft


async def keep(turn: "Turn", flow: str, draft: DraftData, step: str | None = None) -> None:
    """Keep the draft; `step` is what a typed message would fill from now on."""
    data = {field.name: dump_value(getattr(draft, field.name)) for field in fields(draft)}
    row = await turn.session.scalar(select(Draft).where(Draft.account_id == turn.account.id, Draft.flow == flow))
    if row is None:
        row = Draft(account_id=turn.account.id, flow=flow)
        turn.session.add(row)
    row.data, row.step, row.updated_at, row.expires_at = data, step, turn.now, turn.now + LIFETIME
    if step is not None:
        await _take_focus(turn, flow)
    await turn.session.flush()


async def drop(turn: "Turn", flow: str) -> None:
    """Forget the draft of a flow."""
    await turn.session.execute(delete(Draft).where(Draft.account_id == turn.account.id, Draft.flow == flow))


async def expecting(turn: "Turn") -> Draft | None:
    """The draft that waits for something typed; there is at most one."""
    found: Draft | None = await turn.session.scalar(
        select(Draft)
        .where(Draft.account_id == turn.account.id, Draft.step.is_not(None), Draft.expires_at > turn.now)
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
        .limit(1)
    )
    return found


async def stop_expecting(turn: "Turn") -> None:
    """A typed message fills nothing any more; the drafts stay."""
    await _take_focus(turn, None)


async def _take_focus(turn: "Turn", flow: str | None) -> None:
    # Only one conversation can wait for the next typed message; the others keep their draft and lose the floor.
    rows = await turn.session.scalars(select(Draft).where(Draft.account_id == turn.account.id, Draft.step.is_not(None)))
    for row in rows:
        if row.flow != flow:
            row.step = None
