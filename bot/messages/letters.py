"""Printed invitations: those that travel in pupils' bags, one page per family, and those for staff."""

from collections.abc import Sequence
from datetime import date

from bot.domain.letters import FamilyLetter, Invitee, Letterhead, StaffLetter
from bot.messages.dates import day as written
from bot.messages.translations import known
from bot.messages.typesetting import clean, clean_name, head_data, pdf, signer_data, way_data

_USUAL_GUARDIANS, _USUAL_NAMES = 2, 300


def family_letters(head: Letterhead, letters: Sequence[FamilyLetter], day: date, until: date, locale: str) -> bytes:
    """A PDF with one page per family, dated `day`; the codes are valid until `until`. Raises ValueError for none."""
    pages: list[dict[str, object]] = [
        {
            "pupil": clean_name(letter.pupil),
            "class": clean(letter.class_name),
            "invitees": [_invitee(invitee) for invitee in letter.invitees],
            "signer": signer_data(letter.signer),
            "dense": _is_dense(letter),
        }
        for letter in letters
    ]
    return _set("invitation", head, pages, day, until, known(locale))


def staff_letters(head: Letterhead, letters: Sequence[StaffLetter], day: date, until: date, locale: str) -> bytes:
    """A PDF with one page per member of staff. Raises ValueError for none."""
    pages: list[dict[str, object]] = [
        {"invitees": [_invitee(letter.invitee)], "signer": signer_data(letter.signer)} for letter in letters
    ]
    return _set("staff", head, pages, day, until, known(locale))


def _set(name: str, head: Letterhead, pages: list[dict[str, object]], day: date, until: date, locale: str) -> bytes:
    if not pages:
        raise ValueError("a letter needs somebody to go to")
    place = written(day, "letter", locale)
    data = {
        **head_data(head),
        "place": f"{clean(head.city)}, {place}" if head.city else place,
        "until": written(until, "letter", locale),
        "letters": pages,
    }
    return pdf(f"{name}.{locale}.typ", data)


def _is_dense(letter: FamilyLetter) -> bool:
    """Whether the page has to hold more than usual: a third guardian, or very long names."""
    names = (letter.pupil, letter.signer.name or "", *(invitee.name for invitee in letter.invitees))
    return len(letter.invitees) > _USUAL_GUARDIANS or sum(map(len, names)) > _USUAL_NAMES


def _invitee(invitee: Invitee) -> dict[str, object]:
    return {
        "name": clean_name(invitee.name),
        "relation": invitee.relation,
        "code": invitee.code,
        "ways": [way_data(way) for way in invitee.ways],
    }
