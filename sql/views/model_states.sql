-- Every known model as it stands now.
-- state: critical or warning by its open incidents, its firing alerts, and by newest evaluations of the current version
--   that its alerts have not seen yet; no_data when it is silent, or when none of these evaluations could judge its
--   window; waiting before the first evaluation; else ok.
-- current_version: the one with the newest judged live window, of equals the one that was registered last.
-- newest_event_time, newest_received_at: of the newest hour of the last two days, else what the log and the features tell.
-- key: project, model
-- rows: one per model
CREATE OR REPLACE VIEW model_states {{on_cluster}} AS
SELECT
    project, model,
    multiIf(
        greatest(i.rank, f.rank, s.unseen_rank) = 2, 'critical',
        greatest(i.rank, f.rank, s.unseen_rank) = 1, 'warning',
        f.is_silent OR (s.series > 0 AND s.decided = 0), 'no_data',
        s.series = 0, 'waiting',
        'ok') AS state,
    if(s.series > 0, s.current_version, v.newest_version) AS current_version,
    v.versions AS versions, c.features AS features, m.monitors AS monitors, f.firing AS firing,
    i.open_incidents AS open_incidents, i.incident_id AS incident_id,
    if(i.open_incidents > 0, i.incident_since, NULL) AS incident_since,
    nullIf(greatest(n.event_time, c.last_seen, l.event_time), toDateTime64(0, 3, 'UTC')) AS newest_event_time,
    nullIf(greatest(n.received_at, l.received_at), toDateTime64(0, 3, 'UTC')) AS newest_received_at,
    if(s.series > 0, s.newest_window_end, NULL) AS newest_window_end,
    if(s.series > 0, s.evaluated_at, NULL) AS evaluated_at
FROM
(
    SELECT
        project, model, uniqExactIf(version, version != '') AS versions,
        argMax(version, (registered_at, version)) AS newest_version
    FROM
    (
        SELECT project, CAST(r.model, 'String') AS model, CAST(r.version, 'String') AS version, registered_at
        FROM model_versions AS r FINAL
        UNION ALL
        SELECT DISTINCT project, CAST(k.model, 'String') AS model, '' AS version, toDateTime64(0, 3, 'UTC') AS registered_at
        FROM catalogue AS k
        UNION ALL
        SELECT DISTINCT project, CAST(e.model, 'String') AS model, '' AS version, toDateTime64(0, 3, 'UTC') AS registered_at
        FROM newest_windows AS e
    )
    GROUP BY project, model
) AS v
LEFT JOIN
(
    SELECT
        project, model, count() AS series, max(window_end) AS newest_window_end, max(evaluated) AS evaluated_at,
        any(current) AS current_version,
        countIf(status IN ('complete', 'partial') AND version = current) AS decided,
        maxIf(indexOf(['warning', 'critical'], severity), version = current AND NOT is_seen) AS unseen_rank
    FROM
    (
        SELECT
            project, CAST(e.model, 'String') AS model, CAST(e.version, 'String') AS version, deployment, status, severity,
            window_end, evaluated_at AS evaluated, a.last_window_end >= window_end AS is_seen,
            argMax(version, (deployment = 'live', window_end, r.registered_at, version))
                OVER (PARTITION BY project, model) AS current
        FROM
        (
            SELECT *
            FROM newest_windows FINAL
        ) AS e
        LEFT JOIN
        (
            SELECT project, model, monitor, version, deployment, segment, last_window_end
            FROM alerts FINAL
        ) AS a USING (project, model, monitor, version, deployment, segment)
        LEFT JOIN
        (
            SELECT project, model, version, registered_at
            FROM model_versions FINAL
        ) AS r USING (project, model, version)
    )
    GROUP BY project, model
) AS s USING (project, model)
LEFT JOIN
(
    SELECT
        project, CAST(a.model, 'String') AS model,
        arraySort(groupUniqArray(toString(monitor))) AS firing,
        maxIf(indexOf(['warning', 'critical'], severity), monitor != 'no_data') AS rank,
        max(monitor = 'no_data') AS is_silent
    FROM alerts AS a FINAL
    WHERE state = 'firing'
    GROUP BY project, model
) AS f USING (project, model)
LEFT JOIN
(
    SELECT
        project, CAST(o.model, 'String') AS model, count() AS open_incidents, argMax(incident_id, (since, incident_id)) AS incident_id,
        max(since) AS incident_since,
        maxIf(indexOf(['warning', 'critical'], severity), firing != ['no_data']) AS rank
    FROM incident_states AS o
    WHERE state = 'open'
    GROUP BY project, model
) AS i USING (project, model)
LEFT JOIN
(
    SELECT project, CAST(k.model, 'String') AS model, count() AS features, max(k.last_seen) AS last_seen
    FROM catalogue AS k
    GROUP BY project, model
) AS c USING (project, model)
LEFT JOIN
(
    SELECT project, model, uniqExact(monitor) AS monitors
    FROM
    (
        SELECT project, CAST(d.model, 'String') AS model, monitor
        FROM monitors AS d
        UNION ALL
        SELECT project, CAST(e.model, 'String') AS model, CAST(monitor, 'String') AS monitor
        FROM newest_windows AS e
    )
    GROUP BY project, model
) AS m USING (project, model)
LEFT JOIN
(
    SELECT
        project, CAST(p.model, 'String') AS model, max(p.newest_event_time) AS event_time,
        max(p.newest_received_at) AS received_at
    FROM log_progress AS p
    GROUP BY project, model
) AS l USING (project, model)
LEFT JOIN
(
    SELECT project, model, max(newest) AS event_time, max(arrived) AS received_at
    FROM
    (
        SELECT project, CAST(p.model, 'String') AS model, max(event_time) AS newest, max(p.received_at) AS arrived
        FROM predictions AS p
        WHERE (project, p.model, hour) IN
        (
            SELECT project, model, max(hour)
            FROM predictions
            WHERE hour >= now64(3, 'UTC') - INTERVAL 2 DAY
            GROUP BY project, model
        )
        GROUP BY project, model
        UNION ALL
        SELECT project, CAST(f.model, 'String') AS model, max(event_time) AS newest, max(f.received_at) AS arrived
        FROM feature_samples AS f
        WHERE (project, f.model, hour) IN
        (
            SELECT project, model, max(hour)
            FROM feature_samples
            WHERE hour >= now64(3, 'UTC') - INTERVAL 2 DAY
            GROUP BY project, model
        )
        GROUP BY project, model
    )
    GROUP BY project, model
) AS n USING (project, model)
