DROP POLICY for_public_notice ON procedures_case;
DROP POLICY for_public_notice ON reviews_listed;
DROP POLICY for_public_notice ON reviews_notice;
DROP FUNCTION public.reviews_public_notice(text, date);
