"""How single children are doing: all that is known of each, as one value, and what teachers note of them."""
