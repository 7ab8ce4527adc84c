import { PageHead } from '../../parts/page-head.tsx';

/** ModelPage is being built. */
export default function ModelPage() {
  return <PageHead title="Model" />;
}
