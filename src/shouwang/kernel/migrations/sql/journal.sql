-- The journal: one chain of hashes per county, written by one function only.

CREATE FUNCTION shouwang.journal_hash(entry public.kernel_journalentry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN encode(sha256(convert_to(
    '[' || array_to_string(ARRAY[
        to_json((entry).id::text)::text,
        to_json((entry).county)::text,
        to_json((entry).seq::text)::text,
        to_json(to_char((entry).at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text,
        to_json((entry).actor)::text,
        to_json((entry).actor_name)::text,
        to_json((entry).act)::text,
        to_json((entry).subject_type)::text,
        to_json((entry).subject_id)::text,
        to_json((entry).region_code)::text,
        to_json((entry).reason)::text,
        to_json((entry).evidence::text)::text,
        to_json((entry).previous)::text
    ], ',') || ']', 'UTF8')), 'hex');

-- Appends the entries in their order, county by county. The head of a county is locked once, and
-- until the end of the transaction, so that writers at the same time make one chain.
CREATE FUNCTION shouwang.journal_append(entries jsonb)
RETURNS TABLE (entry_id bigint, entry_county text, entry_seq bigint, entry_hash text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given record;
    head public.kernel_journalhead;
    entry public.kernel_journalentry;
BEGIN
    FOR given IN
        SELECT value AS v, left(value->>'region_code', 6) AS county
        FROM jsonb_array_elements(entries) WITH ORDINALITY
        ORDER BY left(value->>'region_code', 6), ordinality
    LOOP
        IF head.county IS DISTINCT FROM given.county THEN
            UPDATE public.kernel_journalhead AS h SET count = head.count, hash = head.hash
                WHERE h.county = head.county;
            INSERT INTO public.kernel_journalhead (county, count, hash)
                VALUES (given.county, 0, '') ON CONFLICT DO NOTHING;
            SELECT * INTO STRICT head FROM public.kernel_journalhead AS h
                WHERE h.county = given.county FOR UPDATE;
        END IF;
        entry.id := nextval('public.kernel_journalentry_id_seq');
        entry.county := given.county;
        entry.seq := head.count + 1;
        entry.at := clock_timestamp();
        entry.actor := given.v->>'actor';
        entry.actor_name := given.v->>'actor_name';
        entry.act := given.v->>'act';
        entry.subject_type := given.v->>'subject_type';
        entry.subject_id := given.v->>'subject_id';
        entry.region_code := given.v->>'region_code';
        entry.reason := given.v->>'reason';
        entry.evidence := given.v->'evidence';
        entry.previous := head.hash;
        entry.hash := shouwang.journal_hash(entry);
        INSERT INTO public.kernel_journalentry SELECT entry.*;
        head.count := entry.seq;
        head.hash := entry.hash;
        entry_id := entry.id; entry_county := entry.county;
        entry_seq := entry.seq; entry_hash := entry.hash;
        RETURN NEXT;
    END LOOP;
    UPDATE public.kernel_journalhead AS h SET count = head.count, hash = head.hash
        WHERE h.county = head.county;
END $$;
REVOKE ALL ON FUNCTION shouwang.journal_append(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shouwang.journal_append(jsonb) TO shouwang_watch, shouwang_market;

CREATE FUNCTION shouwang.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the journal only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON kernel_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.refuse_change();
CREATE TRIGGER journal_head_stays BEFORE DELETE OR TRUNCATE ON kernel_journalhead
    FOR EACH STATEMENT EXECUTE FUNCTION shouwang.refuse_change();

-- Reading is by place; writing is by the function above, which runs as the owner, from any place:
-- what is done outside of a scope must be written down too.
CREATE POLICY append ON kernel_journalentry FOR INSERT TO CURRENT_USER WITH CHECK (true);
