"""A month of talking with families, as the rows tell it: of one teacher for herself, and of the school in totals."""
