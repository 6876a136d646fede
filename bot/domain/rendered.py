"""A message put into words for one reader, before a channel makes it its own."""

from dataclasses import dataclass

from bot.domain.openers import FilledOpener
from bot.domain.screens import FileRef, Style


@dataclass(frozen=True, slots=True)
class Choice:
    """A rendered button: its face, and what it says (packed) or the address it opens."""

    label: str
    data: str | None = None
    url: str | None = None
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message put into words: text in the small HTML that all channels understand (`b i u s code blockquote a`).

    `page` is which of the buttons come first where a channel cannot show them all. With an `opener` it leaves as the
    provider's approved template, and `text` is what that will say. `tag` is a mark of ours that the channel brings back
    with the message's receipts, where it has any. `locale` is the reader's, for the few words a channel adds.
    `silent`: without a sound, where the channel can do so.
    """

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()
    file: FileRef | None = None
    protect: bool = False
    page: int = 0
    opener: FilledOpener | None = None
    tag: str = ""
    locale: str = ""
    silent: bool = False
