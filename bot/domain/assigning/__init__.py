"""How all talks of a meeting are assigned at once: values, the table being filled, who gets a talk, and when."""
