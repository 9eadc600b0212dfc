ALTER FUNCTION shouwang.ledger_expire(timestamptz, integer) RESET enable_seqscan;
ALTER FUNCTION shouwang.ledger_resolve(text[], text, timestamptz) RESET enable_seqscan;
ALTER FUNCTION shouwang.ledger_post(text[], uuid[], text[], text[], boolean[], timestamptz[],
    integer[], text[], text[], bigint[], timestamptz) RESET enable_seqscan;
