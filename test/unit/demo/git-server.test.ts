import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type GitServer, startGitServer } from '../../../src/demo/git-server/git-server.ts';
import { runGit } from '../../../src/demo/git-server/run-git.ts';
import { cloneWorkingCopy, type WorkingCopy } from '../../e2e/support/working-copy.ts';

const credentials = { username: 'ann', password: 'p@ss:w/rd%' };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const serve = async (options: Parameters<typeof startGitServer>[0] = {}): Promise<GitServer> => {
  const server = await startGitServer(options);
  cleanups.push(() => server.stop());
  return server;
};

const clone = async (url: string): Promise<WorkingCopy> => {
  const copy = await cloneWorkingCopy(url);
  cleanups.push(() => copy.remove());
  return copy;
};

const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-test-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const serveFleet = async (): Promise<{ server: GitServer; copy: WorkingCopy }> => {
  const server = await serve();
  await server.createRepository('fleet');
  const copy = await clone(server.cloneUrl('fleet'));
  await copy.commitAndPush('one', { 'a.txt': 'one\n' });
  return { server, copy };
};

/** Text that no compression shortens, so that a pack has a known least size. */
const noise = (bytes: number): string =>
  Array.from({ length: bytes / 4 }, (_, i) => ((i * 2_654_435_761) >>> 0).toString(36).slice(-4)).join('');

describe('a git server', () => {
  it('serves a folder as the first commit of a new repository', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'kept.yaml'), 'a: 1\n');
    writeFileSync(join(folder, '.gitignore'), 'dropped.txt\n');
    writeFileSync(join(folder, 'dropped.txt'), 'no');
    const server = await serve();

    await server.createRepository('fleet', { from: folder, branch: 'trunk' });
    const copy = await clone(server.url('fleet'));

    expect(readFileSync(join(copy.folder, 'kept.yaml'), 'utf8')).toBe('a: 1\n');
    expect(await copy.git('ls-files')).toBe('.gitignore\nkept.yaml');
    expect(await copy.git('rev-parse', 'origin/trunk')).toBe(await copy.head());
    expect(await copy.git('rev-list', '--count', 'HEAD')).toBe('1');
    expect(existsSync(join(folder, '.git'))).toBe(false);
  });

  it('takes a push, a revert and a force-push', async () => {
    const { server, copy } = await serveFleet();
    const first = await copy.head();
    const second = await copy.commitAndPush('two', { 'a.txt': 'two\n', 'folder/b.txt': 'b\n' });
    const at = () => runGit({ cwd: server.folderOf('fleet'), args: ['rev-parse', 'main'] });

    const afterPush = await at();
    const reverted = await copy.revertAndPush(second);
    const afterRevert = await at();
    const trees = await copy.git('rev-parse', `${first}^{tree}`, `${reverted}^{tree}`);
    await copy.resetAndForcePush(first);
    const afterForce = await at();

    expect([afterPush, afterRevert, afterForce]).toEqual([second, reverted, first]);
    expect(new Set(trees.split('\n')).size).toBe(1);
  });

  it('takes a push that the client compresses or sends in chunks', async () => {
    const { server, copy } = await serveFleet();
    await copy.git('config', 'http.postBuffer', '65536');

    const id = await copy.commitAndPush('large', { 'large.txt': noise(400_000) });

    expect(await runGit({ cwd: server.folderOf('fleet'), args: ['rev-parse', 'main'] })).toBe(id);
  });

  it('unpacks a gzip request body and passes the protocol version on', async () => {
    const { server, copy } = await serveFleet();
    const lines = ['command=ls-refs\n', 'object-format=sha1'].map(
      (line) => (line.length + 4).toString(16).padStart(4, '0') + line,
    );

    const response = await fetch(`${server.url('fleet')}/git-upload-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-upload-pack-request',
        'content-encoding': 'gzip',
        'git-protocol': 'version=2',
      },
      body: gzipSync(`${lines.join('')}00010000`),
    });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-git-upload-pack-result');
    expect(await response.text()).toContain(`${await copy.head()} refs/heads/main`);
  });

  it('gives a commit that no branch holds any more to whoever knows its id', async () => {
    const { server, copy } = await serveFleet();
    const first = await copy.head();
    const dropped = await copy.commitAndPush('two', { 'a.txt': 'two\n' });
    await copy.resetAndForcePush(first);
    const other = await clone(server.url('fleet'));

    await other.git('fetch', '--quiet', '--depth=1', 'origin', dropped);

    expect(await other.git('show', `${dropped}:a.txt`)).toBe('two');
  });

  it('serves only the repositories that were made, and only by git', async () => {
    const { server } = await serveFleet();
    const base = `http://127.0.0.1:${server.port}`;
    const paths = [
      '/',
      '/other.git/info/refs?service=git-upload-pack',
      '/fleet.git/config',
      '/fleet.git/HEAD',
      '/fleet.git/../fleet.git/config',
      '/%2e%2e/etc/passwd',
      '/fleet.git/objects/info/packs',
    ];

    const statuses = await Promise.all(paths.map(async (path) => (await fetch(`${base}${path}`)).status));

    expect(statuses).toEqual(paths.map(() => 404));
  });

  it('refuses a repository name that leads elsewhere or exists', async () => {
    const { server } = await serveFleet();

    for (const name of ['fleet', '../up', 'A', '', 'a/b']) {
      await expect(server.createRepository(name)).rejects.toThrow('not a new repository');
    }
  });

  it('removes everything when it stops, clients that hang on included', async () => {
    const { server, copy } = await serveFleet();
    const folder = dirname(server.folderOf('fleet'));
    server.faults.silent(true);
    const hanging = copy.git('fetch', 'origin').then(
      () => 'answered',
      () => 'failed',
    );
    await vi.waitFor(() => expect(server.traffic().requests).toBeGreaterThan(4));

    await Promise.all([server.stop(), server.stop()]);

    expect(existsSync(folder)).toBe(false);
    expect(await hanging).toBe('failed');
  });
});

