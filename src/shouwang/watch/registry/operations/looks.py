"""Who opened a dossier: what the household may ask for."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

from shouwang.watch.registry.models import Household

_RECORD = """
INSERT INTO registry_look (household_id, region_code, by_id, at, page)
SELECT %(household)s, %(place)s, %(by)s, %(at)s, %(page)s
 WHERE NOT EXISTS (
   SELECT 1 FROM registry_look
    WHERE household_id = %(household)s AND by_id = %(by)s AND at > %(at)s - interval '1 hour')
"""


def record_look(*, by: AbstractBaseUser, at: datetime, household: Household, page: str) -> bool:
    """Note that somebody opened the dossier; not more than once an hour for an account.

    Returns whether a row was written. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "household": household.pk,
                "place": household.region_code,
                "by": by.pk,
                "at": at,
                "page": page,
            },
        )
        return bool(cursor.rowcount)
