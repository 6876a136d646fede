"""The weekly round on rows: whose turn it is, what is said of each, and on its way to the families."""
