import { describe, expect, it } from 'vitest';
import { followedText } from '../../../../src/demo/tour/follow.ts';

describe('what is said of clusters that followed', () => {
  it('names them in order, with the first and the last time', () => {
    const clusters = new Map([
      ['us-1', 1200],
      ['eu-2', 900],
    ]);
    expect(followedText({ done: true, clusters })).toBe(
      'eu-2, us-1 changed and Healthy, the first after 0.90 s, the last after 1.20 s from the push',
    );
  });

  it('names one alone with its time, counts many, and says when there was none', () => {
    expect(followedText({ done: true, clusters: new Map([['us-1', 1200]]) })).toBe(
      'us-1 changed and Healthy, after 1.20 s from the push',
    );
    const many = new Map(Array.from({ length: 999 }, (_, index) => [`c-${index}`, 1000 + index]));
    expect(followedText({ done: true, clusters: many })).toContain('999 clusters changed and Healthy');
    expect(followedText({ done: false, clusters: new Map() })).toBe('no cluster changed');
  });
});
