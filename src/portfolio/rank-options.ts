import type { Catalogue } from '../core/instrument/catalogue.js';
import type { RobustnessOptions } from '../core/portfolio/robustness.js';
import { domainWeights } from '../core/portfolio/weight-table.js';
import { Problem } from '../platform/problem/problem.js';
import type { RankingOrder } from './ranks.dto.js';

/**
 * How sites are to be ranked, as the core takes it.
 *
 * @throws Problem `invalid-request` for weights of domains that there are not
 */
export function rankOptions(
  { top, draws, weights }: Pick<RankingOrder, 'top' | 'draws' | 'weights'>,
  catalogue: Catalogue,
): RobustnessOptions {
  return {
    ...(top !== undefined && { top }),
    ...(draws !== undefined && { draws }),
    ...(weights !== undefined && { domainWeights: weightsOf(weights, catalogue) }),
  };
}

/**
 * Refuses weights that leave a tool without any before somebody waits for a job that cannot be done.
 *
 * @throws Problem `invalid-request`
 */
export function refuseNoWeight(
  { domainWeights: moved }: RobustnessOptions,
  tools: readonly string[],
  catalogue: Catalogue,
): void {
  refusingWeights(() => {
    for (const tool of tools.filter((id) => catalogue.toolIds.includes(id))) {
      if (domainWeights(catalogue.compiled(tool, 'routine'), moved).some((weight) => weight > 0)) continue;
      throw new RangeError('No domain has any weight');
    }
  });
}

/** Does what the core refuses by a `RangeError` when weights cannot be used. @throws Problem `invalid-request` */
export function refusingWeights<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw wrongWeights(`${error.message}.`);
  }
}

function weightsOf(text: string, { instrument }: Catalogue): Readonly<Record<string, number>> {
  const weights = Object.fromEntries(
    text.split(',').map((part) => {
      const [code = '', weight] = part.split(':');
      return [code, Number(weight)];
    }),
  );
  const codes = instrument.domains.map(({ code }) => code);
  const unknown = Object.keys(weights).find((code) => !codes.includes(code));
  if (unknown === undefined) return weights;
  throw wrongWeights(`${unknown} is not a domain; the domains are ${codes.join(', ')}.`);
}

function wrongWeights(detail: string): Problem {
  return new Problem('invalid-request', 'The weights cannot be used.', {
    errors: [{ parameter: 'weights', code: 'not-allowed', detail }],
  });
}
