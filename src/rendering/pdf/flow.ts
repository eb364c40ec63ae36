import type { Sheet } from './sheet.js';

/** Something that goes down the page after what came before it */
export interface Flowing {
  /** White space above, dropped at the head of a page */
  readonly gap: number;
  /** Height that must be free for it to start on a page */
  readonly start: number;
  /** Height in points when drawn whole */
  readonly height: number;
  /** Set on headings: they go to the page on which the next thing starts */
  readonly keepWithNext?: boolean;
  /** Set on what comes after the first page; where that has grown over to the second, it just follows */
  readonly endsFirstPage?: boolean;
  /** Set on what starts on a page of its own */
  readonly startsPage?: boolean;
  readonly draw: () => void;
}

/** Draws one thing after another. */
export function drawFlow(sheet: Sheet, flow: readonly Flowing[]): void {
  flow.forEach((item, index) => {
    const endsFirst = item.endsFirstPage === true && sheet.isFirstPage;
    if (endsFirst || (item.startsPage === true && !sheet.atTop)) sheet.startPage();
    sheet.reserve(item.gap + spaceToStart(flow, index));
    sheet.skip(item.gap);
    item.draw();
  });
}

function spaceToStart(flow: readonly Flowing[], index: number): number {
  const item = flow[index];
  if (item === undefined) return 0;
  const next = flow[index + 1];
  if (item.keepWithNext !== true || next === undefined) return item.start;
  return item.height + next.gap + spaceToStart(flow, index + 1);
}
