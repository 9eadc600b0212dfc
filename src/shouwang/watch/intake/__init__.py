"""Batches of rows from outside: read, checked, merged; the departments' lists."""
