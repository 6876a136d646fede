"""Next steps fit what was observed, and not all families get the same one."""

from datetime import date

import pytest

from bot.domain.home_steps import step_at_home
from bot.domain.individual import Occasion
from bot.domain.observations import STRENGTHS, Observation, ObservationKind
from bot.domain.sentences import Part, said_alike
from bot.domain.shelves.progress import OCCASIONS
from bot.domain.suggestions import choices, suggest
from bot.domain.text import Phrase, _

SUBJECTS = [f"Mapel {number}" for number in range(24)]


def seen(kind: ObservationKind, subject: str) -> Observation:
    fact = _("the mark in %(subject)s is very good, with %(score)s", subject=subject, score="90")
    return Observation(kind, 50, fact, subject, date(2026, 8, 3))


@pytest.mark.parametrize("occasion", [one for one in OCCASIONS if one.steps], ids=lambda one: one.key)
def test_every_step_that_is_suggested_is_one_of_the_templates_own(occasion: Occasion) -> None:
    offered = dict(occasion.template.field("step").choices)
    fills = frozenset().union(*occasion.sources.values())
    suggested = {key for kind, keys in occasion.steps.items() if kind in fills for key in keys}
    assert suggested
    assert suggested <= offered.keys()


def test_the_usual_step_is_one_of_the_templates_own() -> None:
    usual = [one for one in OCCASIONS if one.usual]
    assert usual
    for one in usual:
        assert one.prefilled(())["step"] == dict(one.template.field("step").choices)[one.usual]


def test_good_news_about_many_pupils_does_not_end_in_one_step() -> None:
    news = next(one for one in OCCASIONS if one.key == "good_news")
    steps = {_words(news.prefilled([seen(ObservationKind.STRONG, subject)])["step"]) for subject in SUBJECTS}
    assert len(steps) > 1
    again = news.prefilled([seen(ObservationKind.STRONG, SUBJECTS[0])])
    assert again == news.prefilled([seen(ObservationKind.STRONG, SUBJECTS[0])])


def test_the_round_suggests_several_steps_for_the_same_kind_and_never_the_teachers_own_time() -> None:
    suggested = set()
    for subject in SUBJECTS:
        sentence = suggest([seen(ObservationKind.IMPROVED, "Seni"), seen(ObservationKind.BELOW, subject)])
        assert sentence is not None
        suggested.add(sentence[2].key)
    assert len(suggested) > 1
    assert not suggested & {"with_me", "meet"}


def test_the_pupils_of_one_round_do_not_all_get_one_step() -> None:
    taken: list[tuple[object, ...]] = []
    steps = []
    for subject in SUBJECTS[:8]:
        sentence = suggest([seen(ObservationKind.STRONG, subject), seen(ObservationKind.MISSING, "Kimia")], taken)
        assert sentence is not None
        taken.append(said_alike(sentence))
        steps.append(sentence[2].key)
    assert {steps.count(step) for step in steps} == {4}


def test_explained_days_are_nothing_to_improve() -> None:
    for kind in (ObservationKind.SICK, ObservationKind.EXCUSED, ObservationKind.AWAY):
        observed = [seen(kind, "")]
        assert observed[0].fact not in [one.said.words for one in choices(Part.IMPROVE, observed)]
        assert step_at_home(observed).msgid.startswith("Please ask your child what was most interesting")


def test_the_step_at_home_follows_from_what_is_good() -> None:
    steps = {step_at_home([seen(kind, "Kimia")]).msgid for kind in STRENGTHS}
    assert len(steps) == 3


def _words(step: object) -> str:
    assert isinstance(step, Phrase)
    return step.msgid
