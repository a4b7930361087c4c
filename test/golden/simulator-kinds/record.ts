import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { startFleet } from '../../../src/demo/control-plane/local-fleet.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { kindSchema } from '../../../src/schema/schema.ts';
import { kindCases } from './cases.ts';

// Records what a real API server answers to every case: `npx node test/golden/simulator-kinds/record.ts`.

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

const fleet = await startFleet({ clusters: ['golden'] });
const { url, caPem, adminToken } = fleet.clusters.get('golden')!;
const dispatcher = new Agent({ connect: { ca: caPem } });

const send = async (
  method: 'POST' | 'PATCH' | 'DELETE' | 'GET',
  path: string,
  body?: Json,
): Promise<Answer> => {
  const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await request(`${url}${path}`, {
    method,
    dispatcher,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': contentType },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.statusCode, body: JSON.parse(await answer.body.text()) as JsonObject };
};

const pathOf = (object: JsonObject): string => {
  const apiVersion = String(object.apiVersion);
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const schema = kindSchema({ group: group!, version: version!, kind: String(object.kind) })!;
  const root = group === '' ? '/api/v1' : `/apis/${apiVersion}`;
  return schema.namespaced ? `${root}/namespaces/golden/${schema.plural}` : `${root}/${schema.plural}`;
};

/** Removes it now, whatever finalizers it has. */
const remove = async (path: string): Promise<void> => {
  await send('PATCH', path, { metadata: { finalizers: null } });
  await send('DELETE', `${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
};

const isEnding = ({ status, body }: Answer): boolean =>
  status === 409 && String(body.message).includes('is being deleted');

/** A definition of the same name may still be on its way out. */
const create = async (path: string, object: JsonObject): Promise<Answer> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await send('POST', path, object);
    if (!isEnding(answer)) return answer;
    await setTimeout(100);
  }
  throw new Error(`never deleted: ${path}`);
};

const record = async (object: JsonObject, patches: readonly JsonObject[]): Promise<readonly Answer[]> => {
  const path = pathOf(object);
  const created = await create(path, object);
  if (created.status !== 201) return [created];
  const name = String((created.body.metadata as JsonObject).name);
  const answers = [created];
  for (const patch of patches) answers.push(await send('PATCH', `${path}/${name}`, patch));
  await remove(`${path}/${name}`);
  return answers;
};

try {
  await send('POST', '/api/v1/namespaces', { metadata: { name: 'golden' } });
  const recorded: JsonObject[] = [];
  for (const { name, object, patches } of kindCases()) {
    const answers = await record(object, patches);
    recorded.push({ name, object, patches, answers: answers as unknown as Json });
  }
  const lines = recorded.map((one) => JSON.stringify(one)).join(',\n');
  writeFileSync(join(import.meta.dirname, '..', 'simulator-kinds.json'), `[\n${lines}\n]\n`);
} finally {
  await dispatcher.close();
  await fleet.stop();
}
