DROP FUNCTION shouwang.ledger_write_table(text, text, timestamptz);
DROP FUNCTION shouwang.ledger_post_table(text, timestamptz);
DROP FUNCTION shouwang.ledger_bare(text);
DROP FUNCTION shouwang.ledger_digest(text, text, text);
