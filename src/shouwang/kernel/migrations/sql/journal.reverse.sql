DROP POLICY append ON kernel_journalentry;
DROP TRIGGER journal_head_stays ON kernel_journalhead;
DROP TRIGGER journal_only_grows ON kernel_journalentry;
DROP FUNCTION shouwang.refuse_change();
DROP FUNCTION shouwang.journal_append(jsonb);
DROP FUNCTION shouwang.journal_hash(kernel_journalentry);
