import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts } from '../../../src/demo/process/ports.ts';

it('finds different ports that can be listened on, below every ephemeral range', async () => {
  const ports = await freePorts(12);

  expect(new Set(ports).size).toBe(12);
  expect(ports.every((port) => port >= 20_000 && port < 32_768)).toBe(true);
  for (const port of ports) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  }
});
