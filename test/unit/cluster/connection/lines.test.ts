import { expect, test } from 'vitest';
import { connectionsEach } from '../../../../src/cluster/connection/lines.ts';

test('a small fleet gets all the connections that a server gains from, a large one shares them', () => {
  expect([1, 12, 32].map(connectionsEach)).toEqual([32, 32, 32]);
  expect([64, 100, 256].map(connectionsEach)).toEqual([16, 10, 4]);
});

test('no cluster gets fewer than four, however many there are', () => {
  expect([300, 1000, 5000].map(connectionsEach)).toEqual([4, 4, 4]);
});

test('a kubeconfig without contexts asks for no more than one cluster would', () => {
  expect(connectionsEach(0)).toBe(32);
});
