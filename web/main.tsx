import { render } from 'preact';
import { followChanges } from './api/live.ts';
import { App } from './app.tsx';
import { isReadablePath } from './paths.ts';

// The router decodes the address and would stop at one that does not decode.
if (!isReadablePath(location.pathname)) history.replaceState(null, '', '/not-an-address');

const place = document.getElementById('app');
if (place) {
  place.replaceChildren();
  render(<App />, place);
  followChanges();
}
