import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Examination } from '../../../service/doctor/examine.ts';
import { withoutGpuPackages } from '../../support/without-gpu-packages.ts';

const MAIN = fileURLToPath(new URL('../../../service/cli/main.js', import.meta.url));

/** doctor runs the command in a folder of its own, with a configuration. */
function doctor(yaml: string, ...args: string[]) {
  return doctorWith({}, yaml, ...args);
}

function doctorWith(environment: Readonly<Record<string, string>>, yaml: string, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-doctor-'));
  try {
    writeFileSync(join(folder, 'plumbline.yaml'), yaml);
    const { CLICKHOUSE_URL: _, ...env } = process.env;
    return spawnSync(process.execPath, [MAIN, 'doctor', ...args], {
      cwd: folder,
      env: { ...env, ...environment },
      encoding: 'utf8',
      timeout: 60_000,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('doctor: JSON names the machine, the GPU that was asked for, ClickHouse, speeds and choices', () => {
  const { status, stdout } = doctor('analysis: { gpu: software }\n', '--format', 'json');
  assert.equal(status, 0);
  const told: Examination = JSON.parse(stdout);
  assert.ok(told.machine.cores >= 1 && told.machine.memory_bytes > 0);
  assert.deepEqual([told.gpu.used, told.gpu.backend, told.gpu.reason], [true, 'webgpu', null]);
  assert.ok(told.gpu.driver && told.gpu.name);
  assert.ok('version' in told.clickhouse && /^\d+\.\d+/.test(told.clickhouse.version));
  assert.equal('flavour' in told.clickhouse && told.clickhouse.flavour, 'embedded');
  for (const speed of Object.values(told.speeds)) assert.ok(speed > 0);
  assert.equal(told.choices.find(({ work }) => work.includes('profiles'))?.engine, 'clickhouse');
  if (told.gpu.software) assert.ok(told.choices.every(({ engine }) => engine !== 'gpu'));
});

test('doctor: a GPU that is switched off and a store that does not answer are told, not thrown', () => {
  const yaml = 'analysis: { gpu: "off" }\nstore: { url: "http://127.0.0.1:9/plumbline" }\n';
  const { status, stdout } = doctor(yaml);
  assert.equal(status, 0);
  assert.match(stdout, /^gpu +none: the GPU is switched off$/m);
  assert.match(stdout, /^clickhouse +\S.*$/m);
  assert.doesNotMatch(stdout, /version \d/);
  assert.match(stdout, /^ {2}mmd, .* cpu +about/m);
});

test('doctor: without the optional packages of the GPU there is a reason instead', () => {
  const told: Examination = JSON.parse(doctorWith(withoutGpuPackages(), '', '--format', 'json').stdout);
  assert.deepEqual([told.gpu.used, told.gpu.backend], [false, null]);
  assert.match(told.gpu.reason ?? '', /gpu\.js cannot be loaded/);
  assert.equal(told.speeds.kernel_pairs, null);
  assert.ok(told.choices.every(({ engine }) => engine !== 'gpu'));
});

test('doctor: an unknown format is one clear message', () => {
  const { status, stdout, stderr } = doctor('', '--format', 'xml');
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /^plumbline: --format is text or json, not xml\./);
});
