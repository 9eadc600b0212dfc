DROP FUNCTION shouwang.ledger_expire(timestamptz, integer);
DROP FUNCTION shouwang.ledger_resolve(text[], text, timestamptz);
DROP FUNCTION shouwang.ledger_held(bigint[], boolean);
DROP FUNCTION shouwang.ledger_resolve_entries(text, bigint[], text, timestamptz, boolean);
DROP FUNCTION shouwang.ledger_write(text, bigint[], text[], text[], bigint[], text[], timestamptz);
DROP FUNCTION shouwang.ledger_post(text[], uuid[], text[], text[], boolean[], timestamptz[],
    integer[], text[], text[], bigint[], timestamptz);
DROP FUNCTION shouwang.ledger_refuse_units(text, text);
DROP FUNCTION shouwang.ledger_refuse_key(text);
DROP FUNCTION shouwang.ledger_lock(text, text[]);
DROP FUNCTION shouwang.ledger_open(text[], text[], boolean[]);
DROP FUNCTION shouwang.ledger_holds(text, bigint);
DROP FUNCTION shouwang.ledger_moves(text, bigint);
DROP FUNCTION shouwang.ledger_own_wing();
