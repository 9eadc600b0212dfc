"""Uploaded files, looked at by their content before anything keeps them."""
