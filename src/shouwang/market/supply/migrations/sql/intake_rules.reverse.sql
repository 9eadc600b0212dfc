DROP TRIGGER supply_listing_fits ON supply_listing;
DROP FUNCTION public.supply_listing_fits();
DROP TRIGGER supply_input_locks_plot ON supply_inputrecord;
DROP FUNCTION public.supply_input_locks_plot();
DROP TRIGGER supply_intake_fits ON supply_intake;
DROP FUNCTION public.supply_intake_fits();
