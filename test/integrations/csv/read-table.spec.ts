import { describe, expect, it } from '@jest/globals';
import { readTable } from '../../../src/integrations/csv/read-table.js';

const read = (text: string) => readTable(text, 'some.csv', ['a', 'b']);
const lines = (text: string) => read(text).defects.map(({ line }) => line);

describe('readTable', () => {
  it('finds columns by name, trims cells and ignores the rest', () => {
    expect(read('x,b,a\n1, two ,3\n').rows).toEqual([{ line: 2, cells: { a: '3', b: 'two' } }]);
  });

  it.each([
    ['\n', ''],
    ['\r\n', ''],
    ['\r', ''],
    ['\r\n', '\uFEFF'],
  ])('counts lines with %j as line end and %j in front, quoted line ends and empty rows included', (end, mark) => {
    const text = mark + ['a,b', '1,"two', 'lines"', '', ',', '3,4'].join(end);
    const { rows, defects } = read(text);
    expect(defects).toEqual([]);
    expect(rows).toEqual([
      { line: 2, cells: { a: '1', b: 'two\nlines' } },
      { line: 6, cells: { a: '3', b: '4' } },
    ]);
  });

  it('takes quoted commas and doubled quotation marks', () => {
    expect(read('a,b\n"1, one","say ""two"""').rows[0]?.cells).toEqual({ a: '1, one', b: 'say "two"' });
  });

  it('reports an empty file and every missing or repeated column', () => {
    expect(read('').defects).toEqual([{ file: 'some.csv', line: 1, message: expect.stringContaining('empty') }]);
    expect(read('\n\nx;y\n1;2').defects.map(({ line, message }) => [line, message])).toEqual([
      [3, 'The column "a" is missing. The header has: x;y.'],
      [3, 'The column "b" is missing. The header has: x;y.'],
    ]);
    expect(read('a,b,a\n1,2,3')).toEqual({
      rows: [],
      defects: [{ file: 'some.csv', line: 1, message: expect.stringContaining('2 times') }],
    });
  });

  it('reports a row with too few or too many cells and reads the others', () => {
    const { rows, defects } = read('a,b\n1\n1,2,3\n5,6\n');
    expect(rows).toEqual([{ line: 4, cells: { a: '5', b: '6' } }]);
    expect(defects.map(({ line, message }) => [line, message])).toEqual([
      [2, 'This row has 1 cell, the header has 2; it is left out.'],
      [3, 'This row has 3 cells, the header has 2; it is left out.'],
    ]);
  });

  it('goes on after a quotation mark in the middle of a cell', () => {
    const { rows } = read('a,b\n1,the "old" one\n3,4\n');
    expect(rows).toEqual([{ line: 3, cells: { a: '3', b: '4' } }]);
    expect(lines('a,b\n1,the "old" one\n3,4\n5,an "odd" one\n')).toEqual([2, 4]);
  });

  it('believes nothing after a quotation mark that is not closed', () => {
    const { rows, defects } = read('a,b\n1,2\n3,"4\n5,6\n7,8\n');
    expect(rows).toEqual([{ line: 2, cells: { a: '1', b: '2' } }]);
    expect(defects).toEqual([{ file: 'some.csv', line: 3, message: expect.stringContaining('nothing from line 3') }]);
  });

  it('believes nothing after text that follows a closed cell', () => {
    const { rows, defects } = read('a,b\n1,2\n"3\nx"y,4\n5,6\n7,"8\n');
    expect(rows).toEqual([{ line: 2, cells: { a: '1', b: '2' } }]);
    expect(defects).toEqual([{ file: 'some.csv', line: 3, message: expect.stringContaining('nothing from line 3') }]);
  });

  it('reports a broken quotation mark in the header', () => {
    expect(lines('a,"b\n1,2\n')).toEqual([1]);
    expect(read('a,"b\n1,2\n').rows).toEqual([]);
  });
});
