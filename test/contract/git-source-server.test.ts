import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../../src/demo/git-server/git-server.ts';
import { type GitSourceOptions, type HttpGitSource, openGitSource } from '../../src/git/open-source.ts';
import { HeadwaterError } from '../../src/model/diagnostic.ts';
import { type Answer, type FrontServer, startProxy } from '../unit/git/proxy.support.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../unit/git/system-git.support.ts';

const password = 'p@ss/word:1';
const credentials = { username: 'reader', password };

const failure = async (doing: Promise<unknown>): Promise<HeadwaterError> => {
  const error = await doing.then(
    () => new Error('nothing failed'),
    (caught) => caught,
  );
  if (error instanceof HeadwaterError) return error;
  throw error;
};

/** All that a log could show of an error. */
const everything = (error: unknown): string => {
  const seen: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    seen.push(String(at), at.stack ?? '', JSON.stringify({ ...at }));
  }
  return seen.join('\n');
};

let server: GitServer;
let folder: string;
let repository: TestRepository;
let commit: string;
const sources: HttpGitSource[] = [];
const proxies: FrontServer[] = [];

beforeAll(async () => {
  server = await startGitServer({ credentials });
  await server.createRepository('fleet');
  folder = temporaryFolder();
  repository = createTestRepository(join(folder, 'work'));
  repository.write('a', 'a');
  commit = repository.commit();
  repository.git('push', '-q', server.folderOf('fleet'), 'main');
});
afterAll(async () => {
  await server.stop();
  removeFolder(folder);
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  for (const proxy of proxies.splice(0)) await proxy.stop();
  removeFolder(join(folder, 'source'));
});

const open = async (options: Partial<GitSourceOptions> = {}): Promise<HttpGitSource> => {
  const source = await openGitSource({
    url: server.url('fleet'),
    branch: 'main',
    gitdir: join(folder, 'source'),
    credentials,
    ...options,
  });
  sources.push(source);
  return source;
};

/** A source that reaches the real server through `answer`. */
const openThrough = async (
  answer: Answer,
  options: Partial<GitSourceOptions> = {},
): Promise<HttpGitSource> => {
  const proxy = await startProxy(`http://127.0.0.1:${server.port}`, answer);
  proxies.push(proxy);
  return open({ url: `http://127.0.0.1:${proxy.port}/fleet.git`, ...options });
};

const follow = async (source: HttpGitSource): Promise<void> => {
  await source.fetch(await source.remoteHead());
};

describe('credentials', () => {
  it('open the repository, as password, as token and from the address', async () => {
    const { port } = server;
    const ways: Partial<GitSourceOptions>[] = [
      { credentials },
      { credentials: { username: 'reader', token: password } },
      { url: server.cloneUrl('fleet'), credentials: {} },
      { url: `http://reader@127.0.0.1:${port}/fleet.git/`, credentials: { password } },
    ];
    for (const way of ways) expect(await (await open(way)).remoteHead()).toBe(commit);
    const source = await open();
    await follow(source);
    expect(await source.has(commit)).toBe(true);
  });

  it('that are refused are named as such, and neither they nor the address with them are shown', async () => {
    const wrong = 'wr0ng-s3cret';
    const url = `http://reader:${wrong}@127.0.0.1:${server.port}/fleet.git`;
    const source = await open({ url, credentials: {} });
    for (const doing of [source.remoteHead(), source.fetch(commit)]) {
      const error = await failure(doing);
      expect([error.diagnostic.code, error.retryable]).toEqual(['SourceAuth', false]);
      const shown = everything(error);
      expect(shown).not.toContain(wrong);
      expect(shown).not.toContain(Buffer.from(`reader:${wrong}`).toString('base64'));
    }
  });

  it('appear in no error of any kind', async () => {
    const answers: Answer[] = [
      (_, response) => respond(response, 500, 'broken'),
      (_, response) => respond(response, 200, '<html>sign in</html>'),
      (request) => {
        request.socket.destroy();
        return true;
      },
    ];
    for (const answer of answers) {
      const source = await openThrough(answer);
      for (const doing of [source.remoteHead(), source.fetch(commit)]) {
        const shown = everything(await failure(doing));
        expect(shown).not.toContain(password);
        expect(shown).not.toContain(encodeURIComponent(password));
        expect(shown).not.toContain(Buffer.from(`reader:${password}`).toString('base64'));
      }
    }
  });

  it('are not written to the disk', async () => {
    const source = await open({ url: server.cloneUrl('fleet'), credentials: {} });
    await follow(source);
    expect(() => repository.git('grep', '--no-index', '-q', '-F', 'word', join(folder, 'source'))).toThrow();
  });
});

const respond = (response: ServerResponse, status: number, body = '', headers = {}): boolean => {
  response.writeHead(status, headers).end(body);
  return true;
};

const isInfo = (request: IncomingMessage): boolean => request.url?.includes('/info/refs') ?? false;

