import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reportSarif } from '../../../src/cli/diagnostics/report-sarif.ts';
import { diagnosticCodes } from '../../../src/model/diagnostic.ts';
import type { Finding } from '../../../src/review/validate/finding.ts';
import { cleanFleet } from '../repository/fleet-files.ts';
import { runCli } from './run-cli.ts';

const text = z.strictObject({ text: z.string().min(1) });

/** What SARIF 2.1.0 requires of the objects that we write (sections 3.13 to 3.52), and GitHub's code scanning beside it. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        columnKind: z.literal('utf16CodeUnits'),
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            version: z.string().min(1),
            rules: z.array(
              z.strictObject({
                id: z.string().min(1),
                name: z.string().max(255),
                shortDescription: text,
                fullDescription: text,
                help: text,
              }),
            ),
          }),
        }),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(['none', 'note', 'warning', 'error']),
            message: text,
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    // a relative reference: no scheme, no root, only what RFC 3986 lets a path hold
                    artifactLocation: z.strictObject({
                      uri: z.string().regex(/^(?!\/)(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$/),
                    }),
                    region: z
                      .strictObject({
                        startLine: z.int().min(1),
                        startColumn: z.int().min(1),
                        endColumn: z.int().min(1).optional(),
                      })
                      .refine(
                        ({ startColumn, endColumn }) => endColumn === undefined || endColumn > startColumn,
                      ),
                  }),
                }),
              )
              .length(1),
            properties: z.strictObject({ clusters: z.array(z.string()) }).optional(),
          }),
        ),
      }),
    )
    .length(1),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-sarif-'));
  const files = {
    ...cleanFleet,
    'feed/x.yaml': '',
    'feeds/a b#%é/x.yaml': 'a: [',
    'feeds/shop/x.yaml': 'apiVersion: a.b/v1\nkind: Thing\nmetadata: { name: x, namespace: a }\n',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), String(content));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the SARIF of validate', () => {
  it('has what the standard and code scanning require, notes included', async () => {
    const { code, out } = await runCli('validate', folder, '-o', 'sarif');

    const run = sarif.parse(JSON.parse(out)).runs[0]!;
    expect(code).toBe(1);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(diagnosticCodes));
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    const told = run.results.map(({ ruleId, level, locations }) => {
      const { artifactLocation, region } = locations[0]!.physicalLocation;
      return [ruleId, level, artifactLocation.uri, region];
    });
    expect(told).toEqual([
      ['UnknownFolder', 'warning', 'feed', { startLine: 1, startColumn: 1 }],
      [
        'YamlSyntax',
        'error',
        'feeds/a%20b%23%25%C3%A9/x.yaml',
        { startLine: 1, startColumn: 5, endColumn: 6 },
      ],
      ['ScopeUnknown', 'note', 'feeds/shop/x.yaml', { startLine: 2, startColumn: 7, endColumn: 12 }],
    ]);
  });

  it('keeps the worst where there is more than code scanning takes, and gives everything a place', () => {
    const finding = (severity: Finding['severity']): Finding => ({
      code: 'NoClusters',
      severity,
      message: 'm',
    });
    const report = {
      findings: [...Array.from({ length: 25_000 }, () => finding('note')), finding('error')],
      commit: '',
      subscriptions: 0,
      clusters: 0,
      readLines: () => undefined,
      secretFiles: new Set<string>(),
      isUnsure: false,
    };

    const { results } = sarif.parse(JSON.parse(reportSarif(report, '1'))).runs[0]!;

    expect(results).toHaveLength(25_000);
    expect(results[0]?.level).toBe('error');
  });
});
