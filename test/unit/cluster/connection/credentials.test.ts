import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Credentials, createCredentialSource } from '../../../../src/cluster/connection/credentials.ts';
import { inClusterContext } from '../../../../src/cluster/connection/in-cluster.ts';
import { createLineSplitter } from '../../../../src/cluster/connection/line-splitter.ts';
import { targetOf } from '../../../../src/cluster/connection/target.ts';

const token = (text: string, expiresAt?: number): Credentials => ({
  headers: { authorization: text },
  tls: { skipVerify: false },
  ...(expiresAt === undefined ? {} : { expiresAt }),
});

/** A source whose readings are a list; an Error in it is a reading that fails. */
const start = (readings: readonly (Credentials | Error)[], maxAgeMs = Number.POSITIVE_INFINITY) => {
  let time = 1_000_000;
  let reads = 0;
  const source = createCredentialSource({
    maxAgeMs,
    now: () => time,
    read: async () => {
      const reading = readings[Math.min(reads, readings.length - 1)]!;
      reads += 1;
      if (reading instanceof Error) throw reading;
      return reading;
    },
  });
  return {
    source,
    reads: () => reads,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    now: async () => (await source.current()).headers.authorization,
    renewed: async () => (await source.renew()).headers.authorization,
  };
};

describe('credentials', () => {
  it('are read once for all who ask at once, and then given without a promise', async () => {
    const { source, reads } = start([token('a')]);
    await Promise.all([source.current(), source.current(), source.current()]);

    expect(reads()).toBe(1);
    expect(source.current()).not.toBeInstanceOf(Promise);
  });

  it('are read again at their age, and a minute before their end', async () => {
    const aged = start([token('a'), token('b')], 60_000);
    const ending = start([token('a', 1_000_000 + 600_000), token('b')]);
    expect([await aged.now(), await ending.now()]).toEqual(['a', 'a']);
    aged.pass(59_999);
    ending.pass(539_999);
    expect([await aged.now(), await ending.now()]).toEqual(['a', 'a']);
    aged.pass(1);
    ending.pass(1);

    expect([await aged.now(), await ending.now()]).toEqual(['b', 'b']);
  });

  it('go on serving while they cannot be read, asked for again seconds later', async () => {
    const { now, pass, reads } = start([token('a'), new Error('gone'), token('b')], 60_000);
    await now();
    pass(60_000);
    expect(await now()).toBe('a');
    pass(4_999);
    expect([await now(), reads()]).toEqual(['a', 2]);
    pass(1);

    expect(await now()).toBe('b');
  });

  it('that were never read reject, and are asked for again', async () => {
    const { now } = start([new Error('gone'), token('a')]);

    await expect(now()).rejects.toThrow('gone');
    expect(await now()).toBe('a');
  });

  it('that are already over do not start a plugin for each request', async () => {
    const { now, reads } = start([token('a', 5)]);
    await now();
    await now();

    expect(reads()).toBe(1);
  });

  it('are renewed after a 401, once for a burst of them', async () => {
    const { now, pass, renewed, reads } = start([token('a'), token('b')]);
    await now();
    expect(await renewed()).toBe('a');
    pass(5_000);

    expect(await Promise.all([renewed(), renewed(), renewed()])).toEqual(['b', 'b', 'b']);
    expect(reads()).toBe(2);
  });
});

describe('the cluster that we run in', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

  it('is reached with the token and CA of the Pod, read anew each minute', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headwater-pod-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'token'), 'first\n');
    writeFileSync(join(folder, 'ca.crt'), 'PEM');
    const context = inClusterContext({ env, folder });

    expect(await context.readCredentials()).toEqual({
      headers: { authorization: 'Bearer first' },
      tls: { ca: 'PEM', skipVerify: false },
    });
    writeFileSync(join(folder, 'token'), 'second\n');
    expect((await context.readCredentials()).headers).toEqual({ authorization: 'Bearer second' });
    expect([context.server, context.maxAgeMs]).toEqual(['https://10.0.0.1:443', 60_000]);
  });

  it('may have an IPv6 address', () => {
    expect(inClusterContext({ env: { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1' } }).server).toBe(
      'https://[fd00::1]:443',
    );
  });

  it('is none outside a Pod, and an error without a service account', async () => {
    expect(() => inClusterContext({ env: {} })).toThrow(
      expect.objectContaining({ diagnostic: expect.objectContaining({ code: 'ClusterUnknown' }) }),
    );
    await expect(inClusterContext({ env, folder: '/nothing/here' }).readCredentials()).rejects.toMatchObject({
      diagnostic: { code: 'ClusterAuth' },
    });
  });
});

describe('the address of a server', () => {
  it('is taken apart, with the path prefix of a proxy', () => {
    expect(targetOf('https://rancher.example/k8s/clusters/c-1/', 'x')).toEqual({
      origin: 'https://rancher.example',
      authority: 'rancher.example:443',
      host: 'rancher.example',
      port: 443,
      prefix: '/k8s/clusters/c-1',
      secure: true,
    });
    expect(targetOf('https://[::1]:6443', 'x')).toMatchObject({
      host: '::1',
      port: 6443,
      authority: '[::1]:6443',
    });
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:1', 'http://127.9.9.9'])(
    'may be plain http on loopback: %s',
    (server) => {
      expect(targetOf(server, 'x').secure).toBe(false);
    },
  );

  it.each([
    'http://10.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://user:sec-ret@a',
    'https://a/?token=sec-ret',
    'https://a/#sec-ret',
    'ftp://a',
    'a',
    '',
  ])('is refused, and not quoted: %s', (server) => {
    expect(() => targetOf(server, 'x')).toThrow(
      expect.objectContaining({ diagnostic: expect.objectContaining({ code: 'ClusterConfigRefused' }) }),
    );
    expect(() => targetOf(server, 'x')).not.toThrow(/sec-ret/);
  });
});

describe('lines', () => {
  const split = (chunks: readonly Buffer[], maxLineBytes = 100): readonly string[] => {
    const lines: string[] = [];
    const splitter = createLineSplitter({
      onLine: (line) => lines.push(line),
      maxLineBytes,
      tooLong: () => new Error('too long'),
    });
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return lines;
  };
  const text = 'ü☃\n\n𝄞𝄞𝄞\r\nlast';

  it('are the same wherever the bytes are cut', () => {
    const bytes = Buffer.from(text);
    for (let first = 0; first <= bytes.length; first += 1) {
      for (let second = first; second <= bytes.length; second += 1) {
        const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(split(chunks)).toEqual(['ü☃', '𝄞𝄞𝄞\r', 'last']);
      }
    }
  });

  it('are bounded, ended or not', () => {
    expect(split([Buffer.from('a'.repeat(100))])).toHaveLength(1);
    expect(() => split([Buffer.from('a'.repeat(60)), Buffer.from('a'.repeat(41))])).toThrow('too long');
    expect(() => split([Buffer.from(`${'a'.repeat(101)}\n`)])).toThrow('too long');
  });
});
