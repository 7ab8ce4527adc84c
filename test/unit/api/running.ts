import { after } from 'node:test';
import { type RunningApi, startApi } from '../../support/api-server.ts';

const running: RunningApi[] = [];

/** started is a listening API that is closed after the file's tests. */
export async function started(...options: Parameters<typeof startApi>): Promise<RunningApi> {
  const api = await startApi(...options);
  running.push(api);
  return api;
}

after(async () => {
  for (const { api } of running) await api.close(1000);
});
