"""What rooms above may follow: dossiers that an act has changed."""

from django.dispatch import Signal

# Sent inside the transaction of every act upon dossiers, after everything is written. `households`
# are those the act touched, `villages` the codes of all places concerned, a place that a household
# left among them; `by` may be None, `at` is the instant of the act.
dossiers_amended = Signal()
