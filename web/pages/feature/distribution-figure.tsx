import { useMemo } from 'preact/hooks';
import type { Distribution } from '../../api/distribution.ts';
import { requestPath } from '../../api/request-path.ts';
import { useData } from '../../api/use-data.ts';
import { Chart } from '../../charts/chart.tsx';
import { formatCount, formatNumber, formatShare } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { barsHeight, barsOption, histogramOption } from './distribution-option.ts';
import type { FeatureWindow } from './feature-windows.ts';
import { type Bin, binsOf, outlineOf } from './histogram.ts';

const HISTOGRAM_HEIGHT = 300;
const WITH_VALUES = new Set(['feature', 'prediction', 'score']);

const SHARES: readonly Column<Bin>[] = [
  numberColumn('Reference', ({ reference }) => reference, formatShare),
  numberColumn('This window', ({ current }) => current, formatShare),
  numberColumn('Difference', ({ reference, current }) => current - reference, formatShare),
];
const NUMERIC: readonly Column<Bin>[] = [
  numberColumn('From', ({ from }) => from, formatNumber),
  numberColumn('To', ({ to }) => to, formatNumber),
  ...SHARES,
];
const CATEGORICAL: readonly Column<Bin>[] = [{ title: 'Category', value: ({ name }) => name }, ...SHARES];

/** DistributionFigure overlays the reference and the chosen window, with nulls and unseen categories beside them. */
export function DistributionFigure({ window }: { readonly window: FeatureWindow }) {
  const path = WITH_VALUES.has(window.subject) ? distributionPath(window) : null;
  const loaded = useData<Distribution>(path);
  if (path === null) {
    return (
      <Empty title="Many columns are compared at once here, so there is no one distribution to show.">
        <p>The statistics below say how far apart the rows are.</p>
      </Empty>
    );
  }
  return (
    <Show what="the distributions" from={loaded} tall>
      {(distribution) => <Distributions distribution={distribution} window={window} />}
    </Show>
  );
}

function distributionPath({
  model,
  feature,
  subject,
  version,
  deployment,
  segment,
  from,
  to,
}: FeatureWindow) {
  return requestPath('/v1/distributions', {
    ...{ model, feature, version, deployment, segment, from, to },
    ...(subject !== 'feature' && { subject }),
  });
}

interface DistributionsProps {
  readonly distribution: Distribution;
  readonly window: FeatureWindow;
}

function Distributions({ distribution, window }: DistributionsProps) {
  const { bins, option, height } = useMemo(() => drawingOf(distribution), [distribution]);
  const numeric = distribution.kind === 'numeric';
  const words = `${formatWindow(window.from, window.to)} against the reference`;
  return (
    <div class="distribution">
      <Figure
        title="Distribution"
        note={words}
        file={[window.model, window.feature || window.subject, window.from.slice(0, 10)]}
        columns={numeric ? NUMERIC : CATEGORICAL}
        rows={bins}
        keyOf={(_bin, place) => place}
      >
        {(offer) => <Chart label={`Distribution, ${words}`} height={height} option={option} offer={offer} />}
      </Figure>
      <Quality distribution={distribution} />
    </div>
  );
}

function drawingOf(distribution: Distribution) {
  const bins = binsOf(distribution, formatNumber);
  const outline = distribution.kind === 'numeric' ? outlineOf(bins) : null;
  return outline
    ? { bins, option: histogramOption(bins, outline), height: HISTOGRAM_HEIGHT }
    : { bins, option: barsOption(bins), height: barsHeight(bins) };
}

interface QualityRow {
  readonly what: string;
  readonly reference: string;
  readonly current: string;
}

const QUALITY: readonly Column<QualityRow>[] = [
  { title: '', value: ({ what }) => what },
  { title: 'Reference', value: ({ reference }) => reference, numeric: true },
  { title: 'This window', value: ({ current }) => current, numeric: true },
];
const UNSEEN: readonly Column<Distribution['unseen'][number]>[] = [
  { title: 'Unseen category', value: ({ category }) => category },
  numberColumn('Share', ({ share: part }) => part, formatShare),
];

function Quality({ distribution }: { readonly distribution: Distribution }) {
  const { unseen, source } = distribution;
  const rows: readonly QualityRow[] = [
    {
      what: 'Rows',
      reference: formatCount(distribution.reference_rows),
      current: formatCount(distribution.current_rows),
    },
    {
      what: 'Null',
      reference: formatShare(distribution.reference_nulls),
      current: formatShare(distribution.current_nulls),
    },
    {
      what: 'Of another kind',
      reference: formatShare(distribution.reference_mismatched),
      current: formatShare(distribution.current_mismatched),
    },
    {
      what: 'Not sent',
      reference: formatShare(distribution.reference_missing),
      current: formatShare(distribution.current_missing),
    },
  ];
  return (
    <aside class="panel quality" aria-label="Completeness">
      <h2>Completeness</h2>
      <DataTable
        caption="Rows, nulls and absences"
        hideCaption
        columns={QUALITY}
        rows={rows}
        keyOf={({ what }) => what}
      />
      {distribution.kind === 'categorical' && unseen.length === 0 && (
        <p class="faint">Every category of this window is known from the reference.</p>
      )}
      {unseen.length > 0 && (
        <DataTable
          caption="Categories that the reference does not have"
          hideCaption
          columns={UNSEEN}
          rows={unseen}
          keyOf={({ category }) => category}
        />
      )}
      {source === 'profiles' && <p class="faint">From hourly profiles; the rows themselves have expired.</p>}
    </aside>
  );
}
