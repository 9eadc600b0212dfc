-- A post is held by no more persons at a time than it has places: the fullest day within the new
-- period is its first day or the first day of another holding. The post is locked, so that two
-- who take the last place at once come one after the other.
CREATE FUNCTION public.assistance_post_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most integer;
  held integer;
  span daterange;
BEGIN
  SELECT p.places, p.during INTO most, span FROM public.assistance_post p
   WHERE p.id = NEW.post_id FOR UPDATE;
  IF most IS NULL THEN
    RAISE EXCEPTION 'post % is not there', NEW.post_id USING ERRCODE = 'check_violation';
  END IF;
  IF NOT NEW.during <@ span THEN
    RAISE EXCEPTION 'outside the period of the post'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'holding_within_post';
  END IF;
  SELECT coalesce(max(n), 0) INTO held FROM (
    SELECT count(*) AS n
      FROM (SELECT lower(NEW.during) AS day
            UNION SELECT lower(h.during) FROM public.assistance_postholding h
                   WHERE h.post_id = NEW.post_id AND h.id <> NEW.id
                     AND NEW.during @> lower(h.during)) days
      JOIN public.assistance_postholding h
        ON h.post_id = NEW.post_id AND h.id <> NEW.id AND h.during @> days.day
     GROUP BY days.day) full_days;
  IF held >= most THEN
    RAISE EXCEPTION 'no place left'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'post_places';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER post_places BEFORE INSERT OR UPDATE OF during, post_id
  ON public.assistance_postholding
  FOR EACH ROW EXECUTE FUNCTION public.assistance_post_places();
CREATE FUNCTION public.assistance_post_shrinks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.assistance_postholding one
              WHERE one.post_id = NEW.id AND (NOT one.during <@ NEW.during OR (
                SELECT count(*) FROM public.assistance_postholding h
                 WHERE h.post_id = NEW.id AND h.during @> lower(one.during)) > NEW.places)) THEN
    RAISE EXCEPTION 'more persons hold the post'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'post_places';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER post_shrinks BEFORE UPDATE OF places, during ON public.assistance_post
  FOR EACH ROW EXECUTE FUNCTION public.assistance_post_shrinks();
