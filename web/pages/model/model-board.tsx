import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Query } from '../../api/request-path.ts';
import type {
  FleetRow,
  Incident,
  Monitor,
  RetrainingRun,
  SeriesState,
  TimelineRow,
} from '../../api/types.ts';
import { statisticName } from '../../format/words.ts';
import { Choice } from '../../parts/choice.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Show } from '../../parts/states.tsx';
import { modelPath } from '../../paths.ts';
import { type RangeQuery, resolveRange } from '../../range.ts';
import { ModelCharts } from './model-charts.tsx';
import { modelSpan, windowLength } from './model-span.ts';
import { resolveSelection, type Selectable, type Selection, selectable } from './selection.ts';
import { SeriesPanel } from './series-panel.tsx';
import type { ModelData } from './use-model-data.ts';

interface ModelView {
  readonly row: FleetRow;
  readonly query: Readonly<Record<string, string | undefined>>;
}

interface ModelBoardProps extends ModelView {
  readonly data: ModelData;
}

/** ModelBoard is what happened to a model, and its charts over one shared time. */
export function ModelBoard({ row, query, data }: ModelBoardProps) {
  const { series, timeline, incidents, runs, monitors } = data;
  return (
    <Show what="the model's series" from={series} tall>
      {(known) => (
        <Show what="the timeline" from={timeline} tall>
          {(rows) =>
            known.length === 0 ? (
              <SeriesPanel series={known} />
            ) : (
              <Board
                row={row}
                query={query}
                series={known}
                timeline={rows}
                incidents={incidents.data ?? []}
                runs={runs.data ?? []}
                monitors={(monitors.data ?? []).filter((monitor) => monitor.model === row.model)}
              />
            )
          }
        </Show>
      )}
    </Show>
  );
}

interface BoardProps extends ModelView {
  readonly series: readonly SeriesState[];
  readonly timeline: readonly TimelineRow[];
  readonly incidents: readonly Incident[];
  readonly runs: readonly RetrainingRun[];
  readonly monitors: readonly Monitor[];
}

function Board({ row, query, series, timeline, incidents, runs, monitors }: BoardProps) {
  const { route } = useLocation();
  const choices = useMemo(() => selectable(monitors, series), [monitors, series]);
  const selection = resolveSelection(query, choices);
  const data = modelSpan(row, timeline, series);
  // Counted from the minute, so that drawing the page again does not move the axis.
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const range = resolveRange(query, data, minute);
  const span = useMemo(() => ({ from: range.from, to: range.to }), [range.from, range.to]);
  const change = (changed: Query) => route(modelPath(row.model, { ...query, ...changed }), true);
  const changeRange = (changed: RangeQuery) =>
    change({ range: changed.range, from: changed.from, to: changed.to });
  return (
    <>
      <ModelCharts
        row={row}
        span={span}
        selection={selection}
        windowMs={windowLength(series)}
        timeline={timeline}
        incidents={incidents}
        runs={runs}
        monitors={monitors}
        go={route}
        toolbar={
          <div class="toolbar">
            <RangePicker range={range} onPick={changeRange} />
            <Choices selection={selection} choices={choices} onPick={change} />
          </div>
        }
      />
      <SeriesPanel series={series} />
    </>
  );
}

interface ChoicesProps {
  readonly selection: Selection;
  readonly choices: Selectable;
  readonly onPick: (changed: Query) => void;
}

function Choices({ selection, choices, onPick }: ChoicesProps) {
  const plain = (values: readonly string[]) => values.map((value) => ({ value, title: value }));
  const monitors = [{ value: '', title: 'all drift monitors' }, ...plain(choices.monitors)];
  const statistics = choices.statistics.map((value) => ({ value, title: statisticName(value) }));
  const segments = choices.segments.map((value) => ({ value, title: value === '' ? 'all traffic' : value }));
  return (
    <>
      <Choice
        label="Monitor"
        value={selection.monitor}
        options={monitors}
        onPick={(monitor) => onPick({ monitor })}
      />
      <Choice
        label="Statistic"
        value={selection.statistic}
        options={statistics}
        onPick={(statistic) => onPick({ statistic })}
      />
      <Choice
        label="Deployment"
        value={selection.deployment}
        options={plain(choices.deployments)}
        onPick={(deployment) => onPick({ deployment })}
      />
      <Choice
        label="Segment"
        value={selection.segment}
        options={segments}
        onPick={(segment) => onPick({ segment })}
      />
    </>
  );
}
