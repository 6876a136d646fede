"""The commands, one file per noun. Nothing heavy is imported before a command runs: `titian --help` answers at once."""


def main() -> None:
    """Run the command that the process was started with, and end with its exit code."""
    from bot.cli.app import app

    app()
