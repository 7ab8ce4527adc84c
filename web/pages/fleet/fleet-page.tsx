import { PageHead } from '../../parts/page-head.tsx';

/** FleetPage is being built. */
export default function FleetPage() {
  return <PageHead title="Fleet" />;
}
