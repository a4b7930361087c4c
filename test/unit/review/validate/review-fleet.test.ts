import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../../src/model/diagnostic.ts';
import { findingMessage } from '../../../../src/review/validate/finding.ts';
import { reviewFleet } from '../../../../src/review/validate/review-fleet.ts';
import { cel } from '../../overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  overlayText,
  subscriptionFile,
} from '../../render/memory-fleet.ts';
import { line } from '../../repository/fleet-files.ts';
import { reviewedFrom } from './reviewed.ts';

const clusters = (count: number): Files =>
  Object.assign({}, ...Array.from({ length: count }, (_, index) => clusterFile(`c${index}`)));
const feed: Files = { ...subscriptionFile('shop'), 'feeds/shop/front.yaml': configMap('front') };
const layer = 'overlays/globalizations/100-a/overlay.yaml';
const missingPath = overlayText(
  'patches:\n  - target: { name: front }\n    patch: [{ op: remove, path: /data/none }]\n',
);

const review = (files: Files) => reviewFleet(reviewedFrom(files), []);

describe('the review of a fleet', () => {
  it('tells what 400 clusters have once, with all of them', () => {
    const [finding, ...others] = review({ ...clusters(400), ...feed, [layer]: missingPath });

    expect(others).toEqual([]);
    expect(line(finding!)).toBe(`PatchPathMissing error ${layer}:5:13`);
    expect(finding?.clusters).toHaveLength(400);
    expect(findingMessage(finding!)).toContain('400 clusters');
  });

  it('names the clusters while they are few', () => {
    const [finding] = review({ ...clusters(2), ...feed, [layer]: missingPath });

    expect(findingMessage(finding!)).toContain('c0, c1');
  });

  it('tells an expression that fails on many clusters once, though each has its own message', () => {
    const findings = review({
      ...clusters(3),
      ...clusterFile('c1', '{ size: s }'),
      ...feed,
      [layer]: overlayText(`annotations: { size: "${cel('cluster.labels.size')}" }\n`),
    });

    expect(findings.map(({ code, clusters: has }) => [code, has])).toEqual([
      ['ExpressionFailed', ['c0', 'c2']],
    ]);
  });

  it('names no cluster where the repository itself is wrong', () => {
    const findings = review({ ...clusters(3), ...feed, 'feeds/shop/broken.yaml': 'a: [' });

    expect(findings.map(line)).toEqual(['YamlSyntax error feeds/shop/broken.yaml:1:5']);
    expect(findings[0]?.clusters).toBeUndefined();
  });

  it('sorts by file, line and column as numbers, and takes in what checks find', () => {
    const at = (file: string, lineNumber: number, column: number): Diagnostic => ({
      code: 'FileNotRead',
      severity: 'note',
      message: 'm',
      source: { file, line: lineNumber, column },
    });
    const diagnostics = [at('b', 10, 1), at('b', 9, 10), at('b', 9, 9), at('a', 99, 1), at('b', 9, 9)];

    const findings = reviewFleet(reviewedFrom(clusters(1)), [{ name: 'made up', run: () => diagnostics }]);

    expect(findings.map(({ source }) => `${source?.file}:${source?.line}:${source?.column}`)).toEqual([
      'a:99:1',
      'b:9:9',
      'b:9:10',
      'b:10:1',
    ]);
  });
});
