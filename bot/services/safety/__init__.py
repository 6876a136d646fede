"""What keeps talking safe: held messages, complaints, and looks into a thread that both sides can see."""
