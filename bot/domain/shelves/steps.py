"""Next steps that a family can take, and what can be said of a child with one tap; each fits a small phone's button.

A step begins with what to do, and stands after *Langkah berikutnya:*; so a teacher's own typed one fits as well.
"""

from bot.domain.shelves.common import Choices
from bot.domain.text import _
from bot.domain.updates import Field, FieldKind


def step(choices: Choices) -> Field:
    """The one next step that ends what is said of a child."""
    return Field("step", FieldKind.LINE, _("What is the next step?"), choices=choices)


PRAISE: Choices = (
    ("listen", _("Let your child tell the story")),
    ("proud", _("Tell your child we are proud")),
    ("how", _("Ask how it was done")),
    ("keep", _("Keep up this good habit together")),
)
STRETCH: Choices = (
    ("explain", _("Let your child explain it to you")),
    ("harder", _("Try something a little harder")),
    ("share", _("Encourage helping a classmate")),
    ("read", _("Read more about it together")),
)
STUDY: Choices = (
    ("daily", _("Practise for 15 minutes a day")),
    ("test", _("Look at the test together")),
    ("explain", _("Ask which part feels hard")),
    ("notes", _("Read the day's notes each evening")),
    ("finish", _("Make time for unfinished work")),
    ("early", _("Leave home ten minutes earlier")),
    ("teacher", _("Encourage asking the teacher")),
    ("keep", _("Keep up this good habit together")),
)
PREPARE: Choices = (
    ("daily", _("Practise for 15 minutes a day")),
    ("test", _("Look at the test together")),
    ("notes", _("Read the day's notes each evening")),
    ("rest", _("Make sure of a good night's sleep")),
)
HAND_IN: Choices = (
    ("finish", _("Make time for unfinished work")),
    ("parts", _("Do it a little at a time")),
    ("teacher", _("Encourage asking the teacher")),
    ("send", _("Put it into the school bag tonight")),
)
RECOVER: Choices = (
    ("rest", _("Rest first until fully well")),
    ("tell", _("Let us know how your child is")),
    ("slowly", _("Catch up slowly once well")),
)
CATCH_UP: Choices = (
    ("notes", _("Copy the notes from a classmate")),
    ("teacher", _("Ask the teacher what was missed")),
    ("parts", _("Do it a little at a time")),
    ("ahead", _("Tell us ahead when you can")),
)
LET_US_KNOW: Choices = (
    ("tell", _("Let us know how your child is")),
    ("help", _("Tell us what would help")),
)
MORNING: Choices = (
    ("early", _("Leave home ten minutes earlier")),
    ("bag", _("Pack the bag in the evening")),
    ("sleep", _("Go to bed before ten")),
    ("help", _("Tell us what would help")),
)
MEET: Choices = (
    ("suits", _("Tell us when a talk suits you")),
    ("call", _("Tell us when we may call")),
    ("ask", _("Ask your child how things are")),
)
HOLIDAY: Choices = (
    ("goal", _("Set one goal together")),
    ("read", _("Read a little every day")),
    ("look", _("Look at the report card together")),
    ("rest", _("Rest well, then begin afresh")),
)
EFFORTS: Choices = (
    ("tries", _("Keeps trying when it is hard")),
    ("asks", _("Asks when something is unclear")),
    ("ready", _("Comes to lessons prepared")),
    ("betters", _("Improves work after advice")),
    ("time", _("Hands in work on time")),
)
TRAITS: Choices = (
    ("honest", _("Honest, and keeps promises")),
    ("cares", _("Cares for friends and helps them")),
    ("thinks", _("Thinks before answering")),
    ("ideas", _("Has fresh ideas")),
    ("team", _("Works well with others")),
    ("alone", _("Works without being reminded")),
    ("fit", _("Looks after health and tidiness")),
    ("speaks", _("Says opinions politely")),
)
SUPPORT: Choices = (
    ("study", _("Being there while studying")),
    ("tell", _("Keeping us informed")),
    ("time", _("Getting to school on time")),
    ("come", _("Coming to talk with us")),
)
LESSONS: Choices = (
    ("all", _("Notes of the lessons missed")),
    ("task", _("Tasks that were given meanwhile")),
    ("test", _("A test that was missed")),
)
SIGNS: Choices = (
    ("quiet", _("Quieter than usual")),
    ("tired", _("Often tired in class")),
    ("focus", _("Finds it hard to concentrate")),
    ("apart", _("Often keeps apart from friends")),
    ("sad", _("Sometimes seems sad")),
)
AGREEMENTS: Choices = (
    ("phone", _("Phones stay in the bag in lessons")),
    ("uniform", _("Uniforms as the school asks")),
    ("task", _("Tasks are brought on time")),
    ("turns", _("Everyone speaks in turn")),
)
TALK_TOPICS: Choices = (
    ("learning", _("How learning is going")),
    ("wellbeing", _("How your child feels at school")),
    ("attendance", _("Being at school regularly")),
    ("plans", _("Plans after this term")),
)
