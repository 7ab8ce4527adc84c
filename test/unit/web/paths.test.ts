import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differsInTimeOnly, requestPath } from '../../../web/api/request-path.ts';
import { featurePath, incidentPath, isReadablePath, modelPath, monitorPath } from '../../../web/paths.ts';

test('names that would be more than a path segment are encoded', () => {
  assert.equal(modelPath('a/b?c#d e'), '/models/a%2Fb%3Fc%23d%20e');
  assert.equal(featurePath('m', '<img src=x>'), '/models/m/features/%3Cimg%20src%3Dx%3E');
  assert.deepEqual([incidentPath('1'), monitorPath('ü')], ['/incidents/1', '/monitors/%C3%BC']);
});

test('a name that looks like a placeholder or a replacement pattern stays what it is', () => {
  assert.equal(featurePath(':feature', '$&'), '/models/%3Afeature/features/%24%26');
});

test('empty and missing parameters are left out of a query', () => {
  const path = requestPath('/v1/series', { model: 'a&b', monitor: '', version: undefined, limit: 0 });
  assert.equal(path, '/v1/series?model=a%26b&limit=0');
});

test('an address that does not decode is told from one that does', () => {
  assert.equal(isReadablePath('/models/100%25'), true);
  assert.equal(isReadablePath('/models/100%'), false);
});

test('addresses that differ in their time only are told from those that differ in more', () => {
  const path = (model: string, from: string) =>
    requestPath('/v1/performance', { model, from, to: 'z', limit: 9 });
  assert.equal(differsInTimeOnly(path('a', '1'), path('a', '2')), true);
  assert.equal(differsInTimeOnly(path('a', '1'), path('b', '1')), false);
  assert.equal(differsInTimeOnly(null, path('a', '1')), false);
});
