DROP TRIGGER settlement_work_in_time ON settlement_workday;
DROP FUNCTION public.settlement_work_in_time();
DROP TRIGGER settlement_arrived ON orders_line;
DROP TRIGGER settlement_arrived_at_once ON orders_line;
DROP FUNCTION public.settlement_arrived();
