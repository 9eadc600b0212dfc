-- What anybody may read of a posted notice who holds its code: the head always, a name exactly as
-- long as it is on notice. A name whose case has left the notice, by its end, a withdrawal or an
-- objection, is gone at once. Where no end could be worked out, sixty days are the most.
CREATE FUNCTION public.reviews_public_notice(asked text, today date)
RETURNS TABLE (kind varchar, number varchar, matter varchar, village varchar, place varchar,
               contact varchar, posted_on date, ends_on date,
               name varchar, "group" varchar, reason varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT n.kind, n.number, n.matter, n.village, n."where", n.contact, n.posted_on,
          CASE WHEN n.kind = 'notice' AND s.id IS NOT NULL THEN max(s.ends_on) OVER ()
               ELSE n.ends_on END,
          s.name, s."group", s.reason
    FROM public.reviews_notice AS n
    LEFT JOIN LATERAL (
        SELECT l.id, l.sequence, l.name, l."group", l.reason, c.ripe_on - 1 AS ends_on
        FROM public.reviews_listed AS l JOIN public.procedures_case AS c ON c.id = l.case_id
        WHERE l.notice_id = n.id AND n.state = 'posted'
          AND today BETWEEN n.posted_on AND n.posted_on + 60
          AND CASE WHEN n.kind = 'notice'
                   THEN c.step = n.step AND (c.ripe_on IS NULL OR today < c.ripe_on)
                   ELSE n.ends_on IS NOT NULL AND today <= n.ends_on END
    ) AS s ON true
    WHERE n.code = asked AND n.state <> 'draft'
    ORDER BY s.sequence $$;

REVOKE ALL ON FUNCTION public.reviews_public_notice(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.reviews_public_notice(text, date) TO shouwang_watch;

CREATE POLICY for_public_notice ON reviews_notice FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY for_public_notice ON reviews_listed FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY for_public_notice ON procedures_case FOR SELECT TO CURRENT_USER USING (true);
