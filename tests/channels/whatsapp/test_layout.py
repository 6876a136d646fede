"""Whatever stands below a message, WhatsApp takes it, and every button can be reached and told apart."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.layout import (
    ACTION,
    BUTTON,
    BUTTONS,
    DESCRIPTION,
    ROW,
    ROWS,
    Foot,
    distinct,
    foot,
    paged,
    shortened,
)
from bot.channels.whatsapp.text import width
from bot.domain.rendered import Choice

LABELS = st.one_of(
    st.sampled_from(
        ["Ya", "ya", "Tidak", "Orang tua/wali Ananda Alya Putri Ramadhani", "Orang tua/wali Ananda Alya P"]
    ),
    st.text(max_size=80),
)
PRESSES = st.builds(lambda label, key: Choice(label, f"1:a.b:{key}"), LABELS, st.integers(0, 60))
LINKS = st.builds(lambda label: Choice(label, url="https://sekolah.example/"), LABELS)
ROWS_OF_BUTTONS = st.lists(st.lists(st.one_of(PRESSES, PRESSES, LINKS), max_size=4), max_size=30)


def shown(made: Foot) -> list[tuple[str, str, str]]:
    """Id, title and description of all that can be chosen."""
    if made.action is None or made.kind == "cta_url":
        return []
    if made.kind == "button":
        return [(one["reply"]["id"], one["reply"]["title"], "") for one in made.action["buttons"]]
    (section,) = made.action["sections"]
    return [(row["id"], row["title"], row.get("description", "")) for row in section["rows"]]


def check(made: Foot) -> None:
    """WhatsApp's own limits."""
    choices, ids = shown(made), [choice[0] for choice in shown(made)]
    assert len(set(ids)) == len(ids)
    assert len({title.casefold() for _id, title, _more in choices}) == len(choices)
    assert all(title == title.strip() and title for _id, title, _more in choices)
    if made.kind == "button":
        assert 1 <= len(choices) <= BUTTONS
        assert all(width(title) <= BUTTON for _id, title, _more in choices)
    if made.kind == "list":
        assert made.action is not None
        assert 1 <= len(choices) <= ROWS
        assert width(made.action["button"]) <= ACTION
        assert all(width(title) <= ROW and width(more) <= DESCRIPTION for _id, title, more in choices)


def walk(rows: Sequence[Sequence[Choice]]) -> list[Foot]:
    """Every page, by way of the last row of each."""
    made, pages = foot(rows, 0, "Lainnya ›", "Pilih"), []
    while True:
        check(made)
        pages.append(made)
        onward = [press for press, _title, _more in shown(made) if press.startswith("1:w.more:")]
        if not onward:
            return pages
        assert shown(made)[-1][0] == onward[0]
        made = foot(rows, int(onward[0].rsplit(":", 1)[1]), "Lainnya ›", "Pilih")


@given(ROWS_OF_BUTTONS)
def test_every_page_is_within_the_limits_and_every_button_is_on_one(rows: list[list[Choice]]) -> None:
    pages = walk(rows)
    reached = [press for page in pages for press, _title, _more in shown(page) if not press.startswith("1:w.more:")]
    wanted = [choice.data for row in rows for choice in row if choice.data]
    assert reached == list(dict.fromkeys(wanted))
    links = [choice for row in rows for choice in row if choice.url]
    if pages[0].kind == "cta_url":
        assert pages[0].action is not None
        assert (len(links), wanted, 0 < width(pages[0].action["parameters"]["display_text"]) <= ACTION) == (1, [], True)
    else:
        assert all(len(page.links) == len(links) for page in pages)


@given(st.lists(LABELS, min_size=1, max_size=40), st.sampled_from([BUTTON, ROW]))
def test_faces_stay_apart(labels: list[str], limit: int) -> None:
    made = distinct((" ".join(label.split()) or "…" for label in labels), limit)
    assert len({face.casefold() for face in made}) == len(labels)
    assert all(0 < width(face) <= limit for face in made)


@given(st.text(max_size=60), st.integers(2, 30))
def test_what_is_shortened_begins_alike(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert width(short) <= limit
    assert short == text or text.startswith(short[:-1])


def test_three_short_faces_are_buttons_and_a_long_one_makes_a_list_that_says_it_whole() -> None:
    few = [[Choice("Hadir", "1:a:1"), Choice("Tidak hadir", "1:a:2")], [Choice("Hubungi saya", "1:a:3")]]
    assert [title for _id, title, _more in shown(foot(few, 0, "L", "P"))] == ["Hadir", "Tidak hadir", "Hubungi saya"]
    long = [[Choice("Kami mohon waktu untuk berunding dahulu", "1:a:1")]]
    assert shown(foot(long, 0, "L", "P")) == [
        ("1:a:1", "Kami mohon waktu untuk…", "Kami mohon waktu untuk berunding dahulu")
    ]


def test_pages_of_nine_and_a_last_one_of_up_to_ten() -> None:
    choices = [Choice(str(number), f"1:a:{number}") for number in range(28)]
    pages = [[choice.label for choice in paged(choices, page, "L")] for page in range(3)]
    assert [len(page) for page in pages] == [10, 10, 10]
    assert (pages[0][-1], pages[1][-1], pages[2][-1]) == ("L", "L", "27")
    assert paged(choices, 99, "L") == paged(choices, 2, "L")
    assert paged(choices, -1, "L") == paged(choices, 0, "L")


def test_a_link_alone_is_a_button_and_among_others_a_line() -> None:
    link = Choice("Peta sekolah", url="https://peta.example/")
    assert foot([[link]], 0, "L", "P").kind == "cta_url"
    assert foot([[link], [Choice("Ya", "1:a:1")]], 0, "L", "P").links == ("Peta sekolah: https://peta.example/",)
    assert foot([[Choice("Buka", url="tg://resolve")]], 0, "L", "P").links == ("Buka: tg://resolve",)
