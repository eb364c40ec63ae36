import { describe, expect, it } from '@jest/globals';
import type { Calibration } from '../../../src/core/contracts/instrument.js';
import type { CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { calibrateSiteFactor, portfolioSite } from '../../../src/core/planning/calibration.js';
import { compiledFor } from '../../support/catalogue.js';
import { AS_OF, LONG } from '../../support/plans.js';

const chest = compiledFor('chest-xray-triage');
const { calibration } = chest.instrument.method.forecast;

function withCalibration(compiled: CompiledInstrument, changes: Partial<Calibration>): CompiledInstrument {
  const { instrument } = compiled;
  const { forecast } = instrument.method;
  const changed = { ...forecast, calibration: { ...forecast.calibration, ...changes } };
  return { ...compiled, instrument: { ...instrument, method: { ...instrument.method, forecast: changed } } };
}

const REDUCED: Partial<Calibration> = {
  sites: 12,
  drawsPerSite: 20,
  published: [
    { months: 16, live: 4 },
    { months: 23, live: 8 },
  ],
  sensitivity: [0.1, 0.2, 0.4],
  flagDifference: 1,
};

describe('fitting the site factor', () => {
  const told: [number, number][] = [];
  const reduced = withCalibration(chest, REDUCED);
  const result = calibrateSiteFactor(reduced, AS_OF, 7, (done, total) => told.push([done, total]));

  it('should meet both published points', () => {
    expect(result.tool).toBe('chest-xray-triage');
    expect(result.sites).toBe(12);
    expect(result.points.map(({ months, published, flagged }) => [months, published, flagged])).toEqual([
      [16, 4, false],
      [23, 8, false],
    ]);
    for (const { published, modelled } of result.points) expect(Math.abs(modelled - published)).toBeLessThan(0.01);
  });

  it('should tell how far it is: each site of the portfolio and of each other starting point', () => {
    expect(told).toEqual(Array.from({ length: 36 }, (_, i) => [i + 1, 36]));
  });

  it('should show the factor of other starting points beside its own, in order', () => {
    expect(result.sensitivity.map(({ base }) => base)).toEqual([0.1, 0.2, 0.4]);
    expect(result.sensitivity[1]).toEqual({ base: 0.2, median: result.median, logSd: result.logSd });
    // Sites that start with more done leave more of the published time to the factor.
    expect(result.sensitivity[2]?.median).toBeGreaterThan(result.sensitivity[0]?.median as number);
  });

  it('should compare with the factor in use and with none, and flag what is too far off', () => {
    const { siteFactor } = chest.instrument.method.forecast;
    expect(result.current).toMatchObject(siteFactor);
    expect(result.current.points).toHaveLength(2);
    expect(result.withoutFactor.some(({ flagged }) => flagged)).toBe(true);
    for (const { modelled, published, flagged } of [...result.withoutFactor, ...result.current.points]) {
      expect(flagged).toBe(Math.abs(modelled - published) > 1);
    }
  });

  it('should show the plans behind it', () => {
    const [p10, p50, p90] = result.weeksIfNothingSlips;
    expect(p10).toBeGreaterThan(0);
    expect(p50).toBeGreaterThanOrEqual(p10);
    expect(p90).toBeGreaterThanOrEqual(p50);
    expect(result.medianWeeksForecast).toBeGreaterThan(p10);
  });

  it(
    'should give the same again, without anybody listening',
    () => {
      expect(calibrateSiteFactor(reduced, AS_OF, 7)).toEqual(result);
      expect(calibrateSiteFactor(reduced, AS_OF, 8).median).not.toBe(result.median);
    },
    LONG,
  );
});

describe('a site of the portfolio', () => {
  const SITES = 400;
  const sites = Array.from({ length: SITES }, (_, site) => portfolioSite(chest, calibration, AS_OF, 20261123, site));
  const values = (id: string): number[] =>
    sites.map(({ answers }) => {
      const answer = answers.get(id);
      return answer?.type === 'value' ? answer.value : NaN;
    });
  const share = (id: string, value: number): number => values(id).filter((own) => own === value).length / SITES;

  it('should answer every question that routine use asks, with evidence in date', () => {
    const asked = chest.questions.filter(({ ruledOut }) => !ruledOut).map(({ id }) => id);
    expect(asked).toHaveLength(chest.questions.length - 1);
    for (const site of sites.slice(0, 20)) {
      expect([...site.answers.keys()]).toEqual(asked);
      expect(site).toMatchObject({ tool: chest.tool.id, asOf: AS_OF, context: { use: 'routine', alternatives: [] } });
      for (const { evidence } of site.answers.values()) {
        expect(evidence).toEqual([expect.objectContaining({ date: AS_OF, source: 'self' })]);
      }
    }
  });

  it('should be the same for the same seed and number, and another for another', () => {
    expect(portfolioSite(chest, calibration, AS_OF, 20261123, 3)).toEqual(sites[3]);
    expect(portfolioSite(chest, calibration, AS_OF, 20261123, 4)).not.toEqual(sites[3]);
    expect(portfolioSite(chest, calibration, AS_OF, 1, 3)).not.toEqual(sites[3]);
  });

  it('should follow the stated mixtures', () => {
    expect(share('GV-06', 2)).toBe(1);
    expect(share('RD-03', 50_000)).toBe(1);
    expect(Math.abs(share('TM-03', 1) - 1 / 3)).toBeLessThan(0.1);
    expect(share('TM-03', 1) + share('TM-03', 2)).toBe(1);
    expect(Math.abs(share('GV-09', 1) - 0.2)).toBeLessThan(0.08);
    expect(Math.abs(share('GV-09', 2) - 0.6)).toBeLessThan(0.1);
    expect(share('GV-07', 0) + share('GV-07', 1)).toBe(1);
    expect(share('GV-02', 0) + share('GV-02', 1)).toBe(1);
  });

  it('should lie about 0.2 + 0.5 × skill, wherever an answer is a share of its scale', () => {
    const mean = values('TR-02').reduce((sum, value) => sum + value, 0) / SITES;
    // Floor 0, target 90; clipping lifts the mean of 0.45 a little
    expect(Math.abs(mean / 90 - 0.453)).toBeLessThan(0.035);
    expect(Math.min(...values('TR-02'))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values('TR-02'))).toBeLessThanOrEqual(90);
  });

  it('should be good or poor at everything together', () => {
    const [a, b] = [values('TR-02'), values('IT-10')];
    const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    const [ma, mb] = [mean(a), mean(b)];
    const moment = (x: number[], y: number[], mx: number, my: number): number =>
      x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] as number) - my), 0);
    const r = moment(a, b, ma, mb) / Math.sqrt(moment(a, a, ma, ma) * moment(b, b, mb, mb));
    expect(r).toBeGreaterThan(0.05);
  });

  it('should take the last answer of a mixture whose probabilities fall short of one', () => {
    const short = {
      ...calibration,
      mixed: {
        'GV-06': [
          [1, 0],
          [2, 0],
        ] as const,
      },
    };
    const site = portfolioSite(chest, short, AS_OF, 1, 0);
    expect(site.answers.get('GV-06')).toMatchObject({ value: 2 });
  });

  it('should round a binary share to nothing or the first level', () => {
    const certain = { ...calibration, level: { base: 1, perSkill: 0, sd: 0 }, mixed: {} };
    const site = portfolioSite(chest, certain, AS_OF, 1, 0);
    expect(site.answers.get('GV-07')).toMatchObject({ value: 1 });
    expect(site.answers.get('GV-01')).toMatchObject({ value: 3 });
    expect(site.answers.get('TM-06')).toMatchObject({ value: 3 });
  });
});
