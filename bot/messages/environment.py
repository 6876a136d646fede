"""What every template may use: filters for the reader's language, and gettext.

Filters and `gettext` find the reader in the context's `voice`; macros that use them are imported `with context`.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.messages.places import Place, as_name, printed
from bot.messages.translations import translations
from bot.messages.voice import Voice
from bot.paths import TEMPLATES

_FILTERS = ("clock", "date", "datetime", "day", "listed", "moment", "month", "number", "time", "until")


def equip(environment: Environment, locale: str) -> Environment:
    """Give an environment the filters, gettext in `locale`, and values said in the reader's language by themselves."""
    environment.finalize = _say
    environment.filters |= {name: _filter(name) for name in _FILTERS} | {"nama": _filter("name"), "money": _money}
    environment.extend(newstyle_gettext=True)
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals |= {"gettext": _gettext(locale), "ngettext": _ngettext(locale), "pgettext": _pgettext(locale)}
    return environment


@cache
def environment(locale: str) -> Environment:
    """The environment of the messages in `locale`; compiled templates are kept."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "messages"),
        autoescape=True,
        undefined=StrictUndefined,
        cache_size=-1,
        auto_reload=False,
        keep_trailing_newline=False,
    )
    return equip(made, locale)


@pass_context
def _say(context: Context, value: object) -> object:
    if type(value) is Place:
        return printed(value)
    if isinstance(value, Markup):
        return value
    if type(value) is str and value.isascii():
        return value
    voice: Voice = context["voice"]
    return voice.say(value)


def _filter(name: str) -> Callable[..., str | Place]:
    @pass_context
    def apply(context: Context, value: object) -> str | Place:
        if type(value) is Place and name == "name":
            return as_name(value)
        if isinstance(value, str) and name != "name":  # a tapped answer: in words already
            return value
        said: str = getattr(context["voice"], name)(value)
        return said

    return apply


@pass_context
def _money(context: Context, hundredths: int, country: str) -> str:
    from bot.messages.money import money  # Babel's numbers, which only administrators need

    return money(hundredths, country, context["voice"].locale)


def _fill(context: Context, text: str, values: dict[str, object]) -> Markup:
    """Texts in templates are markup of ours; what is put into them is not."""
    said = {name: escape(_say(context, value)) for name, value in values.items()}
    return Markup(text) % said  # noqa: S704 - the text comes from our catalogs


def _gettext(locale: str) -> Callable[..., Markup]:
    @pass_context
    def gettext(context: Context, text: str, **values: object) -> Markup:
        return _fill(context, translations(locale).gettext(text), values)

    return gettext


def _ngettext(locale: str) -> Callable[..., Markup]:
    @pass_context
    def ngettext(context: Context, one: str, many: str, num: int, **values: object) -> Markup:
        return _fill(context, translations(locale).ngettext(one, many, num), {"num": num, **values})

    return ngettext


def _pgettext(locale: str) -> Callable[..., Markup]:
    @pass_context
    def pgettext(context: Context, where: str, text: str, **values: object) -> Markup:
        return _fill(context, str(translations(locale).pgettext(where, text)), values)

    return pgettext
