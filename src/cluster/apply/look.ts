import { unexpectedAnswer } from '../answer.ts';
import { type ClusterApi, mediaTypes } from '../api.ts';
import type { ResourceType } from '../discovery.ts';
import { metadataOfBody } from '../inventory/live-metadata.ts';
import { listMetadata } from '../list.ts';
import type { ObjectMeta } from '../object-meta.ts';
import { resourcePath } from '../paths.ts';
import type { Clock } from './clock.ts';
import { send } from './send.ts';

export interface Place {
  readonly type: ResourceType;
  /** '' = cluster-scoped. */
  readonly namespace: string;
  readonly name: string;
}

/** Reads the metadata of objects that need not be ours. */
export interface Looker {
  /** One GET, now. */
  look(place: Place, signal: AbortSignal): Promise<ObjectMeta | undefined>;
  /**
   * The same for somebody who can wait a moment: three or more that ask for one kind and namespace close
   * together, whichever bindings they belong to, share one LIST.
   */
  lookTogether(place: Place, signal: AbortSignal): Promise<ObjectMeta | undefined>;
  /** What a LIST of the last seconds says; undefined where there was none. */
  remembered(place: Place): ObjectMeta | 'missing' | undefined;
  forget(place: Place): void;
}

interface Batch {
  readonly waiting: {
    readonly place: Place;
    readonly answer: PromiseWithResolvers<ObjectMeta | undefined>;
  }[];
}
interface Listed {
  readonly at: number;
  readonly objects: ReadonlyMap<string, ObjectMeta>;
}

const windowMs = 5;
const enoughForAList = 3;
/** A write is bound to uid and resourceVersion, so a stale answer costs a second look and nothing else. */
const rememberedMs = 10_000;
const mostRemembered = 5000;

const collection = ({ type, namespace }: Place): string => `${type.group}|${type.kind}|${namespace}`;

export const createLooker = (site: { readonly api: ClusterApi; readonly clock: Clock }): Looker => {
  const batches = new Map<string, Batch>();
  const lists = new Map<string, Listed>();

  const look = async (place: Place, signal: AbortSignal): Promise<ObjectMeta | undefined> => {
    const path = resourcePath(place.type, place);
    const response = await send(site, { method: 'GET', path, accept: mediaTypes.metadata }, signal);
    if (response.status === 404) return undefined;
    const metadata = response.status === 200 ? metadataOfBody(response.body) : undefined;
    if (metadata === undefined) throw unexpectedAnswer(site.api.cluster, `GET ${path}`, response);
    return metadata;
  };

  const list = async ({ type, namespace }: Place): Promise<Listed> => {
    const at = site.clock.now();
    const record = (metadata: ObjectMeta): ObjectMeta => metadata;
    const outcome = await listMetadata({ api: site.api, type, namespace, record });
    if (!outcome.listed) throw unexpectedAnswer(site.api.cluster, `LIST ${type.plural}`, outcome.response);
    return { at, objects: new Map(outcome.items.map((metadata) => [metadata.name, metadata])) };
  };

  const answerByList = async (key: string, waiting: Batch['waiting'], first: Place): Promise<void> => {
    const listed = await list(first);
    for (const [old, { at }] of lists) if (site.clock.now() - at > rememberedMs) lists.delete(old);
    if (listed.objects.size <= mostRemembered) lists.set(key, listed);
    for (const { place, answer } of waiting) answer.resolve(listed.objects.get(place.name));
  };

  const answerOne = async ({ place, answer }: Batch['waiting'][number]): Promise<void> => {
    try {
      answer.resolve(await look(place, new AbortController().signal));
    } catch (error) {
      answer.reject(error);
    }
  };

  const run = async (key: string, first: Place): Promise<void> => {
    await site.clock.sleep(windowMs);
    const waiting = batches.get(key)?.waiting ?? [];
    batches.delete(key);
    if (waiting.length < enoughForAList) {
      await Promise.all(waiting.map(answerOne));
      return;
    }
    try {
      await answerByList(key, waiting, first);
    } catch (error) {
      for (const { answer } of waiting) answer.reject(error);
    }
  };

  return {
    look,
    lookTogether: (place, signal) => {
      signal.throwIfAborted();
      const key = collection(place);
      const answer = Promise.withResolvers<ObjectMeta | undefined>();
      const batch = batches.get(key);
      if (batch) {
        batch.waiting.push({ place, answer });
        return answer.promise;
      }
      batches.set(key, { waiting: [{ place, answer }] });
      // never rejects: each waiter gets its own answer or error
      void run(key, place);
      return answer.promise;
    },
    remembered: (place) => {
      const listed = lists.get(collection(place));
      if (listed === undefined || site.clock.now() - listed.at > rememberedMs) return undefined;
      return listed.objects.get(place.name) ?? 'missing';
    },
    forget: (place) => {
      lists.delete(collection(place));
    },
  };
};
