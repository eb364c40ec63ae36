import { pointerSegment } from '../../../src/core/contracts/defect.js';
import { listed, STAGE_NAMES } from '../../../src/core/contracts/words.js';

describe('words', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('should list %j', (items, text) => {
    expect(listed(items)).toBe(text);
  });

  it('should name five stages', () => {
    expect(STAGE_NAMES).toEqual(['Not started', 'Preparing', 'Cleared for data', 'Cleared for go-live', 'Live']);
  });

  it('should escape what a JSON pointer gives a meaning', () => {
    expect(pointerSegment('a/b~c')).toBe('a~1b~0c');
    expect(pointerSegment(3)).toBe('3');
  });
});
