import { useCallback, useMemo } from 'preact/hooks';
import { requestPath } from '../../api/request-path.ts';
import type { MeasurementDay } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/states.tsx';
import { DistributionFigure } from './distribution-figure.tsx';
import { chosenPlace, type FeatureWindow, seriesOf } from './feature-windows.ts';
import { NullsFigure } from './nulls-figure.tsx';
import { StatisticFigure } from './statistic-figure.tsx';
import { dailyPointsOf, pointsOf, statisticsOf } from './statistic-points.ts';
import { Verdict } from './verdict.tsx';
import { WindowChoice } from './window-choice.tsx';

interface FeatureViewProps {
  readonly windows: readonly FeatureWindow[];
  readonly query: Readonly<Record<string, string>>;
  readonly go: (changes: Readonly<Record<string, string | undefined>>) => void;
  /** There are more windows than were read. */
  readonly capped: boolean;
}

/** FeatureView shows a series of windows and the chosen one of them. */
export function FeatureView({ windows, query, go, capped }: FeatureViewProps) {
  const { monitor = '', version = '', segment, from = '', to = '' } = query;
  const series = useMemo(
    () => seriesOf(windows, { monitor, version, segment }),
    [windows, monitor, version, segment],
  );
  const place = chosenPlace(series, from, to);
  const window = series[place];
  const step = useCallback(
    (next: number) => {
      const { from: start, to: end } = series[next]!;
      go({ from: start, to: end });
    },
    [series, go],
  );
  return (
    <>
      <div class="toolbar">
        {window && <WindowChoice series={series} place={place} go={step} />}
        <SeriesChoice windows={windows} series={series} query={query} go={go} />
      </div>
      {window ? (
        <>
          <Verdict window={window} />
          <DistributionFigure window={window} />
          <Courses
            series={series}
            window={window}
            capped={capped}
            pick={(at) => go({ from: at, to: undefined })}
          />
        </>
      ) : (
        <Empty title="No window fits this choice.">
          <p>Choose another monitor or version.</p>
        </Empty>
      )}
    </>
  );
}

interface CoursesProps {
  readonly series: readonly FeatureWindow[];
  readonly window: FeatureWindow;
  readonly capped: boolean;
  readonly pick: (from: string) => void;
}

function Courses({ series, window, capped, pick }: CoursesProps) {
  const { model, monitor, feature } = window;
  const path = capped
    ? requestPath('/v1/measurement-days', { model, monitor, feature, limit: 10_000 })
    : null;
  const days = useList<MeasurementDay>(path, ['evaluations']);
  const courses = useMemo(
    () =>
      statisticsOf(series).map((statistic) => ({
        statistic,
        points: days.data ? dailyPointsOf(days.data, window, statistic) : pointsOf(series, statistic),
      })),
    [series, days.data, window.monitor, window.segment, window.subject],
  );
  const nulls = useMemo(() => pointsOf(series, courses[0]?.statistic ?? ''), [series, courses]);
  return (
    <div class="courses">
      {courses.map(({ statistic, points }) => (
        <StatisticFigure
          key={statistic}
          statistic={statistic}
          points={points}
          window={window}
          daily={days.data !== undefined}
          pick={pick}
        />
      ))}
      {nulls.some(({ nullsCurrent }) => nullsCurrent !== null) && (
        <NullsFigure points={nulls} window={window} />
      )}
    </div>
  );
}

interface SeriesChoiceProps extends Omit<FeatureViewProps, 'capped'> {
  readonly series: readonly FeatureWindow[];
}

/** Offers the monitors, versions and segments, where there are several. */
function SeriesChoice({ windows, series, query, go }: SeriesChoiceProps) {
  const shown = series.at(-1);
  const monitors = [...new Set(windows.map(({ monitor }) => monitor))];
  const ofMonitor = windows.filter(({ monitor }) => monitor === shown?.monitor);
  const versions = [...new Set(ofMonitor.map(({ version }) => version))];
  const segments = [...new Set(ofMonitor.map(({ segment }) => segment))];
  const named = (values: readonly string[], all: string) =>
    values.map((value) => ({ value, title: value === '' ? all : value }));
  return (
    <>
      <Choice
        label="Monitor"
        options={named(monitors, '')}
        value={shown?.monitor ?? query.monitor ?? ''}
        onPick={(monitor) => go({ monitor, version: undefined, segment: undefined })}
      />
      <Choice
        label="Version"
        options={named(versions.length > 1 || query.version ? ['', ...versions] : versions, 'All versions')}
        value={query.version ?? ''}
        onPick={(version) => go({ version })}
      />
      {segments.length > 1 && (
        <Choice
          label="Segment"
          options={named(segments, 'All traffic')}
          value={shown?.segment ?? ''}
          onPick={(segment) => go({ segment })}
        />
      )}
    </>
  );
}
