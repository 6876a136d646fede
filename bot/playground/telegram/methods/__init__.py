"""The methods of the Bot API that this server answers, by group."""

from bot.playground.telegram.call import Method
from bot.playground.telegram.methods import callbacks, chats, edits, media, messages, profile, receiving

METHODS: dict[str, Method] = {
    **messages.METHODS,
    **media.METHODS,
    **edits.METHODS,
    **callbacks.METHODS,
    **chats.METHODS,
    **profile.METHODS,
    **receiving.METHODS,
}
