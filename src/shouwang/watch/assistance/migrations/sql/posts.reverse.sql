DROP TRIGGER post_shrinks ON public.assistance_post;
DROP FUNCTION public.assistance_post_shrinks();
DROP TRIGGER post_places ON public.assistance_postholding;
DROP FUNCTION public.assistance_post_places();
