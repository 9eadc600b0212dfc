-- What arrived stands in settlement's queue from the moment that its line says so, whoever wrote it.
CREATE FUNCTION public.settlement_arrived() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO settlement_ripening (line, supplier, delivered_at)
    SELECT NEW.id, part.supplier_id, NEW.delivered_at
    FROM orders_supplierorder AS part WHERE part.id = NEW.supplier_order_id;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_arrived_at_once AFTER INSERT ON orders_line FOR EACH ROW
    WHEN (NEW.delivered_at IS NOT NULL) EXECUTE FUNCTION public.settlement_arrived();
CREATE TRIGGER settlement_arrived AFTER UPDATE OF delivered_at ON orders_line FOR EACH ROW
    WHEN (OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL)
    EXECUTE FUNCTION public.settlement_arrived();

-- Work on a batch is written down until a line of it is settled. Who settles shares the lock until
-- its commit; who writes work down holds it alone for a moment, and then sees every settled line.
CREATE FUNCTION public.settlement_work_in_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7781003);
    IF EXISTS (SELECT FROM orders_line AS l JOIN settlement_split AS s ON s.line = l.id
               WHERE l.batch = NEW.batch_id AND s.stage = 'delivered')
    THEN
        RAISE EXCEPTION 'lines of the batch are settled' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'workday_before_settling';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_work_in_time BEFORE INSERT ON settlement_workday
    FOR EACH ROW EXECUTE FUNCTION public.settlement_work_in_time();

REVOKE ALL ON FUNCTION public.settlement_arrived(), public.settlement_work_in_time() FROM PUBLIC;

-- Lines that arrived before there was a queue.
INSERT INTO settlement_ripening (line, supplier, delivered_at)
SELECT l.id, p.supplier_id, l.delivered_at
FROM orders_line AS l JOIN orders_supplierorder AS p ON p.id = l.supplier_order_id
WHERE l.delivered_at IS NOT NULL AND l.settled_at IS NULL;
