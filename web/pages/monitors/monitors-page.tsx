import { PageHead } from '../../parts/page-head.tsx';

/** MonitorsPage is being built. */
export default function MonitorsPage() {
  return <PageHead title="Monitors" />;
}
