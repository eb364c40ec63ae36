import fs from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isoDate } from '../../../src/core/contracts/calendar.js';
import { readDspt } from '../../../src/integrations/dspt/read-dspt.js';
import { readSites } from '../../../src/integrations/dspt/read-sites.js';
import { registerStatus } from '../../../src/integrations/dspt/register-status.js';

const fixture = (name: string): string => fs.readFileSync(`test/fixtures/dspt/${name}`, 'utf8');
const SITES = 'siteNameAsRegistered,trustNameODS,odsTrustCode\n';
const REGISTER = 'Code,Organisation Name,Status,Date Of Publication\n';

describe('readSites', () => {
  it('brings the sites of a trust together and keeps the row without a code apart', () => {
    const sites = readSites(fixture('sites-excerpt.csv'), 'sites.csv');
    expect(sites.defects).toEqual([]);
    expect(sites.trusts.map(({ code, sites: own }) => [code, own.length])).toEqual([
      ['RN3', 1],
      ['RAJ', 1],
      ['RRK', 1],
      ['RM3', 2],
    ]);
    expect(sites.trusts[3]).toEqual({
      code: 'RM3',
      organisation: 'NORTHERN CARE ALLIANCE NHS FOUNDATION TRUST',
      sites: [
        { name: 'Royal Oldham Hospital', line: 5 },
        { name: 'Salford Royal Hospital', line: 6 },
      ],
    });
    expect(sites.rowsWithoutCode).toEqual([{ line: 7, text: '(20th entry cut off in the stored registry excerpt)' }]);
  });

  it('reports every row that it cannot use, by file and line', () => {
    const rows = ['One,TRUST A,ZZ1', 'Two,TRUST A,zz1', ',TRUST A,ZZ1', 'Three,,ZZ1', 'Four,TRUST B,ZZ1', ',TRUST C,'];
    const { trusts, rowsWithoutCode, defects } = readSites(SITES + rows.join('\r\n'), 'sites.csv');
    expect(trusts).toEqual([{ code: 'ZZ1', organisation: 'TRUST A', sites: [{ name: 'One', line: 2 }] }]);
    expect(rowsWithoutCode).toEqual([{ line: 7, text: 'TRUST C' }]);
    expect(defects).toEqual([
      { file: 'sites.csv', line: 3, message: expect.stringContaining('"zz1" is not an organisation code') },
      { file: 'sites.csv', line: 4, message: expect.stringContaining('no name (siteNameAsRegistered)') },
      { file: 'sites.csv', line: 5, message: expect.stringContaining('no name (trustNameODS)') },
      { file: 'sites.csv', line: 6, message: expect.stringContaining('"TRUST B" here and "TRUST A" on line 2') },
    ]);
  });

  it('reports a file that is no list of sites', () => {
    const { trusts, defects } = readSites(fixture('dspt-excerpt-2023-11-16.csv'), 'register.csv');
    expect(trusts).toEqual([]);
    expect(defects.map(({ line, message }) => [line, message.slice(0, 44)])).toEqual([
      [1, 'The column "siteNameAsRegistered" is missing'],
      [1, 'The column "trustNameODS" is missing. The he'],
      [1, 'The column "odsTrustCode" is missing. The he'],
    ]);
  });
});

describe('registerStatus', () => {
  it.each([
    ['22/23 Standards Exceeded', 3, '22/23', '2023-06-30'],
    ['22/23 Standards Met', 2, '22/23', '2023-06-30'],
    ['21/22 Approaching Standards', 1, '21/22', '2022-06-30'],
    ['21/22 Standards Not Met', 0, '21/22', '2022-06-30'],
  ])('knows %s', (text, level, label, due) => {
    const status = registerStatus(text);
    expect([status?.level, status?.year?.label, isoDate(status?.year?.due ?? 0)]).toEqual([level, label, due]);
  });

  it('knows "Not Published", which names no year', () => {
    expect(registerStatus('Not Published')).toEqual({ level: 0, year: undefined });
  });

  it.each([
    '',
    'Standards Met',
    '22/24 Standards Met',
    '23/22 Standards Met',
    '22/23 standards met',
    '19/20 Standards Not Fully Met (Plan Agreed)',
    '22/23 Standards Met (maybe)',
    '22/23 constructor',
  ])('does not guess at "%s"', (text) => {
    expect(registerStatus(text)).toBeUndefined();
  });
});

