"""What households report themselves or through the hotline, and what became of it.

A report is a ticket with a receipt number. It is received without an account, by a narrow way in:
row security lets everybody insert a report and nobody without the place read one; what a visitor is
told comes from two functions of the database that answer for one receipt number
(migrations/sql/letter_box.sql).

Handling is the declared procedure `report_handling`. An open letter box has no account that could
open a case, so the case begins when somebody with a duty in the place takes the report up; until
then the report keeps its own deadline. A report handed to another place ends the case there and
waits anew, with a new deadline, where it was sent.

Thirty neighbours may share one telephone. The same telephone and trouble are shown as "has come
before"; only the same person, or the same household, with the same trouble is joined to the report
that is open. Each receipt stays valid.
"""
