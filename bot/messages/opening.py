"""The values of an opener in one reader's words: what stands in the provider's places, and in our own copy alike."""

from collections.abc import Mapping, Sequence

from bot.domain.courtesy import Address
from bot.domain.openers import OPENERS, TEMPLATES, FilledOpener
from bot.domain.screens import Fact, Screen
from bot.domain.text import p_
from bot.messages.voice import Voice

VALUE_LIMIT = 160
"""Characters of one value: four of the longest still leave room for the words around them."""


def is_opener(screen: Screen) -> bool:
    """Whether this screen leaves as the provider's template where the channel has such."""
    return screen.template.startswith(f"{TEMPLATES}/")


def filled(screen: Screen, voice: Voice) -> FilledOpener:
    """The opener for this reader; raises LookupError for an unknown one or where a value is missing."""
    opener = OPENERS[screen.template.removeprefix(f"{TEMPLATES}/")]
    said = {"reader": _reader(voice)}
    if "child" in opener.fields:
        said["child"] = _children(screen.values["children"], voice)
    said["school"] = str(screen.values["school"])
    return FilledOpener(opener.key, voice.locale, tuple(_one_line(said[name]) for name in opener.fields))


def named(opener: FilledOpener) -> Mapping[str, str]:
    """Its values by the names of its fields, as its template needs them."""
    return dict(zip(OPENERS[opener.key].fields, opener.values, strict=True))


def _reader(voice: Voice) -> str:
    """Bapak Budi Santoso; where nobody has a name, Bapak/Ibu Orang Tua/Wali."""
    name = voice.name(voice.reader.name)
    if not name:
        return voice.phrase(p_("address without a name", "parent or guardian"))
    phrases = {
        Address.BAPAK_IBU: p_("name of a father or mother", "%(name)s", name=name),
        Address.BAPAK: p_("name of a father, formal", "Mr. %(name)s", name=name),
        Address.IBU: p_("name of a mother, formal", "Ms. %(name)s", name=name),
        Address.AYAH: p_("name of a father, warm", "Mr. %(name)s", name=name),
        Address.BUNDA: p_("name of a mother, warm", "Ms. %(name)s", name=name),
    }
    return voice.phrase(phrases[voice.reader.address])


def _children(names: Fact, voice: Voice) -> str:
    if not isinstance(names, Sequence) or isinstance(names, str) or not names:
        raise LookupError("children")
    return voice.listed([voice.phrase(p_("name of a child", "%(name)s", name=voice.name(str(name)))) for name in names])


def _one_line(value: str) -> str:
    """Without line breaks, tabs and rows of spaces, which the provider refuses in a value, and not too long for it."""
    line = " ".join(value.split())
    return line if len(line) <= VALUE_LIMIT else line[: VALUE_LIMIT - 1].rstrip() + "…"
