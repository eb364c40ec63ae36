import type {
  AllocationLevel,
  AllocationSite,
  EquityPrice,
  HoursFloor,
  HoursReason,
  NoGain,
} from '../contracts/allocation.js';

/** What a site could have next, and why it does not get it. */
export interface Blocked {
  readonly by: 'others-gain-more' | 'held-by-floor' | 'too-few-hours';
  /** The level of hours that comes next */
  readonly next: AllocationLevel;
  /** The level at which it has all that hours can bring it */
  readonly full: AllocationLevel;
}

const NO_GAIN: Readonly<Record<NoGain | 'rest-is-the-trusts', string>> = {
  live: 'It is live already: extra hours would bring nothing forward.',
  'nothing-left': 'Nothing is left to do before it can go live: extra hours would bring nothing forward.',
  'date-set': 'Its work is done before the go-live date that is set: extra hours would bring nothing forward.',
  unreachable: 'Its plan does not lead to go-live yet, so there is no date that extra hours could bring forward.',
  'nothing-submitted':
    'Nothing was submitted that a forecast could be made from, so nobody can tell what extra hours would bring.',
  'rest-is-the-trusts': "Extra hours would bring nothing forward: what is left to wait for is the trust's.",
};

/** "1 hour", "4 hours" */
function hoursText(hours: number): string {
  return hours === 1 ? '1 hour' : `${String(hours)} hours`;
}

function extraHours(hours: number): string {
  return hours === 1 ? '1 extra hour a week' : `${String(hours)} extra hours a week`;
}

/** Weeks as precisely as a forecast allows. */
function weeksText(weeks: number): string {
  const whole = Math.round(weeks);
  if (whole === 0) return 'less than half a week';
  return whole === 1 ? 'about 1 week' : `about ${String(whole)} weeks`;
}

function percentText(share: number): string {
  return `${String(Math.round(100 * share))}%`;
}

/** Why a site gets what it gets, as a word and in one sentence. */
export function hoursReason(
  noGain: NoGain | null,
  chosen: AllocationLevel,
  blocked: Blocked | undefined,
  availableHours: number,
): { because: HoursReason; reason: string } {
  const got = chosen.extraHours > 0;
  if (blocked === undefined && !got) {
    const because = noGain ?? 'rest-is-the-trusts';
    return { because, reason: NO_GAIN[because] };
  }
  const buys = `${extraHours(chosen.extraHours)} ${chosen.extraHours === 1 ? 'brings' : 'bring'} go-live forward by ${weeksText(chosen.gainWeeks)}`;
  if (blocked === undefined) return { because: 'full-gain', reason: `${buys}; more would bring nothing further.` };
  const { full } = blocked;
  const more = got
    ? `${buys}; ${String(full.extraHours)} would bring ${weeksText(full.gainWeeks)}`
    : `No extra hours: ${String(full.extraHours)} a week would bring go-live forward by ${weeksText(full.gainWeeks)}`;
  return { because: got ? 'gets-hours' : blocked.by, reason: `${more}, but ${blockedText(blocked, availableHours)}.` };
}

function blockedText({ by, next }: Blocked, availableHours: number): string {
  if (by === 'others-gain-more') return 'the hours do more at other sites';
  if (by === 'held-by-floor') return 'the sites with the least capacity would then get less than their floor';
  return availableHours === 0
    ? 'the team has no hours above the base of all sites'
    : `the next step is ${hoursText(next.extraHours)}, more than the team has to give`;
}

/** Whom to escalate to where little of what is left is the vendor's; null where it is not little, or nothing is left. */
export function escalationAdvice({ noGain, vendorShare }: AllocationSite, lowVendorShare: number): string | null {
  const hasWork = noGain === null || noGain === 'unreachable';
  if (!hasWork || vendorShare >= lowVendorShare) return null;
  return `Escalate to the trust or its network as well: only ${percentText(vendorShare)} of its critical path is the vendor's to move.`;
}

export function floorSentence(
  holds: HoursFloor['holds'],
  sites: number,
  hours: number,
  handedOut: number,
  { share, leastShare }: Pick<HoursFloor, 'share' | 'leastShare'>,
): string {
  const who = sites === 1 ? 'The site with the least capacity' : `The ${String(sites)} sites with the least capacity`;
  if (holds === 'nothing-handed-out') return 'No extra hours are handed out, so there is nothing to hold a floor to.';
  const get = sites === 1 ? 'gets' : 'get';
  const part = `${who} ${get} ${String(hours)} of ${hoursText(handedOut)} (${percentText(share)})`;
  return holds === 'by-share'
    ? `${part}; the floor is ${percentText(leastShare)}.`
    : `${part}, under the floor of ${percentText(leastShare)}, since more hours would bring ${sites === 1 ? 'it' : 'them'} nothing.`;
}

export function equitySentence({ price, share, weeks }: Omit<EquityPrice, 'sentence'>): string {
  if (price === 0) return 'Equity and the floor cost nothing here: no other use of the hours brings more.';
  const most = share < 0.01 ? 'less than 1%' : percentText(share);
  const whole = Math.round(weeks);
  const count = Math.abs(whole) === 1 ? '1 week' : `${String(Math.abs(whole))} weeks`;
  const inWeeks =
    whole === 0
      ? 'with go-lives no sooner over all sites'
      : `with ${count} of go-live ${whole > 0 ? 'more' : 'fewer'} over all sites`;
  return `Without equity and the floor the same hours would bring ${most} more, sites weighted by their studies, ${inWeeks}.`;
}

export function unusedSentence(hours: number, why: 'all-full' | 'floor' | 'too-few'): string {
  const left = `${hoursText(hours)} a week ${hours === 1 ? 'is' : 'are'} left`;
  if (why === 'all-full') return `${left}: every site has all that extra hours can bring it.`;
  if (why === 'floor')
    return `${left}: handed out, they would take the sites with the least capacity below their floor.`;
  return `${left}: no site gains from so few more.`;
}
