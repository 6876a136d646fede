"""The page of phones: a school in the browser, every person with a phone of their own."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import uuid4

from markupsafe import Markup
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.delivery import Via
from bot.playground.cast import CastMember
from bot.playground.faces import Faces, Phone
from bot.playground.gestures import act
from bot.playground.stream import Place, happenings
from bot.playground.telegram import BotApi
from bot.playground.whatsapp import CloudApi

Cast = Callable[[], Awaitable[Sequence[CastMember]]]
# A line under the title, in the language it is asked for: the school's time, quiet hours.
Slot = Callable[[str], Awaitable[Markup]]

_STATIC = Path(__file__).parent / "static"
_OPEN_AT_FIRST = 3
_COOKIE = "playground_language"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Only our own script sends it: a form on another site cannot, so no other page presses buttons here.
OWN_SCRIPT = "x-playground"


class Playground:
    """The routes of the page. `api` and `whatsapp`, with a journal in common, hold the phones, `cast` says whose."""

    def __init__(
        self,
        api: BotApi,
        cast: Cast,
        *,
        whatsapp: CloudApi | None = None,
        slot: Slot | None = None,
        timezone: str = "Asia/Jakarta",
    ) -> None:
        self.api = api
        self.whatsapp = whatsapp
        self.cast = cast
        self.slot = slot
        self.timezone = timezone
        self.run = uuid4().hex[:8]

    def routes(self) -> list[Route | Mount]:
        safe = [Middleware(_SafeHeaders)]
        one = "/playground/phones/{user_id:int}"
        return [
            Route("/", self.page, name="playground", middleware=safe),
            Route("/playground/language", self.language, middleware=safe),
            Route("/playground/events", self.events, middleware=safe),
            Route(one, self.phone, middleware=safe),
            Route(one + "/files/{file_id}", self.file, middleware=safe),
            Route(one + "/{gesture}", self.gesture, methods=["POST"], middleware=safe),
            Mount("/playground/static", StaticFiles(directory=_STATIC), middleware=safe),
        ]

    async def page(self, request: Request) -> Response:
        cast = await self.cast()
        faces = self._faces(request)
        known = {member.user_id: member for member in cast}
        opened = [number for number in _numbers(request.query_params.get("open", "")) if number in known]
        opened = opened or [member.user_id for member in cast[:_OPEN_AT_FIRST]]
        after = str(Place(self.run, self.api.journal.last_id))
        phones = [faces.phone(known[number], self._phone_of(known[number])) for number in opened]
        slot = await self.slot(faces.locale) if self.slot else Markup("")
        return HTMLResponse(faces.page(cast, phones, opened, after, slot))

    async def phone(self, request: Request) -> Response:
        member, phone = await self._asked(request)
        return HTMLResponse(self._faces(request).phone(member, phone))

    async def gesture(self, request: Request) -> Response:
        """What a thumb does. 204 if done, 400 if the phone cannot, 404 for an unknown gesture."""
        if OWN_SCRIPT not in request.headers:
            raise HTTPException(403)
        _, phone = await self._asked(request)
        async with request.form() as form:
            try:
                known = await act(phone, request.path_params["gesture"], form)
            except (ValueError, KeyError):
                raise HTTPException(400) from None
        return Response(status_code=204 if known else 404)

    async def file(self, request: Request) -> Response:
        """A picture or sound to show, any other file to save; never a page of its own."""
        _, phone = await self._asked(request)
        wanted = request.path_params["file_id"]
        stored = next((file for file in phone.files() if file.id == wanted), None)
        if stored is None:
            raise HTTPException(404)
        if stored.mime.startswith(("image/", "audio/", "video/")) and "svg" not in stored.mime:
            return Response(stored.content, media_type=stored.mime)
        headers = {"Content-Disposition": "attachment"}
        return Response(stored.content, media_type="application/octet-stream", headers=headers)

    async def events(self, request: Request) -> Response:
        phones = {member.user_id: (member, self._phone_of(member)) for member in await self.cast()}
        after = Place.read(request.headers.get("last-event-id") or request.query_params.get("after", ""))
        return EventSourceResponse(happenings(self.api.journal, phones, self._faces(request), self.run, after), ping=20)

    async def language(self, request: Request) -> Response:
        answer = RedirectResponse(request.url_for("playground"), status_code=303)
        answer.set_cookie(_COOKIE, request.query_params.get("to", ""), max_age=31_536_000, samesite="lax")
        return answer

    def _faces(self, request: Request) -> Faces:
        return Faces(request.cookies.get(_COOKIE, "id"), self.timezone)

    def _phone_of(self, member: CastMember) -> Phone:
        if member.via is Via.WHATSAPP and self.whatsapp is not None:
            return self.whatsapp.phone(str(member.user_id), member.name)
        return self.api.phone(member.user_id, member.name)

    async def _asked(self, request: Request) -> tuple[CastMember, Phone]:
        wanted = request.path_params["user_id"]
        for member in await self.cast():
            if member.user_id == wanted:
                return member, self._phone_of(member)
        raise HTTPException(404)


class _SafeHeaders:
    """Adds the headers to every answer, streams included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers)


def playground_app(
    api: BotApi,
    cast: Cast,
    *,
    whatsapp: CloudApi | None = None,
    slot: Slot | None = None,
    timezone: str = "Asia/Jakarta",
) -> Starlette:
    """The page as an application to mount at the root; `slot` gives the line under the title."""
    page = Playground(api, cast, whatsapp=whatsapp, slot=slot, timezone=timezone)
    return Starlette(routes=page.routes())


def _numbers(text: str) -> list[int]:
    return list(dict.fromkeys(int(part) for part in text.split(",") if part.isdigit()))
