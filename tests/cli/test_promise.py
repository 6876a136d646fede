"""`titian school promise`: what is promised, said and changed."""

import pytest

from tests.cli.conftest import Titian


def test_a_promise_is_said_changed_and_kept(school: Titian) -> None:
    assert "within 1 working day" in school.ok("school", "promise")
    changed = school.ok(
        "school", "promise", "--within", "4", "--hours", "Monday-Saturday 07:00-13:00", "--settled-after", "30"
    )
    assert "within 4 working hours" in changed
    assert "Monday–Saturday, 07:00–13:00" in changed
    assert "settled after 30 quiet days" in changed
    assert school.ok("school", "promise") == changed


@pytest.mark.parametrize(
    "wrong",
    [
        *(("--settled-after", "2"), ("--settled-after", "366")),
        ("--within", "0"),
        ("--within", "400"),
        ("--hours", "soon"),
        ("--hours", "20:00-22:00"),
        ("--hours", "9-8"),
    ],
)
def test_what_nobody_can_keep_is_refused(school: Titian, wrong: tuple[str, str]) -> None:
    before = school.ok("school", "promise")
    school.fails("school", "promise", *wrong)
    assert school.ok("school", "promise") == before
