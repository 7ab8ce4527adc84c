-- Why records of a project wait in quarantine; those that have landed since do not count.
-- parameters: project String; from, to Int64: arrival (epoch milliseconds); limit UInt32
-- key: project, received_at
-- rows: at most limit, the most frequent first
SELECT code, kind, count() AS records, max(received_at) AS newest_at
FROM quarantine_log
WHERE project = {project:String} AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND isNull(replayed_at)
GROUP BY code, kind
ORDER BY records DESC, code, kind
LIMIT {limit:UInt32}
