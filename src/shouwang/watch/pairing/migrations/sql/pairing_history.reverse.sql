DROP TRIGGER pairing_only_ends ON pairing_pairing;
DROP FUNCTION public.pairing_only_ends();
