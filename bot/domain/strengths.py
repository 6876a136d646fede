"""What a teacher can say of any child with one tap: strengths in four areas, in the words of the *Profil Lulusan*.

The eight dimensions are those of the national curriculum (Permendikdasmen 10/2025); a parent reads what was seen, never
the name of a dimension. Each stands behind "Yang membanggakan:", so it has no subject of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import Phrase, _


class Area(StrEnum):
    """Where a strength shows."""

    LEARNING = "learning"
    EFFORT = "effort"
    ATTENDANCE = "attendance"
    CHARACTER = "character"


class Dimension(StrEnum):
    """The dimensions of the *Profil Lulusan*."""

    FAITH = "keimanan dan ketakwaan"
    CITIZENSHIP = "kewargaan"
    REASONING = "penalaran kritis"
    CREATIVITY = "kreativitas"
    COLLABORATION = "kolaborasi"
    INDEPENDENCE = "kemandirian"
    HEALTH = "kesehatan"
    COMMUNICATION = "komunikasi"


@dataclass(frozen=True, slots=True)
class Strength:
    """One of them: `face` on the button, `said` to the family."""

    key: str
    area: Area
    dimension: Dimension
    face: Phrase
    said: Phrase


STRENGTHS: tuple[Strength, ...] = (
    Strength(
        "reason",
        Area.LEARNING,
        Dimension.REASONING,
        _("Asks and reasons"),
        _("asking questions and looking for the reason behind an answer"),
    ),
    Strength(
        "ideas",
        Area.LEARNING,
        Dimension.CREATIVITY,
        _("Has ideas"),
        _("having ideas and daring to try them"),
    ),
    Strength(
        "speaks",
        Area.LEARNING,
        Dimension.COMMUNICATION,
        _("Speaks clearly"),
        _("saying opinions clearly and politely"),
    ),
    Strength(
        "alone",
        Area.EFFORT,
        Dimension.INDEPENDENCE,
        _("Works unasked"),
        _("doing tasks without waiting to be reminded"),
    ),
    Strength(
        "again",
        Area.EFFORT,
        Dimension.INDEPENDENCE,
        _("Keeps trying"),
        _("trying again when a lesson feels hard"),
    ),
    Strength(
        "ready",
        Area.ATTENDANCE,
        Dimension.INDEPENDENCE,
        _("Ready to learn"),
        _("coming to class prepared and ready to learn"),
    ),
    Strength(
        "fit",
        Area.ATTENDANCE,
        Dimension.HEALTH,
        _("Fit and cheerful"),
        _("taking good care of health and learning with cheer"),
    ),
    Strength(
        "honest",
        Area.CHARACTER,
        Dimension.FAITH,
        _("Honest, polite"),
        _("being honest and polite every day"),
    ),
    Strength(
        "cares",
        Area.CHARACTER,
        Dimension.CITIZENSHIP,
        _("Cares for others"),
        _("caring for friends and respecting differences"),
    ),
    Strength(
        "team",
        Area.CHARACTER,
        Dimension.COLLABORATION,
        _("A team player"),
        _("working well with others and helping them along"),
    ),
)
"""At most three an area, so that each area is one row of buttons."""

BY_KEY: Mapping[str, Strength] = {one.key: one for one in STRENGTHS}
