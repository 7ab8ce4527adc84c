import { PageHead } from '../../parts/page-head.tsx';

/** IncidentsPage is being built. */
export default function IncidentsPage() {
  return <PageHead title="Incidents" />;
}
