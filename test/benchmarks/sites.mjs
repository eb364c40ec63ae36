/** Answers documents of made-up sites for the benchmarks: seeded, so that every run measures the same sites. */

const TITLES = ['Board paper', 'Signed assessment', 'Test report', 'Contract schedule', 'Training register', 'Minutes'];
const OWNERS = ['clinical safety officer', 'information governance lead', 'PACS manager', 'clinical lead', 'CIO'];
const AS_OF = Date.UTC(2026, 10, 23);
const MILLISECONDS_PER_DAY = 86_400_000;
const DAYS = { youngest: 10, oldest: 700 };

/** Mulberry32: a small seeded generator of numbers from 0 up to 1. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Answers documents, as a service receives them, in which every question has a value. A site is more or less advanced,
 * and its answers scatter about that; most of them name evidence, some of it old, of another version or checked twice.
 */
export function answersDocuments(compiled, count, seed) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => answersDocument(compiled, random, index));
}

function answersDocument(compiled, random, index) {
  const advanced = 0.25 + 0.75 * random();
  const changes = random() < 0.3 ? [{ kind: pick(['pacs', 'scanner', 'gateway'], random), on: pastDay(random) }] : [];
  return {
    tool: compiled.tool.id,
    asOf: isoDay(0),
    site: { name: `Made-up site ${String(index + 1)}`, code: `ZZ${String(index)}` },
    context: {
      use: compiled.use,
      productVersion: '3.1',
      ...(random() < 0.4 && { goLiveDate: pastDay(random) }),
      reporters: 4 + Math.floor(8 * random()),
      physiologists: 6 + Math.floor(10 * random()),
      changes,
    },
    answers: Object.fromEntries(
      compiled.questions.map((question) => [
        question.id,
        {
          value: answerTo(question.question, Math.min(1, Math.max(0, advanced + 0.5 * (random() - 0.5))), random),
          ...(random() < 0.3 && { note: 'As told by the service manager in the interview.' }),
          ...(random() < 0.85 && { evidence: evidenceFor(random) }),
        },
      ]),
    ),
  };
}

/** An answer worth about `level`, 0 to 1. */
function answerTo(question, level, random) {
  if (question.kind !== 'number') return Math.round(level * (question.levels.length - 1));
  const { floor, target, min, max } = question.number;
  const value = floor + (level + 0.2 * random()) * (target - floor);
  return Math.min(max, Math.max(min, Math.round(value * 4) / 4));
}

function evidenceFor(random) {
  return Array.from({ length: random() < 0.25 ? 2 : 1 }, () => ({
    title: `${pick(TITLES, random)} ${String(1 + Math.floor(40 * random()))}`,
    ...(random() < 0.9 && { date: pastDay(random) }),
    ...(random() < 0.3 && { expires: isoDay(Math.floor(900 * random()) - 200) }),
    ...(random() < 0.8 && { owner: pick(OWNERS, random) }),
    ...(random() < 0.3 && { productVersion: random() < 0.7 ? '3.1' : '2.4' }),
    ...(random() < 0.3 && { checkedBy: 'deputy medical director', checkedOn: pastDay(random) }),
    source: random() < 0.1 ? 'register' : 'self',
  }));
}

/** Most documents are of the last year, and few are much older. */
function pastDay(random) {
  return isoDay(-Math.floor(DAYS.youngest + (DAYS.oldest - DAYS.youngest) * random() ** 2));
}

function isoDay(daysFromAsOf) {
  return new Date(AS_OF + daysFromAsOf * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

function pick(list, random) {
  return list[Math.floor(random() * list.length)];
}
