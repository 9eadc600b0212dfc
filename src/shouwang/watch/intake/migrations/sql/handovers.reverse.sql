DROP POLICY for_intake_handovers ON intake_batch;
DROP FUNCTION public.intake_handovers(text, text[]);
