DROP POLICY for_public_notice ON bridge_applicationlink;
DROP POLICY for_public_notice ON bridge_application;
DROP FUNCTION public.produce_public_notice(uuid, date);
