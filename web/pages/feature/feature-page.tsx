import { PageHead } from '../../parts/page-head.tsx';

/** FeaturePage is being built. */
export default function FeaturePage() {
  return <PageHead title="Feature" />;
}
