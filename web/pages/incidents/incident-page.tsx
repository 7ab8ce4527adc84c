import { PageHead } from '../../parts/page-head.tsx';

/** IncidentPage is being built. */
export default function IncidentPage() {
  return <PageHead title="Incident" />;
}
