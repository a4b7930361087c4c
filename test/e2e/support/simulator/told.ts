import type { Json } from '../../../../src/model/json.ts';
import { isJsonObject } from '../../../../src/model/json.ts';
import type { Case, RequestStep, Step } from './step.ts';
import type { Answer, Target } from './target.ts';
import type { Watcher } from './watcher.ts';

/** What one server made of one step. */
export interface Told {
  readonly answer?: Answer;
  readonly events?: readonly Json[];
}

interface Telling {
  readonly target: Target;
  readonly namespace: string;
  readonly answers: Map<string, Json>;
  readonly watchers: Map<string, Watcher>;
}

const valueAt = (value: Json | undefined, path: readonly string[]): Json | undefined => {
  let at: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(at)) at = at[Number(key)] as Json | undefined;
    else at = isJsonObject(at) ? at[key] : undefined;
  }
  return at;
};

/** Fills in what only this server knows: the namespace, and values of earlier answers. */
const filled = (text: string, { namespace, answers }: Telling): string =>
  text.replaceAll('{ns}', namespace).replaceAll(/\{\{([^}]+)\}\}/g, (_whole, path: string) => {
    const [label = '', ...rest] = path.split('.');
    const value = valueAt(answers.get(label), rest);
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? `no-${path}`);
  });

const filledBody = (body: Json | undefined, telling: Telling): { readonly body?: string } => {
  if (body === undefined) return {};
  // a text is sent as it stands, so that a case may send what is no JSON
  return { body: filled(typeof body === 'string' ? body : JSON.stringify(body), telling) };
};

const request = async (step: RequestStep, telling: Telling): Promise<Told> => {
  const { method, headers } = step;
  const path = filled(step.path, telling);
  const answer = await telling.target.send({ method, path, headers, ...filledBody(step.body, telling) });
  if (step.as !== undefined) telling.answers.set(step.as, answer.body);
  return { answer };
};

const untilStatus = async (path: string, status: number, telling: Telling): Promise<Told> => {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const answer = await telling.target.send({ method: 'GET', path: filled(path, telling), headers: {} });
    if (answer.status === status) return { answer };
    if (performance.now() > deadline)
      throw new Error(`${telling.target.name}: ${path} stays ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const nextSecond = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1_005 - (Date.now() % 1_000)));

const tell = async (step: Step, telling: Telling): Promise<Told> => {
  switch (step.do) {
    case 'request':
      return request(step, telling);
    case 'watch': {
      const { headers } = step;
      const path = filled(step.path, telling);
      const { answer, watcher } = await telling.target.watch({ method: 'GET', path, headers });
      if (watcher) telling.watchers.set(step.as, watcher);
      return { answer };
    }
    case 'events': {
      const watcher = telling.watchers.get(step.of);
      if (!watcher) return {};
      return { events: await (step.count === 'until the end' ? watcher.ended() : watcher.take(step.count)) };
    }
    case 'tick':
      await nextSecond();
      return {};
    case 'await':
      return untilStatus(step.path, step.status, telling);
    default:
      return step satisfies never;
  }
};

/** Tells one server a case in a namespace of its own; what it made of each step. */
export const tellCase = async (
  target: Target,
  { steps }: Case,
  namespace: string,
): Promise<readonly Told[]> => {
  const telling: Telling = { target, namespace, answers: new Map(), watchers: new Map() };
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const headers = { 'content-type': 'application/json' };
  await target.send({ method: 'POST', path: '/api/v1/namespaces', headers, body });
  const told: Told[] = [];
  try {
    for (const step of steps) told.push(await tell(step, telling));
  } finally {
    for (const watcher of telling.watchers.values()) watcher.close();
    // a real cluster of a local fleet has addresses for some 250 Services
    await target.send({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}/services`, headers: {} });
  }
  return told;
};
