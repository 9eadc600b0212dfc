-- What the operations say in words, the database holds for whoever writes: nothing comes into a
-- closed batch, nothing is listed from an open one, and no harvest lies inside the safety interval
-- of a treatment. Rows that are compared are locked, so that nobody closes or treats meanwhile.
CREATE FUNCTION public.supply_intake_fits() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    batch record;
    plot record;
BEGIN
    SELECT is_closed, supplier_id, crop INTO batch FROM supply_batch WHERE id = NEW.batch_id FOR SHARE;
    SELECT supplier_id, crop, link INTO plot FROM supply_plot WHERE id = NEW.plot_id FOR SHARE;
    IF batch.is_closed THEN
        RAISE EXCEPTION 'the batch is closed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'intake_into_open_batch';
    END IF;
    IF (batch.supplier_id, batch.crop, NEW.link) IS DISTINCT FROM (plot.supplier_id, plot.crop, plot.link)
    THEN
        RAISE EXCEPTION 'the plot is of another crop, household or supplier'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'intake_of_its_plot';
    END IF;
    IF EXISTS (SELECT FROM supply_inputrecord AS used WHERE used.plot_id = NEW.plot_id
               AND used."on" <= NEW.harvested_on
               AND used."on" + used.interval_days > NEW.harvested_on)
    THEN
        RAISE EXCEPTION 'harvested inside a safety interval'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'intake_after_interval';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER supply_intake_fits BEFORE INSERT ON supply_intake
    FOR EACH ROW EXECUTE FUNCTION public.supply_intake_fits();

CREATE FUNCTION public.supply_input_locks_plot() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM FROM supply_plot WHERE id = NEW.plot_id FOR UPDATE;
    RETURN NEW;
END $$;

CREATE TRIGGER supply_input_locks_plot BEFORE INSERT ON supply_inputrecord
    FOR EACH ROW EXECUTE FUNCTION public.supply_input_locks_plot();

CREATE FUNCTION public.supply_listing_fits() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM FROM supply_batch WHERE id = NEW.batch_id AND is_closed FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only a closed batch is listed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'listing_of_closed_batch';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER supply_listing_fits BEFORE INSERT ON supply_listing
    FOR EACH ROW EXECUTE FUNCTION public.supply_listing_fits();
