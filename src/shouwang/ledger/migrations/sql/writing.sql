-- The only ways to write into the books. Each runs as the owner; the wing is the caller's.

CREATE FUNCTION shouwang.ledger_own_wing() RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF shouwang.ledger_wing() IS NULL THEN
        RAISE EXCEPTION 'whose books?' USING ERRCODE = 'LG009', DETAIL = '{}';
    END IF;
    RETURN shouwang.ledger_wing();
END $$;

-- What a line of this stage and amount does to its account.
CREATE FUNCTION shouwang.ledger_moves(stage text, amount bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN stage IN ('posted', 'taken') THEN amount ELSE 0 END;
CREATE FUNCTION shouwang.ledger_holds(stage text, amount bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE stage WHEN 'held' THEN greatest(-amount, 0)
                  WHEN 'taken' THEN -greatest(-amount, 0)
                  WHEN 'released' THEN -greatest(amount, 0) ELSE 0 END;

-- Opens what is not open; what is open must be the same.
CREATE FUNCTION shouwang.ledger_open(codes text[], units text[], below boolean[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    books text := shouwang.ledger_own_wing();
    other text;
BEGIN
    INSERT INTO public.ledger_account (wing, code, unit, may_go_below)
        SELECT books, g.code, g.unit, g.below FROM unnest(codes, units, below) AS g (code, unit, below)
        WHERE NOT EXISTS (SELECT FROM public.ledger_account AS a
                          WHERE a.wing = books AND a.code = g.code)
        ORDER BY g.code
        ON CONFLICT DO NOTHING;
    SELECT g.code INTO other FROM unnest(codes, units, below) AS g (code, unit, below)
        JOIN public.ledger_account AS a ON a.wing = books AND a.code = g.code
        WHERE (a.unit, a.may_go_below) <> (g.unit, g.below) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % differs', other
            USING ERRCODE = 'LG004', DETAIL = json_build_object('code', other)::text;
    END IF;
END $$;

-- Locks the accounts in the order of their ids: two callers never wait for each other.
CREATE FUNCTION shouwang.ledger_lock(books text, codes text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    locked bigint;
    wanted text[] := ARRAY(SELECT DISTINCT c FROM unnest(codes) AS c);
    unknown text;
BEGIN
    PERFORM FROM public.ledger_account AS a
        WHERE a.wing = books AND a.code = ANY(wanted) ORDER BY a.id FOR NO KEY UPDATE;
    GET DIAGNOSTICS locked = ROW_COUNT;
    IF locked < cardinality(wanted) THEN
        SELECT c INTO unknown FROM unnest(wanted) AS c
            WHERE NOT EXISTS (SELECT FROM public.ledger_account AS a
                              WHERE a.wing = books AND a.code = c) ORDER BY c LIMIT 1;
        RAISE EXCEPTION 'no account %', unknown
            USING ERRCODE = 'LG003', DETAIL = json_build_object('code', unknown)::text;
    END IF;
END $$;

CREATE FUNCTION shouwang.ledger_refuse_key(key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF key IS NOT NULL THEN
        RAISE EXCEPTION 'key % stands for another entry', key
            USING ERRCODE = 'LG002', DETAIL = json_build_object('key', key)::text;
    END IF;
END $$;

CREATE FUNCTION shouwang.ledger_refuse_units(source text, target text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF source IS NOT NULL THEN
        RAISE EXCEPTION 'units of % and % differ', source, target USING ERRCODE = 'LG005',
            DETAIL = json_build_object('source', source, 'target', target)::text;
    END IF;
END $$;

-- Few postings in one call: entry i has keys[i] …; move j belongs to entry owners[j].
-- Available balances are judged after the whole call, not after each of its moves.
CREATE FUNCTION shouwang.ledger_post(
    keys text[], digests uuid[], kinds text[], refs text[], pendings boolean[],
    expiries timestamptz[], owners integer[], sources text[], targets text[], amounts bigint[],
    at timestamptz)
RETURNS TABLE (posted_key text, posted_entry bigint, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    books text := shouwang.ledger_own_wing();
    made bigint[];
    made_keys text[];
BEGIN
    PERFORM shouwang.ledger_lock(books, sources || targets);
    WITH written AS (
        INSERT INTO public.ledger_entry
            (wing, key, digest, kind, reference, pending, expires_at, at)
        SELECT books, g.key, g.digest, g.kind, g.reference, g.pending, g.expires_at, $11
        FROM unnest(keys, digests, kinds, refs, pendings, expiries)
            AS g (key, digest, kind, reference, pending, expires_at)
        ORDER BY g.key
        ON CONFLICT (wing, key) DO NOTHING RETURNING id, key
    ) SELECT array_agg(id), array_agg(key) INTO made, made_keys FROM written;
    IF coalesce(cardinality(made), 0) < cardinality(keys) THEN
        PERFORM shouwang.ledger_refuse_key(e.key)
            FROM unnest(keys, digests) AS g (key, digest)
            JOIN public.ledger_entry AS e ON e.wing = books AND e.key = g.key
            WHERE e.digest <> g.digest;
    END IF;
    IF made IS NOT NULL THEN
        INSERT INTO public.ledger_waiting (entry_id, wing, expires_at)
            SELECT e.id, books, g.expires_at
            FROM unnest(keys, pendings, expiries) AS g (key, pending, expires_at)
            JOIN unnest(made, made_keys) AS e (id, key) ON e.key = g.key WHERE g.pending;
        PERFORM shouwang.ledger_write(
            books, array_agg(e.id ORDER BY m.n), array_agg(m.source ORDER BY m.n),
            array_agg(m.target ORDER BY m.n), array_agg(m.amount ORDER BY m.n),
            array_agg(CASE WHEN pendings[m.owner] THEN 'held' ELSE 'posted' END ORDER BY m.n), $11)
            FROM unnest(owners, sources, targets, amounts) WITH ORDINALITY
                AS m (owner, source, target, amount, n)
            JOIN unnest(made, made_keys) AS e (id, key) ON e.key = keys[m.owner];
    END IF;
    RETURN QUERY SELECT e.key, e.id, coalesce(e.id = ANY(made), false)
        FROM public.ledger_entry AS e WHERE e.wing = books AND e.key = ANY(keys);
END $$;

-- Changes the accounts, which are locked already, and adds two lines for each move.
CREATE FUNCTION shouwang.ledger_write(
    books text, entries bigint[], sources text[], targets text[], amounts bigint[], stages text[],
    at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    from_ids bigint[];
    to_ids bigint[];
BEGIN
    SELECT array_agg(s.id ORDER BY m.n), array_agg(t.id ORDER BY m.n) INTO from_ids, to_ids
        FROM unnest(sources, targets) WITH ORDINALITY AS m (source, target, n)
        JOIN public.ledger_account AS s ON s.wing = books AND s.code = m.source
        JOIN public.ledger_account AS t ON t.wing = books AND t.code = m.target AND t.unit = s.unit;
    IF cardinality(from_ids) IS DISTINCT FROM cardinality(sources) THEN
        PERFORM shouwang.ledger_refuse_units(m.source, m.target)
            FROM unnest(sources, targets) AS m (source, target)
            JOIN public.ledger_account AS s ON s.wing = books AND s.code = m.source
            JOIN public.ledger_account AS t ON t.wing = books AND t.code = m.target
            WHERE t.unit <> s.unit;
    END IF;
    UPDATE public.ledger_account AS a SET posted = a.posted + d.moved, held = a.held + d.held
        FROM (
            SELECT side.account, sum(shouwang.ledger_moves(side.stage, side.amount)) AS moved,
                   sum(shouwang.ledger_holds(side.stage, side.amount)) AS held
            FROM (SELECT * FROM unnest(from_ids, stages, ARRAY(SELECT -x FROM unnest(amounts) AS x))
                  UNION ALL SELECT * FROM unnest(to_ids, stages, amounts)
            ) AS side (account, stage, amount) GROUP BY side.account
        ) AS d
        WHERE a.id = d.account AND (d.moved <> 0 OR d.held <> 0);
    INSERT INTO public.ledger_line
        (wing, entry_id, account_id, stage, amount, posted_after, held_after, at)
    SELECT books, s.entry, s.account, s.stage, s.amount,
           a.posted - sum(s.moved) OVER whole + sum(s.moved) OVER running,
           a.held - sum(s.holds) OVER whole + sum(s.holds) OVER running, $7
    FROM (
        SELECT m.n, side.turn, m.entry, side.account, m.stage, side.amount,
               shouwang.ledger_moves(m.stage, side.amount) AS moved,
               shouwang.ledger_holds(m.stage, side.amount) AS holds
        FROM unnest(entries, from_ids, to_ids, amounts, stages) WITH ORDINALITY
            AS m (entry, source, target, amount, stage, n)
        CROSS JOIN LATERAL (VALUES (1, m.source, -m.amount), (2, m.target, m.amount))
            AS side (turn, account, amount)
    ) AS s JOIN public.ledger_account AS a ON a.id = s.account
    WINDOW whole AS (PARTITION BY s.account), running AS (PARTITION BY s.account ORDER BY s.n, s.turn)
    ORDER BY s.n, s.turn;
END $$;

-- Pending entries become posted, voided or expired: once. Those gone already must have gone the
-- same way, unless `lenient` (the clock expires what is still there).
CREATE FUNCTION shouwang.ledger_resolve_entries(
    books text, entries bigint[], how text, at timestamptz, lenient boolean) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    gone bigint[];
    other record;
BEGIN
    PERFORM FROM public.ledger_account AS a
        WHERE a.id IN (SELECT l.account_id FROM public.ledger_line AS l WHERE l.entry_id = ANY(entries))
        ORDER BY a.id FOR NO KEY UPDATE;
    WITH taken AS (
        DELETE FROM public.ledger_waiting WHERE entry_id = ANY(entries) RETURNING entry_id
    ), written AS (
        INSERT INTO public.ledger_resolution (entry_id, wing, how, at)
            SELECT entry_id, books, $3, $4 FROM taken RETURNING entry_id
    ) SELECT array_agg(entry_id) INTO gone FROM written;
    IF NOT lenient THEN
        SELECT e.key, r.how INTO other FROM public.ledger_resolution AS r
            JOIN public.ledger_entry AS e ON e.id = r.entry_id
            WHERE r.entry_id = ANY(entries) AND r.how <> $3 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'entry % was % already', other.key, other.how USING ERRCODE = 'LG008',
                DETAIL = json_build_object('key', other.key, 'how', other.how)::text;
        END IF;
    END IF;
    PERFORM shouwang.ledger_write(
        books, array_agg(h.entry_id ORDER BY h.id), array_agg(h.source ORDER BY h.id),
        array_agg(h.target ORDER BY h.id), array_agg(h.amount ORDER BY h.id),
        array_agg(CASE $3 WHEN 'posted' THEN 'taken' ELSE 'released' END), $4)
        FROM shouwang.ledger_held(gone, $3 <> 'posted') AS h HAVING count(*) > 0;
    RETURN coalesce(gone, '{}');
END $$;

-- The moves that pending entries hold; turned round for those that are released.
CREATE FUNCTION shouwang.ledger_held(entries bigint[], back boolean)
RETURNS TABLE (id bigint, entry_id bigint, source text, target text, amount bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.id, p.entry_id, CASE WHEN back THEN p.other ELSE p.code END,
           CASE WHEN back THEN p.code ELSE p.other END, -p.amount
    FROM (SELECT l.id, l.entry_id, l.amount, a.code,
                 lead(a.code) OVER (PARTITION BY l.entry_id ORDER BY l.id) AS other
          FROM public.ledger_line AS l JOIN public.ledger_account AS a ON a.id = l.account_id
          WHERE l.entry_id = ANY(entries) AND l.stage = 'held') AS p
    WHERE p.amount < 0
$$;

CREATE FUNCTION shouwang.ledger_resolve(keys text[], how text, at timestamptz)
RETURNS TABLE (resolved_key text, resolved_entry bigint, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    books text := shouwang.ledger_own_wing();
    entries bigint[];
    gone bigint[];
    wrong record;
BEGIN
    SELECT g.key, e.id INTO wrong FROM unnest(keys) AS g (key)
        LEFT JOIN public.ledger_entry AS e ON e.wing = books AND e.key = g.key
        WHERE e.pending IS NOT TRUE LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % cannot be resolved', wrong.key
            USING ERRCODE = CASE WHEN wrong.id IS NULL THEN 'LG006' ELSE 'LG007' END,
                  DETAIL = json_build_object('key', wrong.key)::text;
    END IF;
    entries := ARRAY(SELECT e.id FROM public.ledger_entry AS e
                     WHERE e.wing = books AND e.key = ANY(keys));
    gone := shouwang.ledger_resolve_entries(books, entries, $2, $3, false);
    RETURN QUERY SELECT e.key, e.id, e.id = ANY(gone)
        FROM public.ledger_entry AS e WHERE e.id = ANY(entries);
END $$;

CREATE FUNCTION shouwang.ledger_expire(at timestamptz, most integer) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    books text := shouwang.ledger_own_wing();
    entries bigint[];
BEGIN
    entries := ARRAY(SELECT w.entry_id FROM public.ledger_waiting AS w
                     WHERE w.wing = books AND w.expires_at <= $1
                     ORDER BY w.expires_at, w.entry_id LIMIT most);
    entries := shouwang.ledger_resolve_entries(books, entries, 'expired', $1, true);
    RETURN QUERY SELECT e.key FROM public.ledger_entry AS e WHERE e.id = ANY(entries);
END $$;
