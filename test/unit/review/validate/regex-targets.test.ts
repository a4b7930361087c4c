import { describe, expect, it } from 'vitest';
import { globsOfRegex } from '../../../../src/review/validate/glob-of-regex.ts';
import { regexTargets } from '../../../../src/review/validate/regex-targets.ts';
import { cel } from '../../overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  overlayText,
  subscriptionFile,
} from '../../render/memory-fleet.ts';
import { found, reviewedFrom } from './reviewed.ts';

const layer = 'overlays/globalizations/100-a/overlay.yaml';
const base: Files = {
  ...clusterFile('eu-1'),
  ...subscriptionFile('shop'),
  'feeds/shop/front.yaml': configMap('front'),
  'feeds/shop/crd.yaml': configMap('alerts.company.example'),
};
const withTarget = (target: string): Files => ({
  ...base,
  [layer]: overlayText(`patches:\n  - target: { name: ${target} }\n    patch: { data: { a: b } }\n`),
});

describe('a glob that looks like a regular expression', () => {
  it.each(['"^front$"', 'front.*', '"(front|back)"', '"fr[a-z]nt"', "'front\\d'", '"front+"', '"front{2}"'])(
    'is %s',
    (target) => {
      expect(found(regexTargets, withTarget(target))).toEqual([`TargetLooksLikeRegex warning ${layer}:4:21`]);
    },
  );

  it.each(['front', '"fr*"', '"fron?"', 'alerts.*', '"*"', `"${cel('cluster.name')}"`])(
    'is not %s',
    (target) => {
      expect(found(regexTargets, withTarget(target))).toEqual([]);
    },
  );

  it('is looked for in every field of every target', () => {
    const files = {
      ...base,
      [layer]: overlayText(
        'patches:\n  - target:\n      group: "^apps$"\n      version: v.+\n      kind: (Deployment|StatefulSet)\n      namespace: shop-.*\n    patch: {}\nvalues: [{ target: { name: ^a }, values: {} }]\nignoreFields: [{ target: { kind: ^D }, paths: [/a] }]\n',
      ),
    };

    expect(found(regexTargets, files)).toEqual(
      ['5:14', '6:16', '7:13', '8:18', '10:28', '11:34'].map(
        (at) => `TargetLooksLikeRegex warning ${layer}:${at}`,
      ),
    );
  });

  it('comes with the glob that it could be', () => {
    const hints = regexTargets.run(reviewedFrom(withTarget('"^(front|back-.*)$"'))).map(({ hint }) => hint);

    expect(hints[0]).toContain('"front", "back-*"');
  });
});

describe('the globs of a regular expression', () => {
  it.each<readonly [regex: string, globs: readonly string[] | undefined]>([
    ['^front$', ['front']],
    ['front.*', ['front*']],
    ['front.+', ['front?*']],
    ['.*-front', ['*-front']],
    ['(?:front|back)', ['front', 'back']],
    ['front|front', ['front']],
    ['front-[0-9]', ['front-?']],
    ['front-[0-9a-z]+', ['front-?*']],
    ['front-\\d+', ['front-?*']],
    ['alerts\\.company\\.example', ['alerts.company.example']],
    ['alerts.company', ['alerts.company']],
    ['a+', ['a*']],
    ['colou?r', undefined],
    ['a{2}', undefined],
    ['(a|b)-(c|d)', undefined],
    ['a[', undefined],
    ['a\\', undefined],
    ['', ['']],
  ])('%s', (regex, globs) => {
    expect(globsOfRegex(regex)).toEqual(globs);
  });

  it('are found in time, whatever the text', () => {
    expect(globsOfRegex(`${'('.repeat(50_000)}${'[a]*'.repeat(50_000)}`)).toBeUndefined();
    expect(globsOfRegex('[a]*'.repeat(50_000))).toEqual(['*']);
  });
});
