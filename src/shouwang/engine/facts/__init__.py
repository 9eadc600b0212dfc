"""Facts: the tables a screening reads, their standard, their reading and their checks."""
