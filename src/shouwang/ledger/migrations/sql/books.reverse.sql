DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['account', 'entry', 'line', 'resolution', 'waiting', 'seal'] LOOP
        EXECUTE format('DROP POLICY wing ON ledger_%s', name);
        EXECUTE format('DROP POLICY own ON ledger_%s', name);
        EXECUTE format('ALTER TABLE ledger_%s DISABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE ledger_%s NO FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END $$;
ALTER TABLE ledger_account RESET (fillfactor);
DROP TRIGGER ledger_sums_to_zero ON ledger_seal;
DROP FUNCTION shouwang.ledger_sums_to_zero();
DROP TRIGGER ledger_sealed ON ledger_line;
DROP FUNCTION shouwang.ledger_seal();
DROP TRIGGER ledger_account_is_fixed ON ledger_account;
DROP TRIGGER ledger_overdrawn ON ledger_account;
DROP FUNCTION shouwang.ledger_shortfall();
DROP TRIGGER ledger_stays ON ledger_account;
DROP TRIGGER ledger_only_grows ON ledger_seal;
DROP TRIGGER ledger_only_grows ON ledger_resolution;
DROP TRIGGER ledger_only_grows ON ledger_line;
DROP TRIGGER ledger_only_grows ON ledger_entry;
DROP FUNCTION shouwang.ledger_refuse_change();
DROP FUNCTION shouwang.ledger_wing();
