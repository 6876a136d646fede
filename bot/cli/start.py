"""`titian run` and `titian playground`."""

from bot.cli import work


def run() -> None:
    """Serve until told to stop."""
    from bot.main import run as serve

    serve(work.settings())


def playground() -> None:
    """The playground, whether or not there is a token."""
    from bot.main import run as serve

    serve(work.settings().model_copy(update={"telegram_bot_token": None}))
