import { describe, expect, it } from '@jest/globals';
import { driverSentence, rankDrivers, totalShift } from '../../../src/core/portfolio/drivers.js';

function sentence(domains: number, aggregation: number): string {
  const shifts = new Map([
    ['domain-weights', domains],
    ['question-weights', 0],
    ['aggregation', aggregation],
    ['unknown-answers', 0],
  ] as const);
  return driverSentence(rankDrivers(shifts), 12);
}

describe('what drives ranks', () => {
  it('should name the source that moves a site furthest, and by how many places', () => {
    expect(sentence(2.34, 5.06)).toBe(
      'What moves ranks most is whether a strong domain can make up for a weak one: by itself it moves a site by 5.1 places on average, among 12 sites.',
    );
  });

  it.each([
    [0, 'Ranks do not move'],
    [0.01, 'by less than 0.1 places on average'],
    [0.4, 'by 0.4 places on average'],
    [1, 'by 1.0 place on average'],
    [1.1, 'by 1.1 places on average'],
  ])('should say a shift of %p in words', (shift, words) => {
    expect(sentence(shift, 0)).toContain(words);
  });

  it('should name the first of two sources that move ranks alike, in a fixed order', () => {
    expect(sentence(2, 2)).toContain('how much each domain counts');
  });

  it('should add up how many places each site moves, up or down', () => {
    expect(totalShift(Uint16Array.of(1, 2, 3, 4), Uint16Array.of(1, 4, 3, 2))).toBe(4);
  });
});
