import { describe, expect, it } from 'vitest';
import { scrubText, withoutUserinfo } from '../../../src/telemetry/redact.ts';

describe('an address without its userinfo', () => {
  it.each([
    ['https://git.example/fleet.git', 'https://git.example/fleet.git'],
    ['https://ci:hunter2@git.example:8443/fleet.git', 'https://git.example:8443/fleet.git'],
    ['https://hunter2@git.example/fleet.git', 'https://git.example/fleet.git'],
    ['https://ci:p%40ss@git.example/a@b', 'https://git.example/a@b'],
    ['https://ci:p@ss@git.example/x', 'https://git.example/x'],
    ['HTTP://ci:hunter2@git.example', 'HTTP://git.example'],
    ['ssh://git@git.example/fleet.git', 'ssh://git.example/fleet.git'],
    ['git@git.example:fleet.git', 'git@git.example:fleet.git'],
    ['ci:hunter2@git.example/fleet.git', 'git.example/fleet.git'],
    ['/srv/fleet.git', '/srv/fleet.git'],
    ['', ''],
  ])('%s → %s', (url, shown) => {
    expect(withoutUserinfo(url)).toBe(shown);
  });

  it('hides secret query parameters and keeps the others', () => {
    expect(withoutUserinfo('https://git.example/x?depth=1&private_token=hunter2&page=2')).toBe(
      'https://git.example/x?depth=1&private_token=[redacted]&page=2',
    );
  });
});

describe('text', () => {
  it('loses the userinfo of every URL in it', () => {
    const text = 'from "https://a:hunter2@x.example" to http://b:hunter2@y.example/z, see https://w.example';
    expect(scrubText(text)).toBe('from "https://x.example" to http://y.example/z, see https://w.example');
  });

  it('loses HTTP credentials and keeps prose about them', () => {
    expect(scrubText('authorization: Bearer eyJhbGciOi.abc-def_123')).toBe(
      'authorization: Bearer [redacted]',
    );
    expect(scrubText('Basic authentication is off')).toBe('Basic authentication is off');
  });

  it('takes time in proportion to its length, whatever it holds', () => {
    const hostile = ['a:', 'https://', 'a', '&token', 'Bearer ', '@']
      .map((part) => part.repeat(100_000))
      .join('');
    const before = performance.now();
    scrubText(hostile);
    withoutUserinfo(hostile);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
