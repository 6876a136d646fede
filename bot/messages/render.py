"""Put a screen into words for one reader.

`<template>.<lang>.j2` is prose, written once per language; a template without a language in its name serves all of
them through gettext. What a screen carries is escaped, whoever typed it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import count
from typing import cast

from jinja2 import Template, TemplateError

from bot.domain.courtesy import LOCALES, Reader
from bot.domain.errors import UnrenderableScreen
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import Button, Fact, Screen
from bot.messages.calendars import calendar_file
from bot.messages.environment import environment
from bot.messages.opening import filled, is_opener, named
from bot.messages.places import Form, LookedInto, Place
from bot.messages.voice import Voice

Forms = dict[tuple[object, ...], Form | None]
"""Texts of one moment that were put into words already, with places for the readers' own; None where a template does
more with such a value than say it."""


def render(screen: Screen, reader: Reader, now: datetime, forms: Forms | None = None) -> Rendered:
    """The screen as `reader` sees it at `now` (aware); raises UnrenderableScreen.

    A preview (`screen.locale`) reads as a parent of that language would read it, buttons and all. What is in `forms` is
    not put into words again for a screen of the same kin, and what can be filled for the next reader is added to it.
    """
    voice = Voice(_reader_of(screen, reader), now)
    try:
        opener = filled(screen, voice) if is_opener(screen) else None
        if opener is not None:
            text = _words(replace(screen, values=named(opener)), voice)
        else:
            text = _words(screen, voice) if forms is None or screen.kin is None else _filled(screen, voice, forms)
        rows = tuple([tuple([_choice(button, voice) for button in row]) for row in screen.rows])
        file = calendar_file(screen.calendar, voice) if screen.calendar else screen.file
    except TemplateError as error:  # names a variable or a line, never a value
        raise UnrenderableScreen(screen.template) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise UnrenderableScreen(screen.template) from None
    return Rendered(text, rows, file, screen.protect, screen.page, opener, locale=voice.locale, silent=screen.silent)


def _reader_of(screen: Screen, reader: Reader) -> Reader:
    """An opener keeps its reader when it goes in another language: in theirs it may not be approved yet."""
    if screen.locale is None:
        return reader
    return replace(reader, locale=screen.locale) if is_opener(screen) else Reader(screen.locale, reader.timezone)


def preload() -> None:
    """Read catalogs and calendars of every language now rather than at somebody's first message."""
    moment = datetime.fromisoformat("2026-07-13T01:00:00+00:00")
    for locale in LOCALES:
        voice = Voice(Reader(locale, "Asia/Jakarta"), moment)
        environment(locale)
        voice.greeting(), voice.datetime(moment), voice.listed(["A", "B"]), voice.number(1)


@cache
def template_for(name: str, locale: str) -> Template:
    """The compiled words of a screen in a language; raises TemplateNotFound."""
    return environment(locale).select_template([f"{name}.{locale}.j2", f"{name}.j2"])


def _filled(screen: Screen, voice: Voice, forms: Forms) -> str:
    """The words of a screen that differs from others of its kin in the children alone."""
    children = _children(screen)
    own = [value for child in children for value in child.values()]
    reader = voice.reader
    key = (screen.kin, reader.locale, reader.timezone, reader.address, reader.greeting, len(children))
    if key not in forms:
        text = _words(screen, voice)
        forms[key] = _form(screen, voice, own, text)
        return text
    form = forms[key]
    return (form and form.fill(own)) or _words(screen, voice)


def _children(screen: Screen) -> Sequence[Mapping[str, str]]:
    return cast(Sequence[Mapping[str, str]], screen.values["children"])


def _form(screen: Screen, voice: Voice, own: list[str], text: str) -> Form | None:
    """The form of a text, if what it says of its first reader proves that it is one."""
    numbers = count()
    children = [{name: Place(next(numbers)) for name in child} for child in _children(screen)]
    values = cast(Mapping[str, Fact], {**screen.values, "children": children})
    try:
        form = Form(_words(replace(screen, values=values), voice))
    except LookedInto:
        return None
    return form if form.fill(own) == text else None


def _words(screen: Screen, voice: Voice) -> str:
    values = {name: voice.settle(value) for name, value in screen.values.items()}
    template = template_for(screen.template, voice.locale)
    return tidy(template.render(values, voice=voice, salam=voice.greeting(), sapaan=voice.address()))


def _choice(button: Button, voice: Voice) -> Choice:
    data = button.press.pack() if button.press else None
    face = voice.phrase(button.label, short=True)
    if not isinstance(button.label, str):  # words that stand within sentences, too; what people named stays as it is
        face = face[:1].upper() + face[1:]
    return Choice(face, data, button.url, button.style)


_DEGREE_ENDS = re.compile(r"(\b(?:[A-Z][a-z]{0,2}\.)+[A-Z][A-Za-z]{0,3}\.)((?:</\w+>)*)\.(?!\.)")
"""A sentence that ends with a degree, *S.Pd.*, with the full stop it already has and one too many."""


def tidy(text: str) -> str:
    """Lines without stray spaces, at most one blank line between them, none around them; a name that ends with a
    degree ends its sentence, too."""
    text = _DEGREE_ENDS.sub(r"\1\2", text)
    lines = [line.strip() for line in text.strip().split("\n")]
    kept = [line for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept)
