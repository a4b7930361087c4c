import { describe, expect, it } from 'vitest';
import { isRetryable, parseAnswer, statusOf, unexpectedAnswer } from '../../../src/cluster/answer.ts';
import { readIdentity } from '../../../src/cluster/identity.ts';
import { json, scriptedApi } from './scripted-api.ts';

const status = (code: number, reason: string, message: string) => ({
  status: code,
  body: JSON.stringify({ kind: 'Status', code, reason, message }),
});

describe('answers', () => {
  it('read a Status, bounded, and a page that is none', () => {
    expect(statusOf(status(409, 'Conflict', 'x'.repeat(9_999)))).toEqual({
      reason: 'Conflict',
      message: 'x'.repeat(500),
    });
    expect(statusOf({ status: 502, body: '<html>' })).toEqual({ reason: '', message: '' });
    expect(statusOf({ status: 500, body: '{"reason":7,"message":null}' })).toEqual({
      reason: '',
      message: '',
    });
  });

  it.each([
    [403, 'ClusterAuth', false],
    [404, 'KindUnknown', false],
    [429, 'ClusterUnreachable', true],
    [503, 'ClusterUnreachable', true],
    [418, 'ClusterUnreachable', false],
  ])('that nobody expected become errors: %i is %s', (code, diagnostic, retryable) => {
    const error = unexpectedAnswer('paris', 'GET /x', status(code, 'Why', 'because'));

    expect([error.diagnostic.code, error.retryable]).toEqual([diagnostic, retryable]);
    expect(error.message).toContain('paris');
    expect(isRetryable(code)).toBe(retryable);
  });

  it('of another status are no object', () => {
    expect(() => parseAnswer('paris', 'GET /x', { status: 404, body: '{}' })).toThrow();
    expect(parseAnswer('paris', 'GET /x', { status: 200, body: '{"a":1}' })).toEqual({ a: 1 });
  });
});

describe('the identity of a cluster', () => {
  const version = json({ gitVersion: 'v1.36.3' });

  it('is the uid of kube-system, with its version', async () => {
    const api = scriptedApi(({ path }) =>
      path === '/version' ? version : json({ metadata: { uid: 'u-1' } }),
    );

    expect(await readIdentity(api)).toEqual({ uid: 'u-1', version: 'v1.36.3' });
  });

  it('is an error, never a blank, when it may not be read', async () => {
    const api = scriptedApi(({ path }) => (path === '/version' ? version : { status: 403 }));

    await expect(readIdentity(api)).rejects.toMatchObject({ diagnostic: { code: 'ClusterAuth' } });
  });
});
