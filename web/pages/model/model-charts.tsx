import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { requestPath } from '../../api/request-path.ts';
import type {
  FleetRow,
  Incident,
  Measurement,
  MeasurementDay,
  Monitor,
  PerformanceWindow,
  RetrainingRun,
  TimelineRow,
} from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import type { Span } from '../../charts/axes.ts';
import { formatCount } from '../../format/number.ts';
import { Empty, Show } from '../../parts/states.tsx';
import { rangeParameters } from '../../range.ts';
import { HeatMapFigure } from './heat-map-figure.tsx';
import { PerformanceFigure } from './performance-figure.tsx';
import { performanceTracks } from './performance-points.ts';
import type { Selection } from './selection.ts';
import { tellStory } from './story.ts';
import { StoryPanel } from './story-panel.tsx';
import { TimelineFigure } from './timeline-figure.tsx';
import { versionMarks } from './timeline-items.ts';

const MOST = 10_000;
/** Measurements come with all their details, so fewer of them. */
const MOST_DRIFTED = 3_000;

interface ModelChartsProps {
  readonly row: FleetRow;
  readonly span: Span;
  readonly selection: Selection;
  readonly windowMs: number;
  readonly timeline: readonly TimelineRow[];
  readonly incidents: readonly Incident[];
  readonly runs: readonly RetrainingRun[];
  readonly monitors: readonly Monitor[];
  readonly go: (path: string) => void;
  readonly toolbar: ComponentChildren;
}

/** ModelCharts are the story and the charts of a model over one time. */
export function ModelCharts(props: ModelChartsProps) {
  const { row, span, selection, windowMs, timeline, incidents, runs, go } = props;
  const { model } = row;
  // A window that began before the time shown may reach into it.
  const asked = { from: span.from - windowMs, to: span.to };
  const time = { model, ...rangeParameters(asked), limit: MOST };
  const { monitor, statistic } = selection;
  const days = useList<MeasurementDay>(requestPath('/v1/measurement-days', { ...time, monitor, statistic }), [
    'evaluations',
  ]);
  const performance = useList<PerformanceWindow>(requestPath('/v1/performance', time), ['evaluations']);
  const drifted = useList<Measurement>(
    requestPath('/v1/measurements', { ...time, limit: MOST_DRIFTED, severity: 'warning,critical' }),
    ['evaluations'],
  );
  const isSelected = useMemo(
    () => selects(selection.deployment, selection.segment),
    [selection.deployment, selection.segment],
  );
  const windows = useMemo(() => (performance.data ?? []).filter(isSelected), [performance.data, isSelected]);
  const shownDays = useMemo(() => (days.data ?? []).filter(isSelected), [days.data, isSelected]);
  const marks = useMemo(() => versionMarks(timeline, span.to), [timeline, span]);
  const chapters = useMemo(() => {
    const inTime = incidents.filter(
      ({ since, state, changed_at: changedAt }) =>
        Date.parse(since) < span.to && (state === 'open' || Date.parse(changedAt) > span.from),
    );
    return tellStory({
      incidents: inTime,
      runs,
      performance: (performance.data ?? []).filter(selects('live', '')),
      drifted: (drifted.data ?? []).filter(selects('live', '')),
      isCut: drifted.data?.length === MOST_DRIFTED,
      monitors: props.monitors,
      features: row.features,
      statistic,
    });
  }, [incidents, runs, performance.data, drifted.data, props.monitors, row.features, statistic, span]);
  const isStoryReady = performance.data !== undefined && drifted.data !== undefined;
  return (
    <>
      {isStoryReady && chapters.length > 0 && <StoryPanel chapters={chapters} />}
      {props.toolbar}
      <Show what="performance" from={performance} tall>
        {() => <Performance model={model} windows={windows} marks={marks} span={span} />}
      </Show>
      <Show what="drift" from={days} tall>
        {(rows) => (
          <>
            {rows.length === MOST && (
              <p class="faint">
                Only the newest {formatCount(MOST)} days of measurements are shown: pick a shorter time or one
                monitor.
              </p>
            )}
            <HeatMapFigure model={model} days={shownDays} windowMs={windowMs} span={span} go={go} />
          </>
        )}
      </Show>
      <TimelineFigure model={model} rows={timeline} incidents={incidents} runs={runs} span={span} go={go} />
    </>
  );
}

function selects(deployment: string, segment: string) {
  return (row: { readonly deployment: string; readonly segment: string }) =>
    row.deployment === deployment && row.segment === segment;
}

interface PerformanceProps {
  readonly model: string;
  readonly windows: readonly PerformanceWindow[];
  readonly marks: ReturnType<typeof versionMarks>;
  readonly span: Span;
}

function Performance({ model, windows, marks, span }: PerformanceProps) {
  const tracks = useMemo(() => performanceTracks(windows), [windows]);
  if (tracks.length === 0) {
    return (
      <Empty title="No performance was measured in this time.">
        <p>It needs labels, and a monitor of the kind “performance” that watches this model.</p>
      </Empty>
    );
  }
  return (
    <>
      {tracks.map((track) => (
        <PerformanceFigure
          key={`${track.statistic} ${track.monitor}`}
          model={model}
          track={track}
          isShared={tracks.some(
            ({ statistic, monitor }) => statistic === track.statistic && monitor !== track.monitor,
          )}
          marks={marks}
          span={span}
        />
      ))}
    </>
  );
}
