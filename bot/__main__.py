"""`python -m bot`: the same commands as `titian`."""

from bot.cli import main

if __name__ == "__main__":
    main()
