import { describe, expect, it } from 'vitest';
import type { ApiError } from '../../../../src/simulator/api-error.ts';
import { builtInTypes } from '../../../../src/simulator/kinds/built-in-types.ts';
import { fieldSelector } from '../../../../src/simulator/requests/selectors/field-selector.ts';
import { labelSelector } from '../../../../src/simulator/requests/selectors/label-selector.ts';

const labelled = (labels: Record<string, string>) => ({ metadata: { labels } });
const typeOf = (plural: string) => builtInTypes().find((type) => type.plural === plural)!;
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as ApiError).message;
  }
  return 'nothing';
};

describe('label selectors', () => {
  it.each([
    ['app=x', { app: 'x' }, true],
    ['app==x', { app: 'y' }, false],
    ['app!=x', {}, true],
    ['app in (x, y)', { app: 'y' }, true],
    ['app in (x,)', { app: '' }, true],
    ['app notin (x)', { app: 'x' }, false],
    ['app notin (x)', {}, true],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['app=', { app: '' }, true],
    ['size>3,size<5', { size: '4' }, true],
    ['size>3', {}, false],
    ['in in (in)', { in: 'in' }, true],
    ['a.test/app=x,b', { 'a.test/app': 'x', b: '1' }, true],
    ['a.test/app=x,b', { 'a.test/app': 'x' }, false],
  ])('%s on %o is %s', (selector, labels, passes) => {
    expect(labelSelector(selector)!(labelled(labels))).toBe(passes);
  });

  // recorded from kube-apiserver 1.36.3
  it.each([
    ['app in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['app=not a value', "found 'a', expected: ',' or 'end of string'"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
  ])('%s is refused', (selector, message) => {
    expect(refusal(() => labelSelector(selector))).toBe(message);
  });

  it('lets everything pass when it is empty', () => {
    expect(labelSelector('')).toBeUndefined();
  });
});

describe('field selectors', () => {
  it.each([
    ['pods', 'status.phase=Running', { status: { phase: 'Running' } }, true],
    ['pods', 'status.phase!=Running', { status: { phase: 'Running' } }, false],
    ['pods', 'spec.nodeName=', { spec: {} }, true],
    ['jobs', 'status.successful=0', {}, true],
    ['secrets', 'type=Opaque,metadata.name=a', { type: 'Opaque', metadata: { name: 'a' } }, true],
    ['configmaps', 'metadata.name!=a', { metadata: { name: 'a' } }, false],
  ])('of %s: %s', (plural, selector, object, passes) => {
    expect(fieldSelector(selector, typeOf(plural))!.matches(object)).toBe(passes);
  });

  it.each([
    [
      'configmaps',
      'data.a',
      '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['pods', 'spec.x', 'field label not supported: spec.x'],
    ['jobs', 'spec.x', 'field label "spec.x" not supported for Job'],
  ])('of %s: %s is refused', (plural, label, message) => {
    expect(refusal(() => fieldSelector(`${label}=1`, typeOf(plural)))).toBe(message);
  });
});
