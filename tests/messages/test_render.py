"""Screens become words for one reader: text, buttons, and a clear error when they cannot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.courtesy import LOCALES, Address, Greeting, Reader
from bot.domain.errors import UnrenderableScreen
from bot.domain.rendered import Choice
from bot.domain.screens import Fact, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _, n_
from bot.messages import environment, render
from tests.messages import samples

READER = Reader("id", "Asia/Jakarta")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house whose only messages are those that a test writes."""
    monkeypatch.setattr(environment, "TEMPLATES", tmp_path)
    _forget()
    (tmp_path / "messages").mkdir()
    yield tmp_path / "messages"
    _forget()


def _forget() -> None:
    environment.environment.cache_clear()
    render.template_for.cache_clear()


def say(folder: Path, source: str, **values: Fact) -> str:
    (folder / "note.j2").write_text(source, encoding="utf-8")
    _forget()
    return render.render(Screen("note", values), READER, samples.NOW).text


def test_the_prose_of_the_readers_language_is_taken_before_the_common_one(folder: Path) -> None:
    (folder / "note.id.j2").write_text("Halo", encoding="utf-8")
    (folder / "note.j2").write_text("Hi", encoding="utf-8")
    shown = {locale: render.render(screen("note"), Reader(locale, "UTC"), samples.NOW).text for locale in LOCALES}
    assert shown == {"id": "Halo", "en": "Hi"}


def test_a_reader_of_an_unknown_language_is_written_to_in_indonesian() -> None:
    shown = screen("updates/withdrawn", title=_("Homework"))
    assert render.render(shown, Reader("fr", "UTC"), samples.NOW) == render.render(shown, READER, samples.NOW)


def test_values_are_escaped_and_texts_of_ours_are_not(folder: Path) -> None:
    source = "{{ name }} {% trans who=name %}<b>{{ who }}</b>{% endtrans %}"
    assert say(folder, source, name="<i>&") == "&lt;i&gt;&amp; <b>&lt;i&gt;&amp;</b>"


def test_phrases_in_values_are_put_into_words_however_deep(folder: Path) -> None:
    told = _("today at %(time)s", time=_("tomorrow"))
    items: Fact = [{"title": _("Homework")}, told]
    assert say(folder, "{{ items[0].title }}, {{ items[1] }}", items=items) == "Tugas di rumah, hari ini pukul besok"


def test_dates_and_numbers_never_come_out_raw(folder: Path) -> None:
    source = "{{ day }} | {{ at }} | {{ moment }} | {{ many }} | {{ part }} | {{ nothing }}|"
    day, at = date(2026, 8, 17), time(7, 5)
    assert say(folder, source, nothing=None, day=day, at=at, moment=samples.NOW, many=1250, part=8.5) == (
        "Senin, 17 Agustus 2026 | 07.05 | Senin, 13 Juli 2026 pukul 08.00 WIB | 1.250 | 8,5 | |"
    )


def test_lines_are_trimmed_and_blank_lines_are_single(folder: Path) -> None:
    assert say(folder, "\n\n  one  \n \n\n\n\ttwo\n{% if false %}x{% endif %}\n\n") == "one\n\ntwo"


def test_buttons_say_phrases_in_the_readers_language_and_dates_briefly() -> None:
    shown = screen(
        "updates/withdrawn",
        (button(_("Homework"), "x.a", 7, style=Style.SUCCESS), button("X-1 <3", "x.b")),
        (button(_("today at %(time)s", time=date(2026, 7, 20)), "x.c"),),
        title="x",
    )
    assert render.render(shown, READER, samples.NOW).rows == (
        (Choice("Tugas di rumah", "1:x.a:7", style=Style.SUCCESS), Choice("X-1 <3", "1:x.b")),
        (Choice("Hari ini pukul Sen, 20 Jul", "1:x.c"),),
    )


def test_a_preview_reads_as_a_parent_of_its_language_would_read_it_buttons_and_all() -> None:
    template = SHELF.get("holiday")
    looker = replace(READER, address=Address.BUNDA, greeting=Greeting.ASSALAMUALAIKUM)
    plain = samples.update(template, samples.typical(template)).with_rows((button(_("Yes"), "x"),))
    shown = render.render(replace(plain, locale="en"), looker, samples.NOW)
    assert shown.text.startswith("Good morning,\nDear parent or guardian of Budi Santoso")
    assert shown.rows[0][0].label == "Yes"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_missing_template_or_value_is_one_clear_error(locale: str) -> None:
    for name in ("nowhere/nothing", "updates/holiday"):
        with pytest.raises(UnrenderableScreen) as caught:
            render.render(screen(name), Reader(locale, "UTC"), samples.NOW)
        assert caught.value.template == name


def test_an_error_in_a_value_does_not_carry_the_value_along() -> None:
    shown = screen("updates/withdrawn", title=n_("%(count)s", "%(other)s", 3, name="Budi"))
    with pytest.raises(UnrenderableScreen) as caught:
        render.render(shown, READER, samples.NOW)
    assert caught.value.__cause__ is None
    assert "Budi" not in repr(caught.value)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Untuk {{ name }}. Terima kasih.", "Untuk Nurmala Sari, S.Pd. Terima kasih."),
        ("Untuk <b>{{ name }}</b>.", "Untuk <b>Nurmala Sari, S.Pd.</b>"),
        ("{{ name }}...", "Nurmala Sari, S.Pd...."),
        ("Baik.. ya", "Baik.. ya"),
    ],
)
def test_a_degree_ends_its_sentence(folder: Path, said: str, read: str) -> None:
    assert say(folder, said, name="Nurmala Sari, S.Pd.") == read
