import { PageHead } from '../../parts/page-head.tsx';
import { GettingStarted } from './getting-started.tsx';

/** StartPage is for the first minutes with the service. */
export default function StartPage() {
  return (
    <>
      <PageHead title="Get started" />
      <GettingStarted />
    </>
  );
}
