import type { LayerStage } from './fleet.ts';

/** What the path of a file under overlays/ says about its layer. */
export interface LayerPlace {
  readonly stage: LayerStage;
  /** The layer's folder, or its one file. */
  readonly path: string;
  /** `200-eu`. */
  readonly name: string;
  readonly priority: number;
  /** '' for a globalization. */
  readonly cluster: string;
}

const layerName = /^(\d{1,6})-(.+)$/;

/**
 * Reads `globalizations/<priority>-<name>/…` and `localizations/<cluster>/<priority>-<name>/…` below an overlays folder
 * (its path, no slash at the end). undefined where the file stands in no layer.
 */
export const layerPlaceOf = (file: string, overlaysFolder: string): LayerPlace | undefined => {
  if (!file.startsWith(`${overlaysFolder}/`)) return undefined;
  const [top, ...below] = file.slice(overlaysFolder.length + 1).split('/');
  const isLocalization = top === 'localizations';
  if (!isLocalization && top !== 'globalizations') return undefined;
  const cluster = isLocalization ? below.shift() : '';
  const [layer, ...inside] = below;
  if (cluster === undefined || layer === undefined) return undefined;
  const name = inside.length > 0 ? layer : layer.replace(/\.(?:ya?ml|json)$/i, '');
  const match = layerName.exec(name);
  if (!match) return undefined;
  const folder = [overlaysFolder, top, ...(isLocalization ? [cluster] : []), layer].join('/');
  return {
    stage: isLocalization ? 'localization' : 'globalization',
    path: folder,
    name,
    priority: Number(match[1]),
    cluster,
  };
};
