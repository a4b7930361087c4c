import type { Stack } from '../../overlay/stack.ts';
import type { Layer } from '../../repository/fleet.ts';

/** Whether only their paths say which of two layers comes first. */
export const isTied = (a: Layer, b: Layer): boolean => a.stage === b.stage && a.priority === b.priority;

/** The layers of a stack up to the last that shares its stage and priority with another. */
export interface TiedStack {
  /** Empty where no two are tied. */
  readonly layers: readonly Layer[];
  readonly tied: ReadonlySet<Layer>;
}

/** Layers in the total order: those that are tied stand beside each other. */
export const tiedAmong = (layers: readonly Layer[]): readonly Layer[] =>
  layers.filter((layer, index) =>
    [layers[index - 1], layers[index + 1]].some((other) => other !== undefined && isTied(layer, other)),
  );

/**
 * Stacks as far as a tie goes, each once: a thousand clusters with Localizations of their own share the Globalizations
 * that come before, and what comes after the last tie changes nothing about it.
 */
export const tiedStacks = (): ((stack: Stack) => TiedStack) => {
  const numbers = new Map<Layer, number>();
  const byStack = new Map<Stack, TiedStack>();
  const byLayers = new Map<string, TiedStack>();
  const numberOf = (layer: Layer): number => {
    const number = numbers.get(layer) ?? numbers.size;
    numbers.set(layer, number);
    return number;
  };
  const make = ({ layers: all }: Stack): TiedStack => {
    const tied = tiedAmong(all);
    const layers = tied.length === 0 ? [] : all.slice(0, all.indexOf(tied.at(-1)!) + 1);
    const key = layers.map(numberOf).join();
    const known = byLayers.get(key) ?? { layers, tied: new Set(tied) };
    byLayers.set(key, known);
    return known;
  };
  return (stack) => {
    const known = byStack.get(stack) ?? make(stack);
    byStack.set(stack, known);
    return known;
  };
};
