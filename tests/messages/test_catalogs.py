"""The catalogs of interface texts say everything that the code says, in every language."""

import pytest

from bot.messages import catalogs


@pytest.mark.structure
def test_every_interface_text_is_translated_and_every_translation_is_used() -> None:
    assert catalogs.check_all() == []
