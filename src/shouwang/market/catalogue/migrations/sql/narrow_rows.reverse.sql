ALTER TABLE catalogue_entry RESET (toast_tuple_target);
ALTER TABLE catalogue_entry ALTER COLUMN terms SET STORAGE EXTENDED;
