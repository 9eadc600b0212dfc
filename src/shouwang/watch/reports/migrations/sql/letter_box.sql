-- A letter box: whoever reports puts a report in and cannot take one out. Nobody without the place
-- reads, and what goes in is fresh: no case, no answer, signed with no other account than one's own.
CREATE POLICY letter_box ON reports_report FOR INSERT WITH CHECK (
    state IN ('received', 'joined') AND "case" IS NULL AND answer IS NULL AND clue IS NULL
    AND (by_id IS NULL OR by_id::text = (SELECT shouwang.signed_setting('shouwang.account')))
);
-- An operator of the hotline holds no place and is shown what the operator wrote down.
CREATE POLICY own ON reports_report FOR SELECT
    USING (by_id::text = (SELECT shouwang.signed_setting('shouwang.account')));
CREATE POLICY letter_box ON reports_rating FOR INSERT WITH CHECK (true);

-- A county's own number is public; only its own county writes it (the policy of its place).
CREATE POLICY open ON reports_hotline FOR SELECT USING (true);

-- The functions below run as the owner, who sees these tables through these policies alone.
CREATE POLICY for_receipts ON reports_report FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY for_reports ON registry_household FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY for_reports ON registry_person FOR SELECT TO CURRENT_USER USING (true);

-- What the holder of a receipt number may know; the answer once it is given, of the report that
-- this one was joined to where it was.
CREATE FUNCTION public.reports_standing(number text)
RETURNS TABLE (id uuid, main uuid, region_code varchar, category varchar, at timestamptz, state varchar,
               holder varchar, due_on date, answered_on date, answer bytea, telephone bytea,
               proxy_telephone bytea, call_first boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT own.id, main.id, main.region_code, own.category, own.at, main.state, main.holder, main.due_on,
          main.answered_on,
          CASE WHEN main.state IN ('answered', 'closed', 'dismissed') THEN main.answer END,
          own.telephone, own.proxy_telephone, own.call_first
     FROM public.reports_report AS own
     JOIN public.reports_report AS main ON main.id = coalesce(own.joined_to_id, own.id)
    WHERE own.receipt = number $$;

-- The open report of the same person, or of the same household, with the same trouble: its number
-- alone, so that a new one can be joined to it by somebody who may not read it.
CREATE FUNCTION public.reports_earlier(
    place text, home bigint, trouble text, who text, since timestamptz)
RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT id FROM public.reports_report
    WHERE region_code = place AND at >= since AND joined_to_id IS NULL
      AND state NOT IN ('closed', 'dismissed')
      AND (who <> '' AND same = who OR household_id = home AND category = trouble)
    ORDER BY at DESC, id LIMIT 1 $$;

-- Households of a village by the whole name of somebody who lives in it, for an operator who sees no
-- dossier: whose head it is and which group, so that the right one can be told apart.
CREATE FUNCTION public.reports_homes(village text, name text)
RETURNS TABLE (id bigint, number varchar, head_name varchar, household_group varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT h.id, h.number, h.head_name, h."group" FROM public.registry_household AS h
    WHERE h.region_code = village AND h.ended_on IS NULL
      AND (h.head_name = reports_homes.name
           OR EXISTS (SELECT FROM public.registry_person AS p
                       WHERE p.household_id = h.id AND p.name = reports_homes.name
                         AND p.died_on IS NULL AND p.moved_out_on IS NULL))
    ORDER BY h.head_name, h.number LIMIT 10 $$;

-- The counties whose households are here: a page without log-in asks for the township first.
CREATE FUNCTION public.reports_counties() RETURNS TABLE (prefix text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ WITH RECURSIVE found (prefix) AS (
       (SELECT left(region_code, 6) FROM public.registry_household
         ORDER BY region_code LIMIT 1)
       UNION ALL
       SELECT (SELECT left(h.region_code, 6) FROM public.registry_household AS h
                WHERE h.region_code > f.prefix || '999999' ORDER BY h.region_code LIMIT 1)
         FROM found AS f WHERE f.prefix IS NOT NULL)
   SELECT prefix FROM found WHERE prefix IS NOT NULL $$;

REVOKE ALL ON FUNCTION public.reports_standing(text),
    public.reports_earlier(text, bigint, text, text, timestamptz),
    public.reports_homes(text, text), public.reports_counties() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.reports_standing(text),
    public.reports_earlier(text, bigint, text, text, timestamptz),
    public.reports_homes(text, text), public.reports_counties() TO shouwang_watch;
