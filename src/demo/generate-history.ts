import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenApiDocument, tableFromOpenApi } from '../schema/from-openapi.ts';
import { historyOf, historySource } from '../schema/history-table.ts';
import { kubernetesVersion } from '../schema/schema.ts';

/**
 * Writes src/schema/kubernetes-history.generated.ts: `node src/demo/generate-history.ts`, after each `npm run schema`
 * that brings a new minor. Needs Go: the OpenAPI of each minor is a file of the module k8s.io/kubernetes, which `go`
 * downloads once (some 35 MB a minor).
 */
const historyFile = join(import.meta.dirname, '../schema/kubernetes-history.generated.ts');

/** How many minors back: what Kubernetes itself supports is three or four, and fleets are behind. */
const minorCount = 6;

const moduleFolder = (version: string): string => {
  const answer = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], {
    // no module of ours is asked for
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '', GOWORK: 'off' },
  });
  return (JSON.parse(answer) as { Dir: string }).Dir;
};

const openApiOf = (version: string): OpenApiDocument =>
  JSON.parse(readFileSync(join(moduleFolder(version), 'api/openapi-spec/swagger.json'), 'utf8'));

/** The first patch of each older minor, and the release that the table of kinds was read from. */
const versions = (newest: string): ReadonlyMap<number, string> => {
  const last = Number(/^v1\.(\d+)/.exec(newest)![1]);
  const older = Array.from({ length: minorCount - 1 }, (_, index) => last - minorCount + 1 + index);
  return new Map([...older.map((minor) => [minor, `v1.${minor}.0`] as const), [last, newest]]);
};

const generate = (): void => {
  const tables = [...versions(kubernetesVersion())].map(([minor, version]) => {
    process.stderr.write(`Kubernetes ${version}\n`);
    return [minor, tableFromOpenApi(openApiOf(version), version)] as const;
  });
  const text = historySource(historyOf(new Map(tables)));
  writeFileSync(historyFile, text);
  process.stderr.write(`${historyFile}: ${Math.round(text.length / 1024)} KB\n`);
};

if (import.meta.main) generate();
