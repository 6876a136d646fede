"""What the bot asks families by itself, from the command line."""

from tests.cli.conftest import Titian


def test_nothing_is_asked_until_the_school_says_so(school: Titian) -> None:
    assert "asked nothing automatically" in school.ok("school", "alerts")
    said = school.ok("school", "alerts", "--on", "not_yet:45", "--on", "total", "--total", "4")
    assert said.splitlines() == [
        "SMA Titian Bangsa: Not yet present today, after 45 minutes",
        "SMA Titian Bangsa: Days missed, after 2 hours",
        "SMA Titian Bangsa: days missed are told of at each 4",
    ]
    assert school.ok("school", "alerts") == said
    school.ok("school", "alerts", "--off", "total")
    assert "Days missed" not in school.ok("school", "alerts", "--off", "not-yet")


def test_what_makes_no_sense_changes_nothing(school: Titian) -> None:
    before = school.ok("school", "alerts")
    for wrong in (["--on", "soon"], ["--on", "total:x"], ["--on", "total:99999"], ["--off", "x"], ["--total", "1"]):
        school.fails("school", "alerts", *wrong)
    assert "no line for marks" in school.fails("school", "alerts", "--on", "total", "--on", "below")
    assert school.ok("school", "alerts") == before
