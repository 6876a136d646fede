"""The shelf of class updates: enough for a school year, quick to fill, and never about one child."""

from collections import Counter
from datetime import time

import pytest

from bot.domain.errors import NotFound
from bot.domain.screens import button
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase
from bot.domain.updates import GROUP_NAMES, FieldKind, Group, UpdateTemplate

EVERY = pytest.mark.parametrize("template", tuple(SHELF), ids=lambda template: template.key)
MOST_BUTTONS = 8
"""Buttons that still fit a small phone's screen at once."""


def test_every_group_offers_a_choice_of_templates() -> None:
    counts = Counter(template.group for template in SHELF if template.group)
    assert set(counts) == set(Group) == set(GROUP_NAMES)
    assert min(counts.values()) >= 3
    assert counts.total() >= 18


def test_keys_and_titles_are_unlike_each_other() -> None:
    assert max(Counter(template.key for template in SHELF).values()) == 1
    assert max(Counter(template.title.msgid for template in SHELF).values()) == 1


def test_groups_stand_together_and_are_found_by_name() -> None:
    in_order = [template for group in Group for template in SHELF.of(group)]
    assert in_order == [template for template in SHELF if template.group]
    assert [SHELF.get(template.key) for template in in_order] == in_order
    with pytest.raises(NotFound):
        SHELF.get("nothing")


@pytest.mark.parametrize("template", [one for one in SHELF if one.group], ids=lambda template: template.key)
def test_a_template_asks_for_two_to_four_facts_and_at_most_two_must_be_typed(template: UpdateTemplate) -> None:
    typed = [
        field.name
        for field in template.fields
        if field.kind in (FieldKind.LINE, FieldKind.TEXT) and not field.choices and not field.optional
    ]
    assert 2 <= len(template.fields) <= 4
    assert len(typed) <= 2


@EVERY
def test_no_fact_is_about_a_named_pupil(template: UpdateTemplate) -> None:
    assert not {field.name for field in template.fields} & {"pupil", "child", "name", "student"}


@EVERY
def test_what_ends_an_update_is_a_date_that_is_always_given(template: UpdateTemplate) -> None:
    if template.until is not None:
        last = template.field(template.until)
        assert last.kind is FieldKind.DATE
        assert not last.optional


@EVERY
def test_every_tap_fits_a_button(template: UpdateTemplate) -> None:
    for field in template.fields:
        keys = [key for key, _face in field.choices]
        assert len(keys) == len(set(keys)) <= MOST_BUTTONS
        for key, face in field.choices:
            assert isinstance(face, Phrase)
            pressed = button(face, "u.f", key).press
            assert pressed is not None
            assert pressed.pack().isascii()
        assert field.kind is not FieldKind.CHOICE or keys
    for answer in template.answers:
        assert answer.key.isascii()
        assert len(answer.key) <= 12
        assert template.answer(answer.key) is answer


@EVERY
def test_a_common_time_is_keyed_by_its_hour_and_minute(template: UpdateTemplate) -> None:
    for field in template.fields:
        if field.kind is FieldKind.TIME:
            said = {key: face.values["time"] for key, face in field.choices}
            assert said == {key: time(int(key[:2]), int(key[2:])) for key in said}


@EVERY
def test_a_fact_that_is_filled_or_skipped_is_not_asked_again(template: UpdateTemplate) -> None:
    first, *others = template.fields
    assert template.missing({first.name: None}) == tuple(others)
    assert template.missing({field.name: "x" for field in template.fields}) == ()
    with pytest.raises(NotFound):
        template.field("nothing")
