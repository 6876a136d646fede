"""The declared class-update templates, one file per shelf; `bot.domain.shelf` puts them together."""
