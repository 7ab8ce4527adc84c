import { PageHead } from '../../parts/page-head.tsx';

/** StartPage is being built. */
export default function StartPage() {
  return <PageHead title="Start" />;
}
