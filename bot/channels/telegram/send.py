"""A bot on Telegram: sends, changes and takes back messages, and turns every refusal into the house's own errors."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from telegram import Bot, InputFile
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest

from bot.channels.base import Limits, Received
from bot.channels.split import fits, split
from bot.channels.telegram import updates
from bot.channels.telegram.errors import ALREADY_DELETED, NOT_MODIFIED, TOO_OLD, translate
from bot.channels.telegram.keyboard import BUTTONS, PER_ROW, Rows, keyboard
from bot.channels.telegram.request import AiohttpRequest, Fields
from bot.domain.delivery import Reason, Via
from bot.domain.errors import DeliveryError, InvalidValue, MessageGone, NotSent, Permanent, RetryAfter, Unknown
from bot.domain.parts import joined, parts_of
from bot.domain.rendered import Rendered
from bot.domain.screens import FileKind, FileRef

LIMITS = Limits(
    name=Via.TELEGRAM,
    text=4096,
    caption=1024,
    buttons=BUTTONS,
    per_row=PER_ROW,
    label=64,
    edits=True,
    deletes_for_hours=48,
    receipts=False,
)
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
_HAS_NO_TEXT = "there is no text in the message to edit"
_HAS_NO_CAPTION = "there is no caption in the message to edit"
_TOO_BIG = "file is too big"
_NO_PREVIEW = '{"is_disabled": true}'
_FIELDS = {
    FileKind.PHOTO: ("sendPhoto", "photo"),
    FileKind.DOCUMENT: ("sendDocument", "document"),
    FileKind.VOICE: ("sendVoice", "voice"),
    FileKind.AUDIO: ("sendAudio", "audio"),
    FileKind.VIDEO: ("sendVideo", "video"),
}
Step = Callable[[], Awaitable[str]]
Field = str | InputFile | None


class TelegramChannel:
    """One bot. `data_dir` is where the files lie that we hold ourselves; `paid` allows more messages a second than are
    free of charge (https://core.telegram.org/bots/api#sendmessage, allow_paid_broadcast).

    Requests are put together here rather than by python-telegram-bot's own methods: building and reading its objects
    costs twice as much as sending them, and of what comes back only a number is used.
    """

    limits = LIMITS

    def __init__(
        self,
        token: str,
        api_url: str,
        data_dir: Path,
        request: BaseRequest | None = None,
        get_updates_request: BaseRequest | None = None,
        *,
        paid: bool = False,
    ) -> None:
        self.polling = get_updates_request or AiohttpRequest(connections=2)
        self._sending = request or AiohttpRequest()
        self.bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._sending,
            get_updates_request=self.polling,
        )
        self._data_dir = data_dir.resolve()
        self._paid = "true" if paid else None

    async def close(self) -> None:
        """Close the connections."""
        for request in (self._sending, self.polling):
            await request.shutdown()

    def read(self, raw: str) -> Received:
        """Read one stored arrival; raises InvalidValue for what cannot be understood."""
        return updates.read(raw)

    async def send(self, address: str, message: Rendered) -> str:
        """Send, and return the ids of its parts, joined; the last part carries the buttons.

        A long text goes out in parts. When some of it has left and the rest has not, nothing is certain any more.
        """
        steps = self._steps(address, message)
        sent: list[str] = []
        for step in steps:
            try:
                with _told():
                    sent.append(await step())
            except (NotSent, RetryAfter) as error:
                if not sent:
                    raise
                raise Unknown(Reason.NETWORK, "part of a message") from error
        return joined(sent)

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """Show other words in place of a message's last part; raises MessageGone where only a new one can."""
        if not fits(message.text, LIMITS.text):
            raise MessageGone(Reason.REJECTED, "too long to stand in place of another")
        message_id = parts_of(message_id)[-1]
        # Words too long for a caption stand below their file, in a message of their own.
        captioned = message.file is not None and fits(message.text, LIMITS.caption)
        ways = (self._edit_caption, self._edit_text) if captioned else (self._edit_text, self._edit_caption)
        with _told():
            try:
                await ways[0](address, message_id, message)
            except BadRequest as error:
                if _says(error, _HAS_NO_TEXT, _HAS_NO_CAPTION):
                    await self._edit_otherwise(ways[1], address, message_id, message)
                elif not _says(error, NOT_MODIFIED):
                    raise

    async def delete(self, address: str, message_id: str) -> None:
        """Take all parts of a message back for everyone, the words first; what is already gone counts as done."""
        for part in reversed(parts_of(message_id)):
            await self._delete_part(address, part)

    async def _delete_part(self, address: str, part: str) -> None:
        with _told():
            try:
                await self._call("deleteMessage", chat_id=address, message_id=part)
            except BadRequest as error:
                if not _says(error, *ALREADY_DELETED):
                    raise

    async def acknowledge(self, press_id: str) -> None:
        """Stop the button's waiting sign; one that was pressed too long ago no longer has it."""
        with _told():
            try:
                await self._call("answerCallbackQuery", callback_query_id=press_id)
            except BadRequest as error:
                if not _says(error, *TOO_OLD):
                    raise

    async def download(self, file: FileRef, limit: int) -> bytes:
        """The bytes of a file that Telegram keeps; raises InvalidValue when it is larger than `limit`."""
        if file.remote is None:
            raise InvalidValue("file", "not_remote")
        with _told():
            try:
                found = await self.bot.get_file(file.remote)
            except BadRequest as error:
                if _says(error, _TOO_BIG):
                    raise InvalidValue("file", "too_large") from None
                raise
            if (found.file_size or 0) > limit:
                raise InvalidValue("file", "too_large")
            content = bytes(await found.download_as_bytearray())
        if len(content) > limit:
            raise InvalidValue("file", "too_large")
        return content

    def _steps(self, address: str, message: Rendered) -> list[Step]:
        """The requests that make up one message; the last one carries the buttons."""
        markup = keyboard_of(message.rows)
        file = message.file
        if file is not None and fits(message.text, LIMITS.caption):
            return [partial(self._file, address, file, message, message.text, markup)]
        parts = split(message.text, LIMITS.text)
        steps: list[Step] = [partial(self._text, address, part, message, None) for part in parts[:-1]]
        steps += [partial(self._text, address, part, message, markup) for part in parts[-1:]]
        if file is not None:
            steps.insert(0, partial(self._file, address, file, message))
        if not steps:
            raise Permanent(Reason.REJECTED, "nothing to say")
        return steps

    async def _text(self, address: str, text: str, of: Rendered, markup: str | None) -> str:
        return await self._send(
            "sendMessage",
            address,
            of,
            text=text,
            parse_mode="HTML",
            link_preview_options=_NO_PREVIEW,
            reply_markup=markup,
        )

    async def _file(
        self, address: str, file: FileRef, of: Rendered, caption: str | None = None, markup: str | None = None
    ) -> str:
        too_large = file.kind is FileKind.PHOTO and file.path is not None and file.size > PHOTO_LIMIT
        method, field = _FIELDS[FileKind.DOCUMENT if too_large else file.kind]
        content: dict[str, Field] = {field: file.remote or await self._read_file(file)}
        caption = caption or None
        return await self._send(
            method,
            address,
            of,
            **content,
            caption=caption,
            parse_mode="HTML" if caption else None,
            reply_markup=markup,
        )

    async def _send(self, method: str, address: str, of: Rendered, **fields: Field) -> str:
        """Send a message, or a part `of` one; its id."""
        sent = await self._call(
            method,
            chat_id=address,
            protect_content="true" if of.protect else None,
            disable_notification="true" if of.silent else None,
            allow_paid_broadcast=self._paid,
            **fields,
        )
        return str(sent["message_id"])

    async def _call(self, method: str, **fields: Field) -> Any:
        """What a method of the Bot API gives back; fields that are None stay away. Raises TelegramError."""
        given = Fields({name: value for name, value in fields.items() if value is not None})
        return await self._sending.post(f"{self.bot.base_url}/{method}", given.as_data())

    async def _read_file(self, file: FileRef) -> InputFile:
        if file.content is not None:
            return InputFile(file.content, filename=file.name)
        path = (self._data_dir / (file.path or "")).resolve()
        if not path.is_relative_to(self._data_dir):
            raise Permanent(Reason.REJECTED, "a file outside the data folder")
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise Permanent(Reason.REJECTED, f"{type(error).__name__}: a file that is not there") from None
        if len(content) > UPLOAD_LIMIT:
            raise Permanent(Reason.REJECTED, "a file larger than Telegram takes")
        return InputFile(content, filename=file.name or path.name)

    async def _edit_text(self, address: str, message_id: str, message: Rendered) -> None:
        await self._call(
            "editMessageText",
            chat_id=address,
            message_id=message_id,
            text=message.text,
            parse_mode="HTML",
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard_of(message.rows),
        )

    async def _edit_caption(self, address: str, message_id: str, message: Rendered) -> None:
        await self._call(
            "editMessageCaption",
            chat_id=address,
            message_id=message_id,
            caption=message.text,
            parse_mode="HTML",
            reply_markup=keyboard_of(message.rows),
        )

    async def _edit_otherwise(
        self, way: Callable[[str, str, Rendered], Awaitable[None]], address: str, message_id: str, message: Rendered
    ) -> None:
        if not fits(message.text, LIMITS.caption):
            raise MessageGone(Reason.REJECTED, "too long for a caption")
        try:
            await way(address, message_id, message)
        except BadRequest as error:
            if not _says(error, NOT_MODIFIED):
                raise


def keyboard_of(rows: Rows) -> str | None:
    """The buttons; raises Permanent for one that Telegram could not carry."""
    try:
        return keyboard(rows)
    except ValueError as error:
        raise Permanent(Reason.REJECTED, str(error)) from None


@contextmanager
def _told() -> Iterator[None]:
    """Let nothing of python-telegram-bot out."""
    try:
        yield
    except (DeliveryError, InvalidValue):
        raise
    except TelegramError as error:
        raise translate(error) from None


def _says(error: BadRequest, *words: str) -> bool:
    message = error.message.lower()
    return any(word in message for word in words)
