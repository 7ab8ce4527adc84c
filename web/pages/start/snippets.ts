/** Snippet is how one language sends a first prediction. */
export interface Snippet {
  readonly language: string;
  readonly text: string;
}

const RECORD = {
  prediction_id: 'trip-1',
  model: 'eta',
  version: '1',
  features: { km: 12.4, city: 'Oslo' },
  prediction: 31,
};

/** snippetsFor writes the first prediction in each language, for the address of a service and with a key where it wants one. */
export function snippetsFor(address: string, withKey: boolean): Snippet[] {
  return [
    { language: 'TypeScript, JavaScript', text: typescript(address, withKey) },
    { language: 'Python', text: python(address, withKey) },
    { language: 'Shell', text: shell(address, withKey) },
  ];
}

function typescript(address: string, withKey: boolean): string {
  const key = withKey ? ', apiKey: process.env.PLUMBLINE_API_KEY' : '';
  return [
    "import { Plumbline } from '@plumbline/sdk';",
    `const plumbline = new Plumbline({ url: '${address}', model: 'eta', version: '1'${key} });`,
    "plumbline.logPrediction({ predictionId: 'trip-1', features: { km: 12.4, city: 'Oslo' }, prediction: 31 });",
  ].join('\n');
}

function python(address: string, withKey: boolean): string {
  const { prediction_id, ...rest } = RECORD;
  const record = JSON.stringify({ prediction_id, timestamp: 0, ...rest }, null, 1)
    .replaceAll(/\n */g, ' ')
    .replace('"timestamp": 0', '"timestamp": int(time.time() * 1000)');
  const key = withKey ? ', "authorization": "Bearer " + os.environ["PLUMBLINE_API_KEY"]' : '';
  return [
    `import json, ${withKey ? 'os, ' : ''}time, urllib.request`,
    `record = ${record}`,
    `urllib.request.urlopen(urllib.request.Request("${address}/v1/predictions", json.dumps(record).encode(), {"content-type": "application/json"${key}}))`,
  ].join('\n');
}

function shell(address: string, withKey: boolean): string {
  const { prediction_id, ...rest } = RECORD;
  const before = JSON.stringify({ prediction_id }).slice(0, -1);
  const after = JSON.stringify(rest).slice(1);
  const key = withKey ? ' -H "authorization: Bearer $PLUMBLINE_API_KEY"' : '';
  return [
    `curl ${address}/v1/predictions \\`,
    `  -H 'content-type: application/json'${key} \\`,
    `  -d '${before},"timestamp":'$(date +%s)'000,${after}'`,
  ].join('\n');
}
