"""Founding and changing a school, and its staff."""

from tests.cli.conftest import Titian

FOUND = ("init", "--school", "SMA Tunas", "--timezone", "Asia/Jakarta", "--admin", "Joko Santoso")


def test_a_school_is_founded_once(titian: Titian) -> None:
    said = titian.ok(*FOUND, "--letterhead", "Jalan Melati 1", "--city", "Kampar")
    assert "SMA Tunas is founded." in said
    assert "Joko Santoso opens the bot with this code: " in said
    assert "already" in titian.fails(*FOUND)
    assert titian.ok("invites", "list", "--staff") == "class,pupil,person,relation,state\n,,Joko Santoso,,invited\n"


def test_an_unknown_zone_founds_nothing(titian: Titian) -> None:
    zone = ("init", "--school", "SMA Tunas", "--timezone", "WIB", "--admin", "Joko")
    assert "Asia/Makassar" in titian.fails(*zone)
    assert "titian init" in titian.fails("invites", "list")


def test_of_two_schools_one_has_to_be_named(titian: Titian) -> None:
    titian.ok(*FOUND)
    titian.ok("init", "--school", "SMA Lain", "--timezone", "Asia/Makassar", "--admin", "Dewi", "--another")
    assert "--school" in titian.fails("invites", "list", "--staff")
    assert ",,Dewi,,invited" in titian.ok("invites", "list", "--staff", "--school", "sma lain")
    assert "That school is not here" in titian.fails("invites", "list", "--school", "SMA Ketiga")


def test_staff_are_added_and_given_roles(school: Titian) -> None:
    assert "Ratna: homeroom." in school.ok("staff", "add", "Ratna", "--role", "homeroom", "--class", "x-1")
    both = ("staff", "add", "Ratna", "--role", "counsellor", "--role", "admin", "--nip", "1978")
    assert "Ratna: admin, counsellor." in school.ok(*both)
    assert school.ok("invites", "list", "--staff").count(",Ratna,") == 1
    assert "no such class" in school.fails("staff", "add", "Dewi", "--role", "homeroom", "--class", "XII-9")
    assert "--class" in school.fails("staff", "add", "Dewi", "--role", "homeroom")


def test_what_follows_on_silence_is_off_until_it_is_chosen(school: Titian) -> None:
    assert "nobody is reminded" in school.ok("school", "escalation")
    assert "after 3 days: a reminder in the guardian's other chat" in school.ok("school", "escalation", "usual")
    own = school.ok("school", "escalation", "call:60", "guardian:24")
    assert own.splitlines() == [
        "SMA Titian Bangsa: after 1 day: a reminder to the other guardian who has not read it",
        "SMA Titian Bangsa: after 60 hours: onto the teacher's list to call",
    ]
    assert school.ok("school", "escalation") == own
    for wrong in (["soon"], ["call:6"], ["call:48", "guardian:72"], ["call:48", "call:72"]):
        school.fails("school", "escalation", *wrong)
    assert "nobody is reminded" in school.ok("school", "escalation", "off")


def test_families_are_reminded_a_day_and_an_hour_before_a_meeting_unless_the_school_says_otherwise(
    school: Titian,
) -> None:
    usual = school.ok("school", "reminders")
    assert usual.splitlines() == [
        "SMA Titian Bangsa: a reminder of a meeting, 1 day before",
        "SMA Titian Bangsa: a reminder of a meeting, 1 hour before",
    ]
    assert school.ok("school", "reminders", "2:0") == "SMA Titian Bangsa: a reminder of a meeting, 2 days before\n"
    for wrong in ("soon", "4:1", "1:7", "1", "1:x"):
        school.fails("school", "reminders", wrong)
    assert "nobody is reminded of a meeting" in school.ok("school", "reminders", "off")
    assert school.ok("school", "reminders", "usual") == usual


def test_the_rules_of_the_school_are_set_one_by_one(school: Titian) -> None:
    said = school.ok("school", "set", "--quiet-from", "20.30", "--quiet-weekdays", "sat,sun")
    assert said.endswith("quiet 20:30–06:30, closed on sat,sun, weekly cap 3\n")
    assert "closed on none, weekly cap 5" in school.ok("school", "set", "--quiet-weekdays", "none", "--weekly-cap", "5")
    assert school("school", "set").code == 2
    for wrong in (("--quiet-from", "late"), ("--quiet-weekdays", "caturday"), ("--weekly-cap", "0")):
        school.fails("school", "set", *wrong)


def test_own_days_are_added_listed_and_removed(school: Titian) -> None:
    school.ok("holiday", "add", "2026-12-21", "Class meeting", "--open")
    school.ok("holiday", "add", "2026-11-02", "School anniversary")
    school.ok("holiday", "add", "2026-12-21", "Report cards")
    assert school.ok("holiday", "list").splitlines() == [
        "2026-11-02  closed  School anniversary",
        "2026-12-21  closed  Report cards",
    ]
    school.ok("holiday", "remove", "2026-12-21")
    assert "says nothing" in school.fails("holiday", "remove", "2026-12-21")
    assert school("holiday", "add", "21-12-2026", "x").code == 2
