import { useErrorBoundary } from 'preact/hooks';
import lazy from 'preact-iso/lazy';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router';
import { ConnectionNote } from './parts/connection-note.tsx';
import { KeyForm } from './parts/key-form.tsx';
import { PageHead } from './parts/page-head.tsx';
import { Empty } from './parts/states.tsx';
import { Shortcuts } from './shortcuts.tsx';

/** A page's code that is gone, because the service was upgraded meanwhile, is told instead of a blank page. */
const page = (load: () => Promise<{ default: () => preact.JSX.Element | null }>) =>
  lazy(() => load().catch(() => ({ default: Upgraded })));

const Fleet = page(() => import('./pages/fleet/fleet-page.tsx'));
const Model = page(() => import('./pages/model/model-page.tsx'));
const Feature = page(() => import('./pages/feature/feature-page.tsx'));
const Incidents = page(() => import('./pages/incidents/incidents-page.tsx'));
const Incident = page(() => import('./pages/incidents/incident-page.tsx'));
const Monitors = page(() => import('./pages/monitors/monitors-page.tsx'));
const Monitor = page(() => import('./pages/monitors/monitor-page.tsx'));
const Ingest = page(() => import('./pages/ingest/ingest-page.tsx'));
const Start = page(() => import('./pages/start/start-page.tsx'));

const PLACES = [
  { path: '/', title: 'Fleet', under: /^\/(models\/|$)/ },
  { path: '/incidents', title: 'Incidents', under: /^\/incidents/ },
  { path: '/monitors', title: 'Monitors', under: /^\/monitors/ },
  { path: '/ingest', title: 'Ingest', under: /^\/ingest/ },
  { path: '/start', title: 'Get started', under: /^\/start/ },
] as const;

/** App is the page: navigation, the key form, and the page that the address names. */
export function App() {
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <TopBar />
      <main id="main" tabIndex={-1}>
        <KeyForm />
        <Pages />
      </main>
    </LocationProvider>
  );
}

function TopBar() {
  const { path, route } = useLocation();
  return (
    <header class="top-bar">
      <a class="brand" href="/" aria-label="Plumbline, to the fleet">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <path class="string" d="M16 3v14" />
          <path class="bob" d="M11 16h10l-5 13z" />
        </svg>
        Plumbline
      </a>
      <nav aria-label="Main">
        {PLACES.map((place) => (
          <a key={place.path} href={place.path} aria-current={place.under.test(path) ? 'page' : undefined}>
            {place.title}
          </a>
        ))}
      </nav>
      <span class="top-aside">
        <ConnectionNote />
        <a href="/docs" target="_blank" rel="noreferrer">
          API
        </a>
      </span>
      <Shortcuts go={route} />
    </header>
  );
}

function Pages() {
  const [broken, reset] = useErrorBoundary((error) => reportError(error));
  if (broken) {
    return (
      <Empty title="This page broke.">
        <p>The error is in the browser's console. The other pages still work.</p>
        <button type="button" onClick={reset}>
          Show it again
        </button>
      </Empty>
    );
  }
  return (
    <Router onRouteChange={focusHeading}>
      <Route path="/" component={Fleet} />
      <Route path="/models/:model" component={Model} />
      <Route path="/models/:model/features/:feature" component={Feature} />
      <Route path="/incidents" component={Incidents} />
      <Route path="/incidents/:id" component={Incident} />
      <Route path="/monitors" component={Monitors} />
      <Route path="/monitors/:name" component={Monitor} />
      <Route path="/ingest" component={Ingest} />
      <Route path="/start" component={Start} />
      <Route default component={NotFound} />
    </Router>
  );
}

/** Screen readers hear the new page's name, as they would after a page load. */
function focusHeading(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
}

function NotFound() {
  return (
    <>
      <PageHead title="Nothing here" />
      <Empty title="No page has this address.">
        <p>
          <a href="/">To the fleet</a>
        </p>
      </Empty>
    </>
  );
}

function Upgraded() {
  return (
    <Empty title="This part of the page could not be loaded.">
      <p>The service may have been upgraded since this tab was opened.</p>
      <button type="button" onClick={() => location.reload()}>
        Reload
      </button>
    </Empty>
  );
}
