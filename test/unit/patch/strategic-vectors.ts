import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/model/json.ts';
import type { KubeObject } from '../../../src/model/resource.ts';

/** One strategic merge patch, and what the API server makes of it. */
export interface StrategicVector {
  readonly name: string;
  readonly base: KubeObject;
  readonly patch: JsonObject;
  readonly expected?: KubeObject;
  readonly refused?: true;
}

/** What an end-to-end test compares with a real kube-apiserver, and a unit test with us. */
export const strategicVectors: readonly StrategicVector[] = JSON.parse(
  readFileSync(new URL('../../golden/strategic-merge.json', import.meta.url), 'utf8'),
);
