const MIDDLE = ['ingest', 'analyzers', 'alerts'];
const SOURCE = '^(domain|ingest|analyzers|alerts|store|api|service|dashboards|web)/';

/** Every rule names its intent; the comment says what to do instead. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Move what both files need into a third one; type-only cycles count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-imports-nothing-of-ours',
      comment: 'domain/ holds words and pure rules. Pass what it needs as an argument.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: '^(ingest|analyzers|alerts|store|api|service|sdk|examples|test|bench)/' },
    },
    ...MIDDLE.map((folder) => ({
      name: `${folder}-stands-apart`,
      comment: `${folder}/ knows domain/ only. Declare a port in ${folder}/ports.ts and let service/ wire it.`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: `^(${[...MIDDLE.filter((name) => name !== folder), 'store', 'api', 'service', 'sdk', 'examples', 'test', 'bench'].join('|')})/`,
      },
    })),
    {
      name: 'dashboards-stand-apart',
      comment: 'Boards know the views by their names only; nothing runs them.',
      severity: 'error',
      from: { path: '^dashboards/' },
      to: { path: '^(domain|ingest|analyzers|alerts|store|api|web|service|sdk|examples|test|bench)/' },
    },
    {
      name: 'boards-are-generated-only',
      comment: 'Use the files that dashboards/ generates.',
      severity: 'error',
      from: { path: '^(domain|ingest|analyzers|alerts|store|api|web|service|sdk/src|examples|bench)/' },
      to: { path: '^dashboards/' },
    },
    {
      name: 'store-implements-ports',
      comment: 'store/ may import the ports of the middle folders, never the API or the service.',
      severity: 'error',
      from: { path: '^store/' },
      to: { path: '^(service|sdk|examples|test|bench)/' },
    },
    {
      name: 'api-knows-no-store',
      comment: 'api/ answers through its ports; service/ hands it the store.',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^(store|service|sdk|examples|test|bench)/' },
    },
    {
      name: 'through-the-front-door',
      comment: 'From outside a top-level folder only its index.ts, ports.ts or rows.ts may be imported.',
      severity: 'error',
      from: { path: '^(domain|ingest|analyzers|alerts|store|api|service)/', pathNot: '^test/' },
      to: {
        path: '^(domain|ingest|analyzers|alerts|store|api|service)/',
        pathNot: ['^[a-z]+/(index|ports|rows)\\.ts$', '^$1/'],
      },
    },
    {
      name: 'clickhouse-in-store-only',
      comment: 'Add a method to a port instead.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^store/' },
      to: { path: 'node_modules/(@clickhouse|chdb|apache-arrow)' },
    },
    {
      name: 'fastify-in-api-only',
      comment: 'Routes live in api/.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^api/' },
      to: { path: 'node_modules/(fastify|@fastify)' },
    },
    {
      name: 'kafkajs-in-ingest-kafka-only',
      comment: 'Use the ports of ingest/record-log.ts.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^ingest/kafka/' },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'gpu-packages-in-the-gpu-engine-only',
      comment:
        'They are optional and live on a thread of their own: use the port in analyzers/engines/gpu/gpu-thread.ts.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^analyzers/engines/gpu/' },
      to: { path: 'node_modules/(gpu\\.js|webgpu)' },
    },
    {
      name: 'sdk-stands-alone',
      comment: 'The SDK is published without dependencies.',
      severity: 'error',
      from: { path: '^sdk/src/' },
      to: { path: '(^(domain|ingest|analyzers|alerts|store|api|service)/|node_modules/)' },
    },
    {
      name: 'page-stands-alone',
      comment: 'The page knows the service by its HTTP API only; its row types are in web/api/types.ts.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(domain|ingest|analyzers|alerts|store|api|service|sdk|examples|test|bench)/' },
    },
    {
      name: 'page-is-served-not-imported',
      comment: 'The service serves the bundle in dist/web; only tests import modules of the page.',
      severity: 'error',
      from: { pathNot: '^(web|test)/' },
      to: { path: '^web/' },
    },
    {
      name: 'product-without-dev-dependencies',
      comment:
        'Move the package to dependencies, or the code to test/. The page is bundled, and of dashboards/ only what it generates is shipped.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^(web|dashboards)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(sdk/)?dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
