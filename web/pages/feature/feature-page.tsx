import { useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import { requestPath } from '../../api/request-path.ts';
import type { Judged, Measurement } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { featurePath, modelPath } from '../../paths.ts';
import { FeatureView } from './feature-view.tsx';
import { windowsOf } from './feature-windows.ts';
import { nameOf } from './verdict-words.ts';

/** Beyond so many rows the course over time comes from the daily roll-up. */
const MOST_ROWS = 1_500;
/** How many days around a window outside of the newest rows are read. */
const AROUND_MS = 3 * 86_400_000;

const SUBJECTS: ReadonlySet<string> = new Set(['prediction', 'score', 'features', 'embedding']);

/** FeaturePage shows one feature, or what stands beside the features: the score, the prediction. */
export default function FeaturePage() {
  const { params, query } = useRoute();
  const { route } = useLocation();
  const { model = '', feature: named = '' } = params;
  const subject = (SUBJECTS.has(query.subject ?? '') ? query.subject : 'feature') as Judged['subject'];
  const feature = subject === 'feature' || subject === 'embedding' ? named : '';
  const history = useMeasurements(model, feature, query.monitor, query.from);
  const go = (changes: Readonly<Record<string, string | undefined>>) =>
    route(featurePath(model, named, { ...query, ...changes }), true);
  return (
    <>
      <PageHead
        title={nameOf(subject, feature)}
        trail={[
          { title: 'Fleet', path: '/' },
          { title: model, path: modelPath(model) },
        ]}
      />
      <Show what="the measurements" from={history} tall>
        {(rows) => (
          <Windows
            rows={rows}
            subject={subject}
            feature={feature}
            query={query}
            go={go}
            capped={history.capped}
          />
        )}
      </Show>
    </>
  );
}

/** Reads the newest measurements, and those around a wanted window that is older than all of them. */
function useMeasurements(model: string, feature: string, monitor = '', from = '') {
  const ofFeature = { model, feature, monitor, limit: MOST_ROWS };
  const newest = useList<Measurement>(requestPath('/v1/measurements', ofFeature), ['evaluations']);
  const oldest = newest.data?.at(-1)?.window_start;
  const capped = newest.data?.length === MOST_ROWS;
  const wanted = Date.parse(from);
  const older = capped && oldest !== undefined && wanted < Date.parse(oldest);
  const around = useList<Measurement>(
    older
      ? requestPath('/v1/measurements', {
          ...ofFeature,
          from: new Date(wanted - AROUND_MS).toISOString(),
          to: new Date(wanted + AROUND_MS).toISOString(),
        })
      : null,
  );
  return { ...(older ? around : newest), capped };
}

interface WindowsProps {
  readonly rows: readonly Measurement[];
  readonly subject: Judged['subject'];
  readonly feature: string;
  readonly query: Readonly<Record<string, string>>;
  readonly go: (changes: Readonly<Record<string, string | undefined>>) => void;
  readonly capped: boolean;
}

function Windows({ rows, subject, feature, query, go, capped }: WindowsProps) {
  const windows = useMemo(
    () => windowsOf(rows.filter((row) => row.subject === subject && row.feature === feature)),
    [rows, subject, feature],
  );
  if (windows.length === 0) {
    return (
      <Empty title="Nothing has been measured here yet.">
        <p>
          A monitor measures each window once it has closed and enough rows have arrived:{' '}
          <a href="/monitors">the monitors</a> say when the next one is due.
        </p>
      </Empty>
    );
  }
  return <FeatureView windows={windows} query={query} go={go} capped={capped} />;
}
