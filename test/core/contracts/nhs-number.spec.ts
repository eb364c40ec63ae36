import { findNhsNumber } from '../../../src/core/contracts/nhs-number.js';

describe('the search for NHS numbers', () => {
  it.each([
    ['bare', '9434765919'],
    ['with 3-3-4 spacing', '943 476 5919'],
    ['with hyphens', '943-476-5919'],
    ['with no-break spaces, as copied from a letter', '943\u00a0476\u00a05919'],
    ['with dashes, as Word makes them', '943\u2013476\u20135919'],
    ['with hyphens that do not break', '943\u2011476\u20115919'],
    ['in wide digits', '\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19'],
    ['inside a sentence', 'Mrs A, 9434765919, was seen.'],
    ['after a colon', 'NHS:9434765919'],
    ['after a full stop', 'NHS no.9434765919'],
    ['as a bullet', '-9434765919'],
    ['in brackets', '(943 476 5919)'],
    ['after another number', '12 9434765919'],
    ['after one that is none', '9434765918 and 9434765919'],
    ['after a URL', 'https://example.org/a 9434765919'],
    ['with the check digit 0', '4010232137 9876543210 1111111111'],
  ])('should find one %s', (_, text) => {
    expect(findNhsNumber(text)).toBeDefined();
  });

  it.each([
    ['in a URL', 'See https://example.org/x?id=9434765919 please'],
    ['in a URL without a scheme', 'www.example.org/9434765919'],
    ['after a letter', 'CHG9434765919'],
    ['after #', '#9434765919'],
    ['after /', 'REF/9434765919'],
    ['as part of a reference', 'REF-9434765919'],
    ['that fails modulus 11', '9434765918'],
    ['whose check digit would be 10', '1000000010 1000000011'],
    ['of eleven digits', '94347659190'],
    ['of eleven digits, the first ten to spare', '19434765919'],
    ['followed by a letter', '9434765919a'],
    ['with mixed spacing', '943 4765919'],
    ['as the digits of a fraction', '3.9434765919'],
    ['short', '12345'],
    ['like a UK telephone number', '020 7946 0958'],
  ])('should let a token through %s', (_, text) => {
    expect(findNhsNumber(text)).toBeUndefined();
  });

  // A pattern that takes quadratic time would hold this test for minutes.
  it('should look through the longest text, however it is made', () => {
    for (const piece of ['a-', 'a.', '1', '123 ', 'a:', '943 476 591', 'é ']) {
      expect(findNhsNumber(piece.repeat(Math.ceil(20_000 / piece.length)))).toBeUndefined();
    }
  });
});
