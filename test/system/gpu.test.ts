import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../support/service-process.ts';
import { withoutGpuPackages } from '../support/without-gpu-packages.ts';

test('gpu: a service without the optional packages starts, says so and stops', async () => {
  const service = await startService({ yaml: 'analysis: { engine: gpu }\n', env: withoutGpuPackages() });
  try {
    assert.match(service.logs(), /gpu\.js cannot be loaded.*"analysis has no GPU"/);
    assert.equal(await service.stop(), 0);
  } finally {
    await service.dispose();
  }
});

test('gpu: a service that was given a software driver says which, and its device does not delay the stop', async () => {
  const service = await startService({ yaml: 'analysis: { engine: gpu, gpu: software }\n' });
  try {
    assert.match(service.logs(), /"analysis has a GPU"/);
    // A stop that hangs ends with 1.
    assert.equal(await service.stop(), 0);
  } finally {
    await service.dispose();
  }
});
