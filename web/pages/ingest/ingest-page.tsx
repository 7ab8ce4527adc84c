import { PageHead } from '../../parts/page-head.tsx';

/** IngestPage is being built. */
export default function IngestPage() {
  return <PageHead title="Ingest" />;
}
