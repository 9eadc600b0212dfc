"""What happens in the rooms of the watch in the demonstration county: reports, cases, visits,
reviews, plans, pairs and findings, done by the rooms' own operations.

Everything happened in the weeks before the day on which it is made, so that deadlines run as they
would. Names, numbers and courses follow from the seed. Made again nothing is added, and what a
cut-off worker left is completed.
"""

from shouwang.demo.rooms.furnishing import furnish, is_furnished, put_off, request

__all__ = ["furnish", "is_furnished", "put_off", "request"]
