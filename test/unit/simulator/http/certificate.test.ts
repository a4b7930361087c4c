import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../../src/simulator/http/certificate.ts';

it('makes a certificate that Node accepts: for loopback, signed by itself, valid now', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const { cert, key } = selfSignedCertificate(now);
  const read = new X509Certificate(cert);
  expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(read.checkHost('localhost')).toBe('localhost');
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.validFromDate < now && now < read.validToDate).toBe(true);
});
