import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClusterApi, mediaTypes } from '../../src/cluster/api.ts';
import type { ResourceType } from '../../src/cluster/discovery.ts';
import { listMetadata } from '../../src/cluster/list.ts';
import { resourcePath, watchPath } from '../../src/cluster/paths.ts';
import { HeadwaterError } from '../../src/model/diagnostic.ts';

/** What a connection of the suite is to meet. */
export type Meeting = 'the cluster' | 'another CA' | 'a wrong token' | 'nobody';

/** One implementation of ClusterApi before a cluster with a namespace `default` that the suite may fill. */
export interface ClusterApiRig {
  connect(meeting: Meeting): Promise<ClusterApi>;
  /** Ends every connection without a word. */
  cut(): void;
  /** Swallows what is sent in either direction. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};
const clusterRoles: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
};
const collection = '/api/v1/namespaces/default/configmaps';
const patient = { timeout: 10_000, interval: 10 };

const configMap = (name: string, data: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data });

const errorOf = async (work: Promise<unknown>): Promise<HeadwaterError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HeadwaterError);
  return error as HeadwaterError;
};

/** The suite that every ClusterApi passes, the simulated ones as the real ones. */
export const clusterApiContract = (name: string, start: () => Promise<ClusterApiRig>): void => {
  describe(`the ${name} cluster API`, () => {
    let rig: ClusterApiRig;
    let api: ClusterApi;
    const controllers: AbortController[] = [];

    /** A watch of ConfigMaps that collects its lines. */
    const watch = (query: Record<string, string | number | boolean> = {}, silentAfterMs = 60_000) => {
      const controller = new AbortController();
      controllers.push(controller);
      const lines: string[] = [];
      const opened = Promise.withResolvers<true>();
      const ended = api.stream({
        path: watchPath(configMaps, { namespace: 'default' }, query),
        accept: mediaTypes.json,
        onLine: (line) => lines.push(line),
        onOpen: () => opened.resolve(true),
        signal: controller.signal,
        silentAfterMs,
      });
      ended.catch(() => {});
      const isOpen = Promise.race([opened.promise, ended.then(() => false).catch(() => false)]);
      return { ended, lines, isOpen, abort: (reason: Error) => controller.abort(reason) };
    };
    /** The same, open; again where it met a connection that a test before had broken. */
    const openWatch = async (...asked: Parameters<typeof watch>) => {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        const opening = watch(...asked);
        if (await opening.isOpen) return opening;
      }
      throw new Error('no watch could be opened');
    };
    const apply = (object: string, name: string, query = 'fieldManager=contract') =>
      api.request({
        method: 'PATCH',
        path: `${collection}/${name}?${query}`,
        contentType: mediaTypes.apply,
        body: object,
      });

    beforeAll(async () => {
      rig = await start();
      api = await rig.connect('the cluster');
    });
    afterEach(() => {
      for (const controller of controllers.splice(0)) controller.abort();
    });
    afterAll(async () => {
      await api?.close();
      await rig?.stop();
    });

    describe('requests', () => {
      it('creates, reads, replaces, patches and deletes', async () => {
        const id = `verbs-${randomUUID()}`;
        const path = `${collection}/${id}`;
        const made = await api.request({ method: 'POST', path: collection, body: configMap(id, { a: '1' }) });
        const replaced = await api.request({
          method: 'PUT',
          path,
          body: configMap(id, { a: '2', b: 'ü ☃ 𝄞' }),
        });
        const patched = await api.request({
          method: 'PATCH',
          path,
          contentType: mediaTypes.mergePatch,
          body: '{"data":{"a":null}}',
        });
        const read = await api.request({ method: 'GET', path });
        const deleted = await api.request({
          method: 'DELETE',
          path,
          body: '{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}',
        });
        const gone = await api.request({ method: 'GET', path });

        expect([made, replaced, patched, read, deleted, gone].map(({ status }) => status)).toEqual([
          201, 200, 200, 200, 200, 404,
        ]);
        expect(JSON.parse(read.body).data).toEqual({ b: 'ü ☃ 𝄞' });
      });

      it('applies, applies again without a new version, and meets a conflict as an answer', async () => {
        const id = `apply-${randomUUID()}`;
        const first = await apply(configMap(id, { a: '1' }), id);
        const again = await apply(configMap(id, { a: '1' }), id);
        const other = await apply(configMap(id, { a: '2' }), id, 'fieldManager=other');
        const forced = await apply(configMap(id, { a: '2' }), id, 'fieldManager=other&force=true');

        expect([first, again, other, forced].map(({ status }) => status)).toEqual([201, 200, 409, 200]);
        expect(JSON.parse(again.body).metadata.resourceVersion).toBe(
          JSON.parse(first.body).metadata.resourceVersion,
        );
      });

      it('answers with metadata alone where it is asked so', async () => {
        const id = `metadata-${randomUUID()}`;
        await apply(configMap(id, { secret: 'not to be sent' }), id);

        const { body } = await api.request({
          method: 'GET',
          path: `${collection}/${id}`,
          accept: mediaTypes.metadata,
        });

        expect(JSON.parse(body).kind).toBe('PartialObjectMetadata');
        expect(body).not.toContain('not to be sent');
      });

      it('gives refusals as answers: 404, 409, 415, 422', async () => {
        const id = `twice-${randomUUID()}`;
        const make = (body: string, contentType?: string) =>
          api.request({ method: 'POST', path: collection, body, ...(contentType ? { contentType } : {}) });
        await make(configMap(id, {}));

        const answers = await Promise.all([
          api.request({ method: 'GET', path: `${collection}/no-such-name` }),
          make(configMap(id, {})),
          make(configMap(id, {}), 'text/html'),
          make(configMap('Not_A_Name', {})),
        ]);

        expect(answers.map(({ status }) => status)).toEqual([404, 409, 415, 422]);
        for (const { body } of answers) expect(JSON.parse(body).kind).toBe('Status');
      });

      it('keeps the case and the colon of a name', async () => {
        const role = `Team:Admin-${randomUUID()}`;
        const path = resourcePath(clusterRoles, { namespace: '', name: role });
        const body = JSON.stringify({
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRole',
          metadata: { name: role },
          rules: [],
        });

        const applied = await api.request({
          method: 'PATCH',
          path: `${path}?fieldManager=contract`,
          contentType: mediaTypes.apply,
          body,
        });
        const read = await api.request({ method: 'GET', path });
        await api.request({ method: 'DELETE', path });

        expect([applied.status, read.status]).toEqual([201, 200]);
        expect(JSON.parse(read.body).metadata.name).toBe(role);
      });

      it('brings a large list, whole and page by page', async () => {
        const label = `big-${randomUUID()}`;
        const names = Array.from({ length: 230 }, (_, index) => `${label}-${index}`);
        await Promise.all(
          names.map((id) =>
            apply(configMap(id, { text: 'ß'.repeat(4_000) }, { labels: { suite: label } }), id),
          ),
        );

        const whole = await api.request({
          method: 'GET',
          path: `${collection}?labelSelector=suite%3D${label}`,
        });
        const pages = await listMetadata({
          api,
          type: configMaps,
          namespace: 'default',
          labelSelector: `suite=${label}`,
          limit: 50,
          record: (metadata) => metadata.name,
        });

        expect(whole.body.length).toBeGreaterThan(900_000);
        expect(JSON.parse(whole.body).items).toHaveLength(230);
        expect(pages.listed && [...pages.items].sort()).toEqual([...names].sort());
      });

      it('rejects at its time limit when nothing comes back, and works again afterwards', async () => {
        rig.freeze();
        const slow = api.request({ method: 'GET', path: '/version', timeoutMs: 300 });
        const error = await errorOf(slow).finally(() => rig.thaw());

        expect([error.diagnostic.code, error.retryable]).toEqual(['ClusterUnreachable', true]);
        await vi.waitFor(
          async () => expect((await api.request({ method: 'GET', path: '/version' })).status).toBe(200),
          patient,
        );
      });

      it("rejects with the signal's reason when its caller gives up", async () => {
        const controller = new AbortController();
        rig.freeze();
        const asked = api.request({ method: 'GET', path: '/version', signal: controller.signal });
        controller.abort(new Error('enough'));

        await expect(asked).rejects.toThrow('enough');
        rig.thaw();
        await expect(
          api.request({ method: 'GET', path: '/version', signal: controller.signal }),
        ).rejects.toThrow('enough');
      });
    });

    describe('streams', () => {
      it('tells what is there and what changes, a large event whole', async () => {
        const id = `stream-${randomUUID()}`;
        const { lines } = await openWatch({ fieldSelector: `metadata.name=${id}` });

        await apply(configMap(id, { text: '☃'.repeat(100_000) }), id);
        await api.request({ method: 'DELETE', path: `${collection}/${id}` });

        await vi.waitFor(() => expect(lines).toHaveLength(2), patient);
        const events = lines.map((line) => JSON.parse(line));
        expect(events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
        expect(events[0].object.data.text).toBe('☃'.repeat(100_000));
      });

      it('resolves with 200 when the server ends the stream', async () => {
        const { ended } = watch({ timeoutSeconds: 1 });

        expect(await ended).toMatchObject({ status: 200 });
      });

      it('tells initial events and the bookmark that ends them', async () => {
        const id = `initial-${randomUUID()}`;
        await apply(configMap(id, {}), id);

        const { lines } = watch({
          fieldSelector: `metadata.name=${id}`,
          allowWatchBookmarks: true,
          sendInitialEvents: true,
          resourceVersionMatch: 'NotOlderThan',
        });

        await vi.waitFor(() => expect(lines).toHaveLength(2), patient);
        expect(lines.map((line) => JSON.parse(line).type)).toEqual(['ADDED', 'BOOKMARK']);
        expect(JSON.parse(lines[1]!).object.metadata.annotations).toEqual({
          'k8s.io/initial-events-end': 'true',
        });
      });

      it('gives a refusal as an answer', async () => {
        const stream = (path: string) =>
          api.stream({
            path,
            accept: mediaTypes.metadata,
            onLine: () => {},
            signal: AbortSignal.timeout(20_000),
            silentAfterMs: 20_000,
          });

        const unserved = await stream('/apis/nobody.test/v1/things?watch=1');
        const invalid = await stream(`${collection}?watch=1&sendInitialEvents=true`);

        expect([unserved.status, invalid.status]).toEqual([404, 422]);
      });

      it('rejects when the connection is cut, and opens anew', async () => {
        const first = await openWatch();

        rig.cut();
        const error = await errorOf(first.ended);

        expect([error.diagnostic.code, error.retryable]).toEqual(['ClusterUnreachable', true]);
        await vi.waitFor(async () => {
          const again = watch({ timeoutSeconds: 1 });
          expect((await again.ended).status).toBe(200);
        }, patient);
      });

      it('is torn down when it is silent for too long', async () => {
        const { ended } = await openWatch({}, 400);

        rig.freeze();
        const error = await errorOf(ended).finally(() => rig.thaw());

        expect([error.diagnostic.code, error.retryable]).toEqual(['ClusterUnreachable', true]);
      });

      it("ends with the signal's reason, and with what its listener throws", async () => {
        const aborted = await openWatch();
        aborted.abort(new Error('enough'));
        const thrown = api.stream({
          path: watchPath(
            configMaps,
            {},
            { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true },
          ),
          accept: mediaTypes.metadata,
          onLine: () => {
            throw new Error('not that one');
          },
          signal: AbortSignal.timeout(20_000),
          silentAfterMs: 20_000,
        });

        await expect(aborted.ended).rejects.toThrow('enough');
        await expect(thrown).rejects.toThrow('not that one');
      });

      it('carries 120 at once', async () => {
        const id = `many-${randomUUID()}`;
        const streams = await Promise.all(
          Array.from({ length: 120 }, () => openWatch({ fieldSelector: `metadata.name=${id}` })),
        );

        await apply(configMap(id, {}), id);

        await vi.waitFor(() => expect(streams.every(({ lines }) => lines.length === 1)).toBe(true), patient);
      });
    });

    describe('what leads nowhere', () => {
      const attempts = async (meeting: Meeting): Promise<readonly HeadwaterError[]> => {
        const lost = await rig.connect(meeting);
        const request = lost.request({ method: 'GET', path: '/api/v1/namespaces', timeoutMs: 5_000 });
        const stream = lost.stream({
          path: '/api/v1/namespaces?watch=1',
          accept: mediaTypes.metadata,
          onLine: () => {},
          signal: AbortSignal.timeout(20_000),
          silentAfterMs: 5_000,
        });
        const errors = await Promise.all([errorOf(request), errorOf(stream)]);
        await lost.close();
        return errors;
      };

      it('rejects as unreachable when nobody listens', async () => {
        for (const { diagnostic, retryable } of await attempts('nobody')) {
          expect([diagnostic.code, retryable]).toEqual(['ClusterUnreachable', true]);
        }
      });

      it('rejects, not to be retried, when the certificate is of another CA', async () => {
        for (const { diagnostic, retryable } of await attempts('another CA')) {
          expect([diagnostic.code, retryable]).toEqual(['ClusterUnreachable', false]);
        }
      });

      it('rejects as not authenticated when the token is wrong, without the token', async () => {
        for (const { diagnostic, message } of await attempts('a wrong token')) {
          expect(diagnostic.code).toBe('ClusterAuth');
          expect(message).not.toContain('wrong-token');
        }
      });

      it('ends streams and refuses requests once closed', async () => {
        const closing = await rig.connect('the cluster');
        let open = false;
        const stream = closing.stream({
          path: watchPath(configMaps, {}),
          accept: mediaTypes.metadata,
          onLine: () => {},
          onOpen: () => {
            open = true;
          },
          signal: new AbortController().signal,
          silentAfterMs: 60_000,
        });
        stream.catch(() => {});
        await vi.waitFor(() => expect(open).toBe(true), patient);

        await closing.close();

        expect((await errorOf(stream)).diagnostic.code).toBe('ClusterUnreachable');
        const after = await errorOf(closing.request({ method: 'GET', path: '/version' }));
        expect([after.diagnostic.code, after.retryable]).toEqual(['ClusterUnreachable', false]);
        await closing.close();
      });
    });
  });
};
