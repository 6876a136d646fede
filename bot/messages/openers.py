"""Openers as the provider wants them: the words of our own templates, with numbered places for what varies.

There is one source of the words, `templates/messages/openers/<key>.<lang>.j2`; what families read is rendered from it,
and so is what the provider approves.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from bot.domain.courtesy import LOCALES, Reader
from bot.domain.openers import OPENERS, Wanted
from bot.domain.text import Phrase, _
from bot.messages.render import template_for, tidy
from bot.messages.voice import Voice

CATEGORY = "UTILITY"
"""What openers are to the provider: about a person's own matter, and never advertising."""
BODY_LIMIT = 1024
FACE_LIMIT = 25
"""Characters of a template's quick reply (https://developers.facebook.com, templates/components)."""
WORDS_PER_PLACE = 3
"""The provider refuses a body with too many places for its words and does not say how many; this is well below."""
_PLACE = re.compile(r"\{\{(\d+)\}\}")


@dataclass(frozen=True, slots=True)
class Body:
    """One opener in one language, ready to be submitted; `samples` in the order of its places, `face` its button's."""

    key: str
    locale: str
    name: str
    text: str
    samples: tuple[str, ...]
    face: str

    @property
    def digest(self) -> str:
        """Changes with whatever the provider would have to approve anew."""
        said = "\x00".join((CATEGORY, self.text, self.face))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def wanted(self) -> Wanted:
        """The same for those who keep books of what was submitted."""
        return Wanted(self.key, self.locale, self.name, self.digest)


def body_of(key: str, locale: str) -> str:
    """The provider's body: `{{1}}`, `{{2}}` … in the order of the opener's fields."""
    opener = OPENERS[key]
    places = {field: Markup("{{%d}}") % number for number, field in enumerate(opener.fields, 1)}
    words = template_for(opener.template, locale).render(places, voice=_voice(locale))
    return html.unescape(tidy(words))


def bodies() -> Iterator[Body]:
    """Every opener in every language."""
    for key, opener in OPENERS.items():
        for locale in LOCALES:
            face = _voice(locale).phrase(opener.face)
            yield Body(key, locale, opener.name, body_of(key, locale), opener.samples[locale], face)


def flaws(body: Body) -> list[Phrase]:
    """For what the provider would refuse this body, before it is asked."""
    text, places = body.text, [int(found) for found in _PLACE.findall(body.text)]
    found = []
    if len(text) > BODY_LIMIT:
        found.append(_("longer than %(limit)s characters", limit=BODY_LIMIT))
    if places != list(range(1, len(body.samples) + 1)):
        found.append(_("its places are not numbered in order, or have no samples"))
    if _PLACE.match(text) or re.search(r"\{\{\d+\}\}\W*$", text):
        found.append(_("it begins or ends with a place"))
    if re.search(r"\{\{\d+\}\}\W*\{\{\d+\}\}", text):
        found.append(_("two places stand side by side"))
    if len(_PLACE.sub(" ", text).split()) < WORDS_PER_PLACE * len(places):
        found.append(_("it has too few words for its places"))
    if re.search(r"<[^>]+>|\n{3,}|\t| {5,}", text):
        found.append(_("it has markup or too much empty space"))
    if not body.face or len(body.face) > FACE_LIMIT:
        found.append(_("its button is longer than %(limit)s characters", limit=FACE_LIMIT))
    return found


def _voice(locale: str) -> Voice:
    return Voice(Reader(locale, "UTC"), datetime.now(UTC))
