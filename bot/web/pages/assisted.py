"""`/assisted/…`: the list of families to write to by hand, on one plain page for the phone, without any script.

The address is signed, for one member of staff and one update, and good for two hours. Who that is and what they may
see is asked for in the database with each request; what a form does is signed, too. Nothing may be kept by a browser.
"""

import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs, urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.chat.pages import PATH, Act, Pages, Ticket
from bot.domain.courtesy import LOCALES, Reader
from bot.domain.errors import AppError, InvalidValue, NotAllowed, StaleScreen
from bot.messages.voice import Voice
from bot.paths import TEMPLATES
from bot.services import scope
from bot.storage.engine import Sessions
from bot.storage.models import Person
from bot.storage.work import work_of
from bot.web.pages.assisted_acts import perform
from bot.web.pages.assisted_list import shown
from bot.web.templates import page

STYLE = (TEMPLATES / "web" / "assisted" / "page.css").read_text(encoding="utf-8")
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
BODY_LIMIT = 16 * 1024
"""Bytes; a family's words and a signature."""
LONGEST = 400
"""Characters of an address that we would have signed."""


def assisted_page(pages: Pages, readers: Sessions, sessions: Sessions, clock: Callable[[], datetime]) -> Route:
    """The route below `PATH`. 403 for an address or a form that is not ours, too old, or no longer this person's."""

    async def answer(request: Request) -> Response:
        now = clock()
        signed = request.path_params["signed"]
        ticket = pages.read(signed, now) if len(signed) <= LONGEST else None
        if ticket is None:
            return _gone(request, now)
        try:
            if request.method == "POST":
                return await _do(request, ticket, now)
            async with readers() as session:
                staff = await _staff(session, ticket)
                last, refused = request.query_params.get("last", ""), "refused" in request.query_params
                html = await shown(session, pages, staff, ticket, now, style=STYLE, last=last, refused=refused)
            return HTMLResponse(html, headers=HEADERS)
        except (NotAllowed, StaleScreen):
            return _gone(request, now)

    async def _do(request: Request, ticket: Ticket, now: datetime) -> Response:
        form = await _form(request)
        act = pages.read_act(form.get("act", "")) if form else None
        if act is None or act.ticket != ticket:
            raise NotAllowed
        back = {"last": act.args[0]} if act.args else {}
        try:
            await work_of(sessions).write(partial(_performed, act=act, words=form.get("words", ""), now=now))
        except InvalidValue:
            back["refused"] = "1"
        except StaleScreen:  # pressed twice, or after it was settled elsewhere: the page shows how things stand
            back = {}
        return RedirectResponse(f"{request.url.path}?{urlencode(back)}", status_code=303, headers=HEADERS)

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(f"{PATH}/{{signed}}", endpoint, methods=["GET", "POST"])


async def _performed(session: AsyncSession, act: Act, words: str, now: datetime) -> None:
    try:
        await perform(session, await _staff(session, act.ticket), act, words, now)
    except AppError:
        await session.rollback()
        raise


async def _staff(session: AsyncSession, ticket: Ticket) -> Person:
    """The person of the address, who must be of the staff still; raises NotAllowed."""
    person = await session.get(Person, ticket.person_id)
    if person is None or not await scope.roles_of(session, person):
        raise NotAllowed
    return person


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form; nothing of one that is too large, broke off, or is none."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return {}
    except ClientDisconnect:
        return {}
    try:
        fields = parse_qs(body.decode(), strict_parsing=True, max_num_fields=4, keep_blank_values=True)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _gone(request: Request, now: datetime) -> Response:
    """One answer for all that does not open, so that nobody learns why."""
    asked = request.headers.get("accept-language", "")[:2].lower()
    voice = Voice(Reader(asked if asked in LOCALES else LOCALES[0], "Asia/Jakarta"), now)
    return HTMLResponse(page("assisted/gone.html", voice, style=STYLE), status_code=403, headers=HEADERS)
