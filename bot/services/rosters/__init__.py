"""Importing a roster: first a plan that a person can check, then all of it at once.

    plan = await plan_import(session, school, read_roster(data, name), now)
    report = await apply_import(session, plan, now, by=admin.id)

Between showing a plan and applying it, keep the file and `plan.fingerprint`: plan again, and apply if the fingerprint
is still the one that was shown.
"""

from bot.services.rosters.applying import apply_import
from bot.services.rosters.planning import plan_import, school_year_of
from bot.services.rosters.values import (
    Action,
    FieldChange,
    GuardianChange,
    HeldBack,
    HomeroomChange,
    ImportOutdated,
    ImportPlan,
    ImportReport,
    NewClass,
    NewTeaching,
    PupilChange,
    RosterYearPast,
    StaffChange,
    StaffRef,
)

__all__ = [
    "Action",
    "FieldChange",
    "GuardianChange",
    "HeldBack",
    "HomeroomChange",
    "ImportOutdated",
    "ImportPlan",
    "ImportReport",
    "NewClass",
    "NewTeaching",
    "PupilChange",
    "RosterYearPast",
    "StaffChange",
    "StaffRef",
    "apply_import",
    "plan_import",
    "school_year_of",
]