describe('a git server with credentials', () => {
  it('lets in who has them, in the address that it prints', async () => {
    const server = await serve({ credentials });
    await server.createRepository('fleet');

    const copy = await clone(server.cloneUrl('fleet'));
    const id = await copy.commitAndPush('one', { 'a.txt': 'one\n' });

    expect(await copy.git('ls-remote', 'origin', 'main')).toBe(`${id}\trefs/heads/main`);
    expect(server.url('fleet')).not.toContain('@');
  });

  it.each([
    ['nothing', {}],
    ['another password', { authorization: `Basic ${btoa('ann:wrong')}` }],
    ['another user', { authorization: `Basic ${btoa(`bob:${credentials.password}`)}` }],
    ['another scheme', { authorization: `Bearer ${credentials.password}` }],
    ['what is not base64', { authorization: 'Basic ***' }],
  ])('refuses %s with a challenge', async (_what, headers) => {
    const server = await serve({ credentials });
    await server.createRepository('fleet');

    const response = await fetch(`${server.url('fleet')}/info/refs?service=git-upload-pack`, { headers });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="git"');
  });

  it('keeps the password out of what a failed git command says', async () => {
    const server = await serve({ credentials });
    const url = server.cloneUrl('missing');

    const said = await cloneWorkingCopy(url).catch((error: Error) => error.message);

    expect(said).toContain('not found');
    expect(said).not.toContain(encodeURIComponent(credentials.password));
  });
});

describe('the faults of a git server', () => {
  it('refuses connections while it is down, and keeps address and data', async () => {
    const { server, copy } = await serveFleet();

    await server.faults.down(true);
    await expect(copy.git('fetch', 'origin')).rejects.toThrow('git fetch failed');
    await server.faults.down(false);

    await copy.git('fetch', 'origin');
    expect(await copy.commitAndPush('two')).toMatch(/^[0-9a-f]{40}$/);
  });

  it('answers 503 while it is unavailable', async () => {
    const { server } = await serveFleet();
    const ask = async () => (await fetch(`${server.url('fleet')}/info/refs?service=git-upload-pack`)).status;

    await server.faults.down('unavailable');
    const during = await ask();
    await server.faults.down(false);

    expect([during, await ask()]).toEqual([503, 200]);
  });

  it('cuts a pack in the middle and lets smaller answers pass', async () => {
    const { server, copy } = await serveFleet();
    await copy.commitAndPush('large', { 'large.txt': noise(400_000) });

    server.faults.cutAfterBytes(20_000);
    await copy.git('ls-remote', 'origin');
    const failed = await cloneWorkingCopy(server.url('fleet')).then(
      () => 'cloned',
      () => 'failed',
    );
    server.faults.cutAfterBytes(undefined);

    expect(failed).toBe('failed');
    expect(await (await clone(server.url('fleet'))).head()).toBe(await copy.head());
  });

  it('stalls a pack after so many bytes, with the connection open', async () => {
    const { server, copy } = await serveFleet();
    await copy.commitAndPush('large', { 'large.txt': noise(400_000) });
    const body = ['command=fetch', 'object-format=sha1']
      .map((line) => (line.length + 4).toString(16).padStart(4, '0') + line)
      .concat('0001', '0032', `want ${await copy.head()}\n`, '0009done\n', '0000')
      .join('');
    server.faults.stallAfterBytes(20_000);

    const response = await fetch(`${server.url('fleet')}/git-upload-pack`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-git-upload-pack-request', 'git-protocol': 'version=2' },
      body,
    });
    const reader = response.body!.getReader();
    let received = 0;
    while (received < 20_000) received += (await reader.read()).value?.length ?? Number.POSITIVE_INFINITY;
    const more = reader.read().then(
      () => 'ended',
      () => 'closed',
    );

    expect(received).toBe(20_000);
    await server.stop();
    expect(await more).toBe('closed');
  });

  it('accepts and never answers while it is silent', async () => {
    const { server } = await serveFleet();
    const ask = () =>
      fetch(`${server.url('fleet')}/info/refs?service=git-upload-pack`, { signal: AbortSignal.timeout(300) });

    server.faults.silent(true);
    await expect(ask()).rejects.toThrow(/timeout/i);
    server.faults.silent(false);

    expect((await ask()).status).toBe(200);
  });

  it('counts requests and bytes on the wire since the last reset', async () => {
    const { server, copy } = await serveFleet();

    server.resetTraffic();
    const nothing = server.traffic();
    await copy.git('ls-remote', 'origin');
    const small = server.traffic();
    await copy.commitAndPush('large', { 'large.txt': noise(400_000) });
    server.resetTraffic();
    await clone(server.url('fleet'));

    expect(nothing).toEqual({ requests: 0, bytesSent: 0, bytesReceived: 0 });
    expect(small.requests).toBe(2);
    expect(small.bytesSent).toBeGreaterThan(100);
    expect(small.bytesSent).toBeLessThan(5_000);
    expect(server.traffic().bytesSent).toBeGreaterThan(200_000);
  });
});
