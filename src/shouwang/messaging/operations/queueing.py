"""Writing down what is to leave the house, in the transaction of the act that wants it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shouwang.kernel.crypto import sealing
from shouwang.messaging.senders import classes
from shouwang.messaging.sentences import render

_TELEPHONE = "messaging_outgoing.telephone"
_COLUMNS = (
    "number, channel, account_id, telephone, region_code, template, parameters, urgent, once,"
    " made_at, due_at, state, attempts, receipt, fault"
)
# The place is that of a duty in force: whose administrator sees the message when it fails.
_TO_ACCOUNTS = f"""
INSERT INTO messaging_outgoing ({_COLUMNS})
SELECT gen_random_uuid(), c.channel, a.id, NULL,
       coalesce((SELECT d.region_code FROM public.people_duties_of(a.id) AS d
                 WHERE d.begins_on <= %(on)s AND coalesce(d.ended_on, d.ends_on) > %(on)s
                 ORDER BY d.id LIMIT 1), '000000000000'),
       %(template)s, %(parameters)s::jsonb, %(urgent)s, %(once)s || ':' || c.channel || ':' || a.id,
       %(at)s, %(at)s, 'waiting', 0, '', ''
FROM people_account AS a
CROSS JOIN unnest(%(channels)s::text[]) AS c (channel)
LEFT JOIN messaging_preference AS p ON p.account_id = a.id
WHERE a.id = ANY(%(to)s::bigint[]) AND a.is_active
  AND NOT (c.channel = ANY(coalesce(p.refused, '{{}}')))
  AND (c.channel <> 'sms' OR a.telephone IS NOT NULL)
  AND (c.channel <> 'wechat' OR p.wechat IS NOT NULL)
ORDER BY a.id, c.channel
ON CONFLICT DO NOTHING
"""
_TO_TELEPHONE = f"""
INSERT INTO messaging_outgoing ({_COLUMNS})
VALUES (gen_random_uuid(), %(channel)s, NULL, %(telephone)s, %(region)s, %(template)s,
        %(parameters)s::jsonb, %(urgent)s, %(once)s, %(at)s, %(at)s, 'waiting', 0, '', '')
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def post_to_accounts(
    *,
    to: Iterable[int],
    template: str,
    parameters: Mapping[str, str],
    at: datetime,
    once: str,
    urgent: bool = False,
) -> int:
    """Write a message down for each account and each channel of the installation; how many.

    In the caller's transaction and one statement. An account is passed over on a channel that it
    refuses or has no address on; under the same `once` nothing is written twice. Raises
    TemplateRefused.
    """
    channels = sorted(classes())
    values = _values(template, parameters, at, once, urgent)
    values |= {"to": sorted(set(to)), "channels": channels, "on": timezone.localdate(at)}
    return _written(_TO_ACCOUNTS, values) if channels else 0


@transaction.atomic
def post_to_telephone(
    *,
    telephone: str,
    region_code: str,
    template: str,
    parameters: Mapping[str, str],
    at: datetime,
    once: str,
    urgent: bool = False,
) -> bool:
    """Write an SMS down for somebody without an account; whether it was new.

    Without a sender of SMS the log stands in (`console`). The telephone is kept encrypted. Raises
    TemplateRefused.
    """
    channel = "sms" if "sms" in classes() else "console"
    values = _values(template, parameters, at, once, urgent)
    sealed = sealing.seal(telephone, _TELEPHONE)
    values |= {"channel": channel, "telephone": sealed, "region": region_code}
    return bool(_written(_TO_TELEPHONE, values))


def _values(
    template: str, parameters: Mapping[str, str], at: datetime, once: str, urgent: bool
) -> dict[str, Any]:
    render(template, parameters)
    said = json.dumps(dict(parameters), ensure_ascii=False)
    return {"template": template, "parameters": said, "at": at, "once": once, "urgent": urgent}


def _written(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
