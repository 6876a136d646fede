"""What goes home on paper, and that it went."""
