"""Every class-update template there is, in the order in which a teacher meets them; last those of other flows."""

from bot.domain.shelves.care import CARE
from bot.domain.shelves.events import EVENTS
from bot.domain.shelves.meetings import MEETINGS
from bot.domain.shelves.progress import PROGRESS
from bot.domain.shelves.rounds import ROUNDS
from bot.domain.shelves.tasks import TASKS
from bot.domain.shelves.thanks import THANKS
from bot.domain.shelves.weekly import WEEKLY
from bot.domain.updates import Shelf

SHELF = Shelf((*WEEKLY, *TASKS, *EVENTS, *THANKS, *CARE, *MEETINGS, *PROGRESS, *ROUNDS))
