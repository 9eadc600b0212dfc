DROP FUNCTION public.produce_public_notice(uuid, date);
CREATE FUNCTION public.produce_public_notice(asked uuid, today date)
RETURNS TABLE (product varchar, supplier varchar, region_code varchar, unit varchar,
               price_fen bigint, quality jsonb, market_prices jsonb, households bigint,
               posted_on date, ends_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT a.product, a.supplier_name, a.region_code, a.unit, a.price_fen, a.quality,
          a.market_prices,
          (SELECT count(*) FROM public.bridge_applicationlink AS l WHERE l.application_id = a.id),
          c.entered_on, c.ripe_on - 1
    FROM public.bridge_application AS a
    JOIN public.procedures_case AS c
      ON c.subject_kind = 'application' AND c.subject_id = a.id::text
     AND c.procedure = 'certification' AND c.finished_on IS NULL AND today < c.ripe_on
    WHERE a.id = asked $$;

REVOKE ALL ON FUNCTION public.produce_public_notice(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.produce_public_notice(uuid, date) TO shouwang_watch;
