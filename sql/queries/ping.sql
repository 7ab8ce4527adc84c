-- Answers when the store does.
-- key: none
-- rows: one
-- settings: max_execution_time=5
SELECT 1 AS answer
