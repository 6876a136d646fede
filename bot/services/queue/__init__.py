"""What waits to be handled and to leave, who holds it, and how far it has come."""