describe('a redirect', () => {
  it('to another path of the same host is followed, by the fetch too', async () => {
    const answer: Answer = (request, response) => {
      if (!request.url!.startsWith('/old/')) return false;
      return respond(response, 301, '', { location: request.url!.replace('/old/', '/') });
    };
    const proxy = await startProxy(`http://127.0.0.1:${server.port}`, answer);
    proxies.push(proxy);
    const source = await open({ url: `http://127.0.0.1:${proxy.port}/old/fleet.git` });
    await follow(source);
    expect(await source.has(commit)).toBe(true);
  });

  it('to another host, port or protocol is refused, and no credentials go there', async () => {
    const seen: string[] = [];
    const other = await startProxy('http://127.0.0.1:1', (request, response) => {
      seen.push(request.headers.authorization ?? 'none');
      return respond(response, 404);
    });
    proxies.push(other);
    const targets = [
      `http://127.0.0.1:${other.port}/fleet.git/info/refs`,
      `http://localhost:${other.port}/x`,
      'file:///x',
      'ftp://127.0.0.1/',
    ];
    for (const location of targets) {
      const source = await openThrough((_, response) => respond(response, 302, '', { location }));
      const error = await failure(source.remoteHead());
      expect([error.diagnostic.code, error.retryable]).toEqual(['SourceUnavailable', false]);
    }
    expect(seen).toEqual([]);
  });

  it('in a circle ends', async () => {
    const source = await openThrough((request, response) =>
      respond(response, 302, '', { location: request.url }),
    );
    expect((await failure(source.remoteHead())).diagnostic.code).toBe('SourceUnavailable');
  });
});

describe('an answer that is not what it should be', () => {
  const cases: Record<string, { answer: Answer; code: string; retryable: boolean }> = {
    'a page to sign in': {
      answer: (_, r) => respond(r, 200, '<html>'),
      code: 'SourceUnavailable',
      retryable: true,
    },
    nothing: { answer: (_, r) => respond(r, 200, ''), code: 'SourceUnavailable', retryable: true },
    'a flush alone': {
      answer: (_, r) => respond(r, 200, '0000'),
      code: 'SourceUnavailable',
      retryable: true,
    },
    'half a list of refs': {
      answer: (_, r) => respond(r, 200, '001e# service=git-upload-pack\n0000000eversion 2\n'),
      code: 'SourceUnavailable',
      retryable: true,
    },
    'a rate limit': { answer: (_, r) => respond(r, 429), code: 'SourceUnavailable', retryable: true },
    'a bad request': { answer: (_, r) => respond(r, 400), code: 'SourceUnavailable', retryable: false },
    'a sign-in by 203': { answer: (_, r) => respond(r, 203), code: 'SourceAuth', retryable: false },
    'a ban': { answer: (_, r) => respond(r, 403), code: 'SourceAuth', retryable: false },
    'a repository that is gone': {
      answer: (_, r) => respond(r, 410),
      code: 'SourceMissing',
      retryable: false,
    },
    'an error packet': {
      answer: (_, r) => respond(r, 200, '001cERR access denied, sorry'),
      code: 'SourceUnavailable',
      retryable: true,
    },
  };
  for (const [what, { answer, code, retryable }] of Object.entries(cases)) {
    it(`(${what}) is an error of ours`, async () => {
      const source = await openThrough(answer);
      const error = await failure(source.remoteHead());
      expect([error.diagnostic.code, error.retryable]).toEqual([code, retryable]);
      await failure(source.fetch(commit));
      expect(await source.head()).toBeUndefined();
    });
  }

  it('(a list of refs without end) is bounded', async () => {
    const source = await openThrough((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('0'.repeat(1 << 20)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
      return true;
    });
    expect((await failure(source.remoteHead())).diagnostic.code).toBe('SourceLimit');
  });

  it('(protocol v1 alone) is understood', async () => {
    const source = await openThrough((request) => {
      delete request.headers['git-protocol'];
      return false;
    });
    await follow(source);
    expect(await source.has(commit)).toBe(true);
  });

  it('(a server that gives tips alone, and a branch that moved on) still brings the commit', async () => {
    let asked = 0;
    const source = await openThrough((request, response) => {
      if (isInfo(request) || request.headers['git-protocol'] !== undefined) return false;
      asked += 1;
      // the second fetch asks for what is no tip any more
      return asked === 2 && respond(response, 200, '0031ERR upload-pack: not our ref 0123456789abcdef');
    });
    await follow(source);
    repository.write('a', 'seen');
    const seen = repository.commit();
    repository.git('push', '-q', server.folderOf('fleet'), 'main');
    expect(await source.remoteHead()).toBe(seen);
    repository.write('a', 'newer');
    commit = repository.commit();
    repository.git('push', '-q', server.folderOf('fleet'), 'main');

    await source.fetch(seen);

    expect(await source.has(seen)).toBe(true);
    expect(asked).toBe(3);
  });
});

describe('an address', () => {
  const refused = [
    'git@github.com:org/fleet.git',
    'ssh://git@example.com/fleet.git',
    'git://example.com/fleet.git',
    'file:///srv/fleet.git',
    '/srv/fleet.git',
    'ftp://user:s3cret@example.com/fleet.git',
    'https://example.com/fleet.git?token=s3cret',
    'http://user:s3cret@example.com/fleet.git',
    '',
  ];
  for (const url of refused) {
    it(`${url || '(empty)'} is refused before anything is sent`, async () => {
      const error = await failure(open({ url, credentials: {} }));
      expect([error.diagnostic.code, error.retryable]).toEqual(['SourceUnavailable', false]);
      expect(everything(error)).not.toContain('s3cret');
    });
  }

  it('over plain http may have credentials on this machine, or where that is allowed', async () => {
    const remote = { url: 'http://git.example.com/fleet.git', credentials };
    expect((await failure(open(remote))).diagnostic.code).toBe('SourceUnavailable');
    await open({ ...remote, allowInsecureCredentials: true });
    await open({ ...remote, credentials: {} });
    await open({ url: 'http://localhost:1/fleet.git' });
  });

  it('needs a branch that could be one', async () => {
    for (const branch of ['', '-x', 'a..b', 'a b', 'a:b', '/a', 'a/', 'a*', 'ab'.repeat(20)]) {
      expect((await failure(open({ branch }))).diagnostic.code).toBe('SourceMissing');
    }
    expect(await (await open({ branch: 'refs/heads/main' })).remoteHead()).toBe(commit);
  });
});
