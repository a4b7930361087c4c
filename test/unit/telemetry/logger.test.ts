import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from '../../../src/telemetry/logger.ts';

const start = (options: Omit<LoggerOptions, 'destination'> & { isTTY?: boolean } = {}) => {
  const { isTTY = false, ...rest } = options;
  const destination = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const logger = createLogger({ ...rest, destination });
  const text = (): string => (destination.read() as string | null) ?? '';
  const last = () => JSON.parse(text().trimEnd().split('\n').at(-1)!);
  return { logger, text, last };
};

describe('the logger', () => {
  it('writes JSON with the level’s name, the time, the message and the fields', () => {
    const { logger, last } = start();
    logger.info({ cluster: 'edge-1', objects: 3 }, 'applied');
    const line = last();
    expect(line).toMatchObject({ level: 'info', msg: 'applied', cluster: 'edge-1', objects: 3 });
    expect(Date.parse(line.time)).not.toBeNaN();
    expect(line).not.toHaveProperty('hostname');
  });

  it('leaves out what is below its level', () => {
    const { logger, text } = start({ level: 'warn' });
    logger.info('quiet');
    expect(text()).toBe('');
  });

  it('is pretty on a terminal and JSON elsewhere, unless told', () => {
    const onTerminal = start({ isTTY: true });
    onTerminal.logger.info({ cluster: 'edge-1' }, 'applied');
    const pretty = onTerminal.text();
    expect(() => JSON.parse(pretty)).toThrow();
    expect(pretty).toMatch(/INFO.*applied/s);
    expect(pretty).toContain('edge-1');

    const told = start({ isTTY: true, format: 'json' });
    told.logger.info('applied');
    expect(told.last().msg).toBe('applied');
  });

  it('writes a pretty line before the call returns, without colour when it is piped', () => {
    const { logger, text } = start({ format: 'pretty' });
    logger.error({ code: 'ClusterAuth' }, 'refused');
    expect(text()).toMatch(/ERROR: refused .*ClusterAuth/);
    logger.error('again');
    expect(text()).not.toContain('\u001b');
  });

  it('takes secrets out of fields at any depth, of children and of their children', () => {
    const { logger, text } = start();
    const child = logger
      .child({ token: 'hunter1' })
      .child({ request: { headers: { Authorization: 'hunter2' } } });
    child.info({ auth: { password: 'hunter3', clientKeyData: 'hunter4', user: 'ci' } }, 'connected');
    child.info(
      { object: { kind: 'Secret', data: { a: 'hunter5' }, stringData: { b: 'hunter6' } } },
      'applied',
    );
    const lines = text();
    expect(lines).not.toContain('hunter');
    expect(lines).toContain('"user":"ci"');
  });

  it('keeps the data of other kinds, and where a secret lies', () => {
    const { logger, last } = start();
    logger.info({ object: { kind: 'ConfigMap', data: { a: 'plain' } }, tokenFile: '/run/token' }, 'read');
    expect(last()).toMatchObject({ object: { data: { a: 'plain' } }, tokenFile: '/run/token' });
  });

  it('takes userinfo and HTTP credentials out of messages, errors and their causes', () => {
    const { logger, text } = start();
    const cause = new Error('GET https://ci:hunter2@git.example/fleet.git failed');
    logger.error({ err: new Error('sent Bearer hunter2hunter2hunter2', { cause }) }, 'fetch failed');
    logger.error(new Error('https://hunter2@git.example refused'));
    logger.warn('cloning https://ci:hunter2@git.example/fleet.git');
    logger.warn({ url: new URL('https://ci:hunter2@git.example/') }, 'cloning');
    const lines = text();
    expect(lines).not.toContain('hunter2');
    expect(lines).toContain('https://git.example/fleet.git');
  });

  it('does not write what a client hangs onto its errors', () => {
    const { logger, last } = start();
    const error = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      options: { opaque: 'hunter2' },
    });
    logger.error({ err: error }, 'request failed');
    const { err } = last();
    expect(err).toMatchObject({ type: 'Error', message: 'refused', code: 'ECONNREFUSED' });
    expect(JSON.stringify(err)).not.toContain('hunter2');
  });

  it('lets nobody move the cursor of a terminal', () => {
    const { logger, text } = start({ format: 'pretty' });
    logger.info({ reason: '\u001b[2Jgone\u009b1m\r\b' }, 'from a \u001b]0;title\u0007 controller');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text()).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('keeps text that only looks like an escape, and stays JSON', () => {
    const { logger, last } = start();
    logger.info({ path: 'C:\\u001b\\new\\bin', text: 'two\nlines' }, 'read');
    expect(last()).toMatchObject({ path: 'C:\\u001b\\new\\bin', text: 'two\nlines' });
  });

  it('bounds what a line can grow to', () => {
    const { logger, text } = start();
    const deep: Record<string, unknown> = {};
    deep.self = deep;
    logger.info(
      { deep, text: 'x'.repeat(1_000_000), list: Array.from({ length: 100_000 }, () => 1) },
      'large',
    );
    expect(text().length).toBeLessThan(20_000);
  });
});
