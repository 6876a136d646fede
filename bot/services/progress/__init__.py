"""How single pupils are doing: what teachers note of them."""
