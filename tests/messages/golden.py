"""All class updates of a language on one page, and a meeting on another, so that reviewers read the words in a diff.

After changing the prose: `python -m tests.messages.golden` writes the pages anew.
"""

from pathlib import Path

from bot.domain.courtesy import LOCALES
from bot.domain.individual import TOPICS
from bot.domain.shelf import SHELF
from bot.domain.shelves.progress import OCCASIONS
from bot.domain.text import _
from bot.domain.updates import GROUP_NAMES
from bot.messages.render import render
from bot.messages.voice import Voice
from tests.messages import meetings, samples

FOLDER = Path(__file__).parent / "golden"


def page(locale: str) -> str:
    """Every update with typical values, in the order of the shelf."""
    voice = Voice(samples.reader(locale), samples.NOW)
    elsewhere = {occasion.key: TOPICS[occasion.topic] for occasion in OCCASIONS}
    parts = []
    for template in SHELF:
        topic = elsewhere.get(template.key, _("Parents' meeting"))
        shelf = GROUP_NAMES[template.group] if template.group else topic
        head = f"===== {voice.phrase(shelf)}: {voice.phrase(template.title)} [{template.key}]"
        screen = samples.update(template, samples.typical(template), own_words=False)
        answers = " | ".join(voice.phrase(answer.face) for answer in template.answers)
        text = render(screen, samples.reader(locale), samples.NOW).text
        parts.append("\n\n".join([head, text, f"[ {answers} ]"] if answers else [head, text]))
    return "\n\n\n".join(parts) + "\n"


def meetings_page(locale: str) -> str:
    """All that a family reads of a meeting besides, from the invitation to the summary."""
    shown = ((head, render(screen, samples.reader(locale), samples.NOW).text) for head, screen in meetings.screens())
    return "\n\n\n".join(f"===== {head}\n\n{text}" for head, text in shown) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for locale in LOCALES:
        (FOLDER / f"meetings.{locale}.txt").write_text(meetings_page(locale), encoding="utf-8")
        (FOLDER / f"updates.{locale}.txt").write_text(page(locale), encoding="utf-8")


if __name__ == "__main__":
    main()
