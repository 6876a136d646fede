"""The commands' own words, in Indonesian where the machine speaks it, else in English."""

from collections.abc import Mapping, Sequence

from bot.domain.text import Label, Phrase

LANGUAGES = ("en", "id")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_chosen = [LANGUAGES[0]]
"""One process speaks one language; set once, before a command runs."""


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Settle on the language of `--lang`, else that of the machine; English for any that we do not speak."""
    asked = _option(arguments) or next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    _chosen[0] = asked[:2].lower() if asked[:2].lower() in LANGUAGES else LANGUAGES[0]
    return _chosen[0]


def language() -> str:
    """The language that was settled on."""
    return _chosen[0]


def say(label: Label) -> str:
    """A text in that language; what stands in its places is shown as it is."""
    if isinstance(label, str):
        return label
    text = _translated(label)
    values = {name: say(value) if isinstance(value, Phrase) else value for name, value in label.values.items()}
    return text % values if values else text


def source(phrase: Phrase) -> str:
    """The English text of a help line; it is put into the right words when the help is shown."""
    return phrase.msgid


def _translated(phrase: Phrase) -> str:
    if _chosen[0] == "en" and phrase.plural is None:
        return phrase.msgid
    from bot.messages.translations import translate  # Babel is slow to import, and English does without it

    return translate(phrase, _chosen[0])


def _option(arguments: Sequence[str]) -> str | None:
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
    return None
