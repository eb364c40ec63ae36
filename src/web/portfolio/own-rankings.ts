import type { OwnRanking } from '../../portfolio/own-rankings.service.js';
import { timeText } from '../time-text.js';

/** A ranking in a list that leads back to it. */
interface OwnRankingRow {
  readonly href: string;
  /** When it was ordered */
  readonly at: string;
  /** Of which sites */
  readonly of: string;
  /** How far it is */
  readonly state: string;
}

/**
 * What the page of ranks shows of those that somebody had worked out in the background.
 *
 * @param words what each of them was narrowed by, in the same order
 */
export function ownRankings(
  own: readonly OwnRanking[],
  words: readonly (readonly string[])[],
): { ordered: readonly OwnRankingRow[]; ahead: OwnRankingRow | null } {
  const ordered = own.map((ranking, number) => rowOf(ranking, words[number] ?? []));
  const ahead = own.findIndex(({ job }) => job.state !== 'done' && !job.cancelRequested);
  return { ordered, ahead: ordered[ahead] ?? null };
}

function rowOf({ job, asked }: OwnRanking, words: readonly string[]): OwnRankingRow {
  return {
    href: `/portfolio/rankings/${job.id}`,
    at: timeText(job.createdAt),
    of: [words.length === 0 ? 'All sites' : words.join(', '), ...(asked.weights === undefined ? [] : [MOVED])].join(
      ', ',
    ),
    state: stateOf(job),
  };
}

const MOVED = 'with weights that were moved';

function stateOf({ state, cancelRequested, done, total, result }: OwnRanking['job']): string {
  if (state === 'done') {
    const sites = Number(result?.sites);
    return `${String(sites)} ${sites === 1 ? 'site' : 'sites'} ranked`;
  }
  if (cancelRequested) return 'being cancelled';
  return state === 'running' && total !== null ? `${String(done)}% done` : 'waiting for its turn';
}
