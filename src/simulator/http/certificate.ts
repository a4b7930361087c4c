import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

// the few types of ASN.1's DER (X.690) that a certificate needs
const der = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : body.length < 0x100
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
const bitString = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes);
const octetString = (bytes: Buffer): Buffer => der(0x04, bytes);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value, 'latin1'));
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
const commonName = '550403';
const subjectAlternativeName = '551d11';
const basicConstraints = '551d13';

const nameOf = (name: string): Buffer =>
  sequence(der(0x31, sequence(objectId(commonName), text(0x0c, name))));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(objectId(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), octetString(value));

/** YYYYMMDDHHMMSSZ. */
const time = (date: Date): Buffer => text(0x18, date.toISOString().replaceAll(/[-:T]|\.\d+/g, ''));

const pem = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;

/** A throw-away self-signed certificate for 127.0.0.1 and localhost, valid for a year around `now`: Node cannot make one. */
export const selfSignedCertificate = (now: Date): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const day = 24 * 3_600_000;
  const loopback = der(0x87, Buffer.from([127, 0, 0, 1]));
  const extensions = sequence(
    extension(subjectAlternativeName, false, sequence(loopback, text(0x82, 'localhost'))),
    extension(basicConstraints, true, sequence(der(0x01, Buffer.from([0xff])))),
  );
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    // a leading one keeps the number positive
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf('headwater-simulator'),
    sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + 365 * day))),
    nameOf('headwater-simulator'),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  return {
    cert: pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bitString(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
};
