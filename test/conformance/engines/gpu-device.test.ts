import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { findAdapter } from '../../../analyzers/engines/gpu/adapter.ts';
import type { GpuRequest } from '../../../analyzers/engines/gpu/gpu-jobs.ts';
import { GpuSession } from '../../../analyzers/engines/gpu/gpu-session.ts';
import { MAX_WALK } from '../../../analyzers/engines/gpu/null-laws.ts';

const session = new GpuSession();
after(() => session.close());

const PAIR = { reference: Float64Array.of(1, 2, 3), current: Float64Array.of(2, 3, 4) };

function laws(pair: typeof PAIR, resamples: number): GpuRequest<'nullLaws'> {
  const job = { features: [pair], resampling: 'permutation', resamples, seed: 1 } as const;
  return { operation: 'nullLaws', job, choice: 'any' };
}

test('gpu device: a software driver is found, told apart, and not used unless it is asked for', async () => {
  const asked = await findAdapter('any');
  assert.ok('adapter' in asked, 'no adapter');
  const plain = await findAdapter('hardware');
  if (asked.description.software) assert.match('reason' in plain ? plain.reason : '', /software driver/);
  else assert.ok('adapter' in plain);
  const off = await findAdapter('none');
  assert.ok('reason' in off);
});

test('gpu device: when it is lost the job runs on WebAssembly with the same numbers, and the next on a new device', async () => {
  const before = await session.run(laws(PAIR, 50));
  assert.deepEqual([before.ranOn.backend, before.ranOn.fallbackReason], ['webgpu', null]);
  await session.loseDevice();
  const during = await session.run(laws(PAIR, 50));
  assert.equal(during.ranOn.backend, 'webasm');
  assert.match(during.ranOn.fallbackReason ?? '', /^the device was lost/);
  assert.deepEqual(during.result[0]!.ks, before.result[0]!.ks);
  const then = await session.run(laws(PAIR, 50));
  assert.deepEqual([then.ranOn.backend, then.ranOn.fallbackReason], ['webgpu', null]);
});

test('gpu device: a job that is too large for it runs on WebAssembly and says so', async () => {
  const rows = Float64Array.from({ length: MAX_WALK }, (_, row) => row);
  const { ranOn, result } = await session.run(laws({ reference: rows, current: Float64Array.of(5) }, 1));
  assert.equal(ranOn.backend, 'webasm');
  assert.match(ranOn.fallbackReason ?? '', new RegExp(`${MAX_WALK + 1} rows`));
  assert.ok(result[0]!.ks[0]! >= 0.5);
});

test('gpu device: its thread does not keep the process alive', () => {
  const thread = new URL('../../../analyzers/engines/gpu/gpu-thread.js', import.meta.url).href;
  const script = `
    const { GpuThread } = await import(${JSON.stringify(thread)});
    const { backend } = await new GpuThread('any').describe();
    console.log(backend);`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(status, 0);
  assert.equal(stdout.trim(), 'webgpu');
});

test('gpu device: without any driver the kernels run on WebAssembly and the reason is told', () => {
  const file = new URL('../../../analyzers/engines/gpu/gpu-thread.js', import.meta.url).href;
  const script = `
    const { GpuThread } = await import(${JSON.stringify(file)});
    console.log(JSON.stringify(await new GpuThread('any').describe()));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, VK_DRIVER_FILES: '/nowhere', VK_ICD_FILENAMES: '/nowhere' },
  });
  const { backend, fallbackReason } = JSON.parse(stdout);
  if (process.platform === 'linux') {
    assert.deepEqual([backend, fallbackReason], ['webasm', 'no adapter was found']);
  } else {
    assert.equal(backend, 'webgpu');
  }
});
