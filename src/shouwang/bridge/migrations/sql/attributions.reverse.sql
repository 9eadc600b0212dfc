DROP TRIGGER attribution_in_order ON bridge_attribution;
DROP TRIGGER attribution_live_link ON bridge_attribution;
DROP FUNCTION public.bridge_attributing();
DROP FUNCTION public.bridge_attributed();
