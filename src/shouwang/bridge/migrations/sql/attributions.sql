-- All rows of a statement are looked at together: a million of them cost one join. They belong to a
-- link of the same place that was not withdrawn before the order. The text tells nothing.
CREATE FUNCTION public.bridge_attributed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM arrived AS a LEFT JOIN public.bridge_link AS l ON l.id = a.link_id
        WHERE l.id IS NULL OR l.region_code <> a.region_code OR a.ordered_on > l.withdrawn_on
    ) THEN
        RAISE EXCEPTION 'attribution without a live link'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attribution_live_link';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attribution_live_link AFTER INSERT ON bridge_attribution
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION bridge_attributed();

-- Who appends shares a lock until its commit; who takes rows up holds it alone for a moment, and
-- then knows that no row with a lower number is still to come.
CREATE FUNCTION public.bridge_attributing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7781001);
    RETURN NULL;
END $$;
CREATE TRIGGER attribution_in_order BEFORE INSERT ON bridge_attribution
    FOR EACH STATEMENT EXECUTE FUNCTION bridge_attributing();

REVOKE ALL ON FUNCTION public.bridge_attributed(), public.bridge_attributing() FROM PUBLIC;
