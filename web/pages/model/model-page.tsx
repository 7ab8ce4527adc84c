import { useLocation, useRoute } from 'preact-iso/router';
import { PageHead } from '../../parts/page-head.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { ModelBoard } from './model-board.tsx';
import { ModelHead } from './model-head.tsx';
import { useModelData } from './use-model-data.ts';

/** ModelPage is one model: its state, what happened, and how its inputs and its performance went. */
export default function ModelPage() {
  const { model = '' } = useRoute().params;
  return <OneModel key={model} model={model} />;
}

function OneModel({ model }: { readonly model: string }) {
  const { query } = useLocation();
  const data = useModelData(model);
  return (
    <Show what="the model" from={data.fleet} tall>
      {(rows) => {
        const row = rows.find((each) => each.model === model);
        if (!row) return <Unknown model={model} />;
        return (
          <>
            <ModelHead row={row} incidents={data.incidents.data ?? []} />
            <ModelBoard row={row} query={query} data={data} />
          </>
        );
      }}
    </Show>
  );
}

function Unknown({ model }: { readonly model: string }) {
  return (
    <>
      <PageHead title={model} trail={[{ title: 'Fleet', path: '/' }]} />
      <Empty title="No model has this name.">
        <p>
          A model appears with its first prediction: <a href="/start">get started</a>, or go back to{' '}
          <a href="/">the fleet</a>.
        </p>
      </Empty>
    </>
  );
}
