import type { Instrument } from '../../core/contracts/instrument.js';
import type { MethodExample } from '../../tools/method-example.js';

interface Row {
  readonly code: string;
  readonly name: string;
}

/** What the page on the method says in numbers, as text: every one follows from the instrument or the core. */
export interface MethodValues {
  readonly version: string;
  readonly questions: number;
  readonly domains: readonly (Row & {
    readonly weight: string;
    readonly score: string;
    readonly share: string;
    readonly mended: string;
  })[];
  readonly example: Readonly<
    Record<'index' | 'exact' | 'arithmetic' | 'imbalance' | 'weakest' | 'weakestWeight' | 'weakestShare', string>
  >;
  readonly bands: readonly { readonly name: string; readonly range: string }[];
  readonly gates: readonly { readonly kind: string; readonly items: readonly Row[] }[];
  readonly numbers: Readonly<Record<string, string>>;
  readonly sources: Instrument['sources'];
}

export function methodValues(instrument: Instrument, example: MethodExample): MethodValues {
  const { method, questions, sources } = instrument;
  const weakest = [...example.domains].sort((a, b) => b.share - a.share)[0];
  const mended = new Map(example.mended.map(({ code, index }) => [code, index]));
  return {
    version: instrument.version,
    questions: questions.length,
    domains: example.domains.map(({ code, name, weight, score, share }) => ({
      ...{ code, name },
      weight: percent(weight),
      score: String(score),
      share: percent(share),
      mended: whole(mended.get(code) ?? 0),
    })),
    example: {
      index: whole(example.index),
      exact: example.index.toFixed(3),
      arithmetic: example.arithmetic.toFixed(2),
      imbalance: (example.arithmetic - example.index).toFixed(2),
      weakest: weakest?.name ?? '',
      weakestWeight: percent(weakest?.weight ?? 0),
      weakestShare: percent(weakest?.share ?? 0),
    },
    bands: method.bands.map(({ below, name }, place) => ({
      name,
      range:
        below === undefined
          ? `${String(method.bands[place - 1]?.below ?? 0)} or more`
          : `${place === 0 ? '' : `${String(method.bands[place - 1]?.below ?? 0)} to `}under ${String(below)}`,
    })),
    gates: (['data', 'live'] as const).map((kind) => ({
      kind: kind === 'data' ? 'Before any patient data is used' : 'Before clinical use',
      items: questions
        .filter(({ gate }) => gate?.kind === kind)
        .map(({ id, subject }) => ({ code: id, name: subject })),
    })),
    numbers: {
      assessableShare: percent(method.assessableShare),
      provisionalBelow: percent(method.provisionalBelow),
      startedAt: percent(method.stages.startedAt),
      goLiveIndex: String(method.stages.goLiveIndex),
      goLiveDomain: String(method.stages.goLiveDomain),
      exempt: method.stages.exemptDomains
        .map((code) => instrument.domains.find((domain) => domain.code === code)?.name ?? code)
        .join(', '),
      draws: method.forecast.draws.toLocaleString('en-GB'),
      factor: String(method.forecast.siteFactor.median),
      factorLow: String(method.forecast.factorRange[0]),
      factorHigh: String(method.forecast.factorRange[1]),
      rePlanAfterYears: String(method.forecast.rePlanAfterYears),
      essentialCap: method.essentialCap,
      ...Object.fromEntries(
        (['saidSo', 'named', 'inDate', 'checked', 'verifiedAt'] as const).map((name) => [
          name,
          String(method.confidence[name]),
        ]),
      ),
    },
    sources,
  };
}

function percent(share: number): string {
  return `${String(Math.round(100 * share))}%`;
}

function whole(value: number): string {
  return String(Math.round(value));
}
