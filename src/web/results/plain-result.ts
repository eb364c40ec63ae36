import type { GateKind } from '../../core/contracts/instrument.js';
import type { Scorecard } from '../../core/contracts/scorecard.js';
import { STAGE_NAMES } from '../../core/contracts/words.js';

/** Index from which a reader may take a site for ready that is not: it has to be said that a score opens no gate. */
const HIGH_INDEX = 60;

/** A stage on the way, for a list in which the own one is marked. */
export interface StageStep {
  readonly name: string;
  readonly meaning: string;
  readonly reached: boolean;
  readonly own: boolean;
}

const MEANINGS = [
  'Too little is known to say.',
  'No patient data may leave the trust yet.',
  'Patient data may be sent; the tool may not be used in care yet.',
  'Every condition of going live is met. Whether to go live stays the trust’s decision.',
  'In use, with every gate open.',
] as const;

/** The result in one sentence for somebody who reads nothing else. The number comes last, as it decides nothing. */
export function plainResult({ stage, gates, index, completeness, inUseWithoutClearance }: Scorecard): string {
  const closed = (kind: GateKind): number =>
    gates.filter((gate) => gate.kind === kind && (gate.state === 'failed' || gate.state === 'not-known')).length;
  const [data, live] = [closed('data'), closed('live')];
  if (inUseWithoutClearance) {
    return `The tool is in use here, and ${counted(data + live, 'condition')} of its use ${data + live === 1 ? 'is' : 'are'} not met.`;
  }
  const but = index.value >= HIGH_INDEX ? ' A high score does not change that: no score opens a gate.' : '';
  switch (stage.number) {
    case 0:
      return `Too little is known to say how ready this site is: ${String(Math.floor(100 * completeness))}% of the assessment.`;
    case 1:
      return `Not ready: ${counted(data, 'data gate')} must open before any patient data leaves the trust.${but}`;
    case 2:
      return `Not ready for use: patient data may be sent, but ${live > 0 ? `${counted(live, 'go-live gate')} ${live === 1 ? 'is' : 'are'} closed` : 'not everything that go-live needs is met'}.${but}`;
    case 3:
      return 'Everything that go-live needs is met today. Whether to go live stays the trust’s decision.';
    case 4:
      return 'In use, and every gate is open today. Gates close by themselves when their evidence lapses.';
  }
}

/** All stages in order, with where the site stands. */
export function stageSteps({ stage }: Scorecard): StageStep[] {
  return STAGE_NAMES.map((name, number) => ({
    name,
    meaning: MEANINGS[number] as string,
    reached: number < stage.number,
    own: number === stage.number,
  }));
}

function counted(count: number, one: string): string {
  return `${String(count)} ${count === 1 ? one : `${one}s`}`;
}
