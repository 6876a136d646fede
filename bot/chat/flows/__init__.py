"""The conversations, one file per noun; `all_flows` is their order of precedence."""

from bot.chat.flows import (
    alerts,
    answers,
    assisted,
    chats,
    escalations,
    exports,
    families,
    greetings,
    handouts,
    home,
    individual,
    invited,
    links,
    marks,
    meetings,
    progress,
    provider,
    registers,
    rosters,
    rounds,
    settings,
    talks,
    updates,
    windows,
    wishes,
)
from bot.chat.router import Flow


def all_flows() -> tuple[Flow, ...]:
    """Every flow, in the order in which they are asked about a message that nothing waited for.

    What is written on its own (STOP, a code) comes first, the menu last.
    """
    return (
        settings.flow,
        chats.flow,
        links.flow,
        links.asking,
        updates.flow,
        meetings.flow,
        meetings.day,
        wishes.flow,
        meetings.introduction,
        individual.flow,
        rounds.flow,
        registers.flow,
        marks.flow,
        marks.by_hand,
        rosters.flow,
        answers.flow,
        talks.flow,
        talks.desk,
        invited.flow,
        assisted.flow,
        families.flow,
        escalations.flow,
        greetings.flow,
        progress.flow,
        alerts.flow,
        exports.flow,
        handouts.flow,
        windows.flow,
        provider.flow,
        home.flow,
    )
