import { describe, expect, it } from 'vitest';
import { unreadFiles } from '../../../../src/review/validate/unread-files.ts';
import { clusterFile, configMap, type Files, subscriptionFile, treeOf } from '../../render/memory-fleet.ts';
import { found } from './reviewed.ts';

const base: Files = {
  ...clusterFile('eu-1'),
  ...subscriptionFile('shop'),
  'feeds/shop/front.yaml': configMap('front'),
};
const unread = (files: Files) => {
  const all = { ...base, ...files };
  return found(unreadFiles(treeOf(all)), all);
};

describe('files that nothing reads', () => {
  it('are none in a fleet of documents alone, and none outside of the known folders', () => {
    expect(unread({ 'README.md': '', 'docs/a.txt': '', 'fleet.txt': '' })).toEqual([]);
  });

  it('are noted inside the known folders', () => {
    expect(
      unread({ 'feeds/README.md': '', 'feeds/shop/front.yaml.bak': '', 'overlays/CODEOWNERS': '' }),
    ).toEqual([
      'FileNotRead note feeds/README.md:1:1',
      'FileNotRead note feeds/shop/front.yaml.bak:1:1',
      'FileNotRead note overlays/CODEOWNERS:1:1',
    ]);
  });

  it('are a warning where the ending is one letter away from one that is read', () => {
    expect(
      unread({ 'feeds/shop/a.yamll': '', 'feeds/shop/b.ymal': '', 'feeds/shop/c.YAML': 'a: [' }),
    ).toEqual(['FileNotRead warning feeds/shop/a.yamll:1:1', 'FileNotRead warning feeds/shop/b.ymal:1:1']);
  });

  it('are told once a folder that .headwaterignore leaves out', () => {
    const files = {
      '.headwaterignore': 'feeds/old/\n*.tmp.yaml\ndocs/\n',
      'docs/x.yaml': '',
      'feeds/old/a.yaml': 'a: [',
      'feeds/old/deep/b.md': '',
      'feeds/shop/x.tmp.yaml': 'a: [',
    };

    expect(unread(files)).toEqual([
      'FileNotRead note feeds/old:1:1',
      'FileNotRead note feeds/shop/x.tmp.yaml:1:1',
    ]);
  });

  it('are not looked for where a chart or a kustomization says what is read', () => {
    const files = {
      'feeds/chart/c/Chart.yaml': 'name: c\n',
      'feeds/chart/c/templates/NOTES.txt': '',
      'feeds/kustomized/kustomization.yaml': 'resources: []\n',
      'feeds/kustomized/config.properties': '',
    };

    expect(unread(files)).toEqual([]);
  });

  it('are looked for in folders that have other names', () => {
    const files = {
      'fleet.yaml':
        'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { folders: { feeds: apps } }\n',
      'feeds/README.md': '',
      'apps/README.md': '',
    };

    expect(unread(files)).toEqual(['FileNotRead note apps/README.md:1:1']);
  });

  it('are counted where there are more than anybody reads', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1_500 }, (_, index) => [`feeds/shop/${String(index).padStart(4, '0')}.txt`, '']),
    );

    const notes = unread(many);

    expect(notes).toHaveLength(1_001);
    expect(notes.at(-1)).toBe('FileNotRead note feeds/shop/1000.txt:1:1');
  });
});
