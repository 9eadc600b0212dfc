"""The packaged Word templates, and what builds them."""
