import { PageHead } from '../../parts/page-head.tsx';

/** MonitorPage is being built. */
export default function MonitorPage() {
  return <PageHead title="Monitor" />;
}
