"""What a merge brought: the households whose people live under another number now.

Their facts, papers and history stay where they were written. Whoever reads the household that they
came to reads theirs with it, from the day of the merge on; a day before sees each by itself, and an
undone merge leaves nothing to bring.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from shouwang.watch.registry.models import Household

# Down from the households asked for to everyone who came to them, through merges of merges.
# Parameters: `homes`, `on`, and `known_at` (null for now), for merges that were known by then.
BROUGHT = """
WITH RECURSIVE brought (home, id, number) AS (
  SELECT id, id, number FROM registry_household WHERE id = ANY(%(homes)s::bigint[])
  UNION
  SELECT b.home, o.id, o.number
    FROM brought b JOIN registry_household o ON o.merged_into = b.number AND o.merged_into <> ''
   WHERE o.ended_on <= %(on)s AND (%(known_at)s::timestamptz IS NULL OR EXISTS (
         SELECT FROM registry_amendment a WHERE a.household_id = o.id AND a.kind = 'merged'
            AND a.known_since <= %(known_at)s))
)
"""


def brought_to(
    homes: Sequence[int], on: date, known_at: datetime | None = None
) -> dict[int, tuple[int, str]]:
    """The households to be read for some others on a day: whose they are now, and their number.

    Each of `homes` is among them as its own. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{BROUGHT} SELECT id, home, number FROM brought ORDER BY home, id",
            {"homes": list(homes), "on": on, "known_at": known_at},
        )
        return {pk: (home, number) for pk, home, number in cursor.fetchall()}


def lives_under(household: Household) -> Household:
    """The household that the people of one that ended live in now; itself while it lasts.

    The last that the scope shows, where a further one is hidden.
    """
    home = household
    while home.merged_into:
        following = Household.objects.filter(number=home.merged_into).first()
        if following is None:
            break
        home = following
    return home
