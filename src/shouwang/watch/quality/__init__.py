"""Findings about the records themselves, explained or corrected; three-way comparison."""
