"""Procedures: declared sequences of steps with roles, deadlines, evidence, votes, notices.

Knows no word of the field: what a procedure is about stands in the policy pack. See
docs/explanation/procedures.md.
"""