describe('readDspt', () => {
  it('reads the excerpt of the real snapshot', () => {
    const { entries, defects } = readDspt(fixture('dspt-excerpt-2023-11-16.csv'), 'register.csv');
    expect(defects).toEqual([]);
    const read = [...entries.values()].map(({ code, level, toolkitYear, publishedOn, line }) => [
      code,
      level,
      toolkitYear?.label,
      isoDate(publishedOn ?? 0),
      line,
    ]);
    expect(read).toEqual([
      ['R0B', 3, '22/23', '2023-06-15', 2],
      ['RA4', 0, undefined, '2022-06-28', 3],
      ['RAJ', 1, '22/23', '2023-06-29', 4],
      ['RM3', 2, '22/23', '2023-06-30', 5],
      ['RN3', 2, '22/23', '2023-06-29', 6],
      ['RRK', 1, '22/23', '2023-07-20', 7],
      ['RTH', 2, '22/23', '2023-06-30', 8],
      ['RXQ', 1, '22/23', '2023-08-18', 9],
    ]);
  });

  it('reports every row that it cannot use, by file and line, and gives none of them a level', () => {
    const rows = [
      'ZZ1,TRUST 1,22/23 Standards Met,31/06/2023',
      'ZZ2,TRUST 2,22/23 Standards Met,2023-06-30',
      'ZZ3,TRUST 3,22/23 Standards Met,',
      'ZZ4,TRUST 4,Splendid,30/06/2023',
      'ZZ5,,22/23 Standards Met,30/06/2023',
      ',TRUST 6,22/23 Standards Met,30/06/2023',
      'z 7,TRUST 7,22/23 Standards Met,30/06/2023',
      'ZZ8,TRUST 8,22/23 Standards Met,30/06/2022',
      'ZZ9,TRUST 9,Not Published,',
      'ZY1,TRUST 10,Not Published,soon',
    ];
    const { entries, defects } = readDspt(`\uFEFF${REGISTER}${rows.join('\n')}`, 'register.csv');
    expect(defects.every(({ file }) => file === 'register.csv')).toBe(true);
    expect(defects.map(({ line, message }) => `${String(line)} ${message}`)).toEqual([
      '2 The date of publication "31/06/2023" is not a real date, dd/mm/yyyy.',
      '3 The date of publication "2023-06-30" is not a real date, dd/mm/yyyy.',
      '4 The date of publication "" is not a real date, dd/mm/yyyy.',
      '5 The status "Splendid" is not one that is known here, so it says nothing about ZZ4.',
      '6 The organisation with the code ZZ5 has no name.',
      '7 The row has no organisation code; it is left out.',
      expect.stringMatching(/^8 "z 7" is not an organisation code/),
      '9 ZZ8 has "22/23 Standards Met" published on 30 June 2022, before that toolkit year had begun.',
      '11 The date of publication "soon" is not a real date, dd/mm/yyyy.',
    ]);
    expect([...entries.values()].filter(({ level }) => level !== undefined).map(({ code }) => code)).toEqual(['ZZ9']);
  });

  it('uses neither of two entries that differ and counts two that are the same once', () => {
    const rows = [
      'ZZ1,TRUST 1,22/23 Standards Met,30/06/2023',
      'ZZ2,TRUST 2,22/23 Standards Met,30/06/2023',
      'ZZ1,TRUST 1,22/23 Approaching Standards,30/06/2023',
      'ZZ2,TRUST 2,22/23 Standards Met,30/06/2023',
    ];
    const { entries, defects } = readDspt(REGISTER + rows.join('\n'), 'register.csv');
    const message =
      'ZZ1 has more than one entry: "22/23 Standards Met" (30 June 2023) on line 2 and "22/23 Approaching Standards" ' +
      '(30 June 2023) on line 4. Neither is used.';
    expect(defects).toEqual([{ file: 'register.csv', line: 4, message }]);
    expect(entries.get('ZZ1')).toMatchObject({ level: undefined, problem: message });
    expect(entries.get('ZZ2')).toMatchObject({ level: 2, line: 3 });
  });

  it('reports rows above and below a stray quotation mark', () => {
    const rows = ['ZZ1,TRUST 1,Splendid,', 'ZZ2,THE "OLD" TRUST,Not Published,', 'ZZ3,TRUST 3,Splendid,'];
    const { defects } = readDspt(REGISTER + rows.join('\r\n'), 'register.csv');
    expect(defects.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});
