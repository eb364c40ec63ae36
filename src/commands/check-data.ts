import { loadCatalogue } from '../tools/load-catalogue.js';
import { loadWording } from '../wording/load-wording.js';
import type { Console } from './console.js';
import { badInput } from './failure.js';

/** `readiness check-data`: holds the instrument and every profile against their schemas and against each other, and the wording of plans. */
export function runCheckData(root: string | undefined, console: Console): void {
  const loaded = loadCatalogue(root);
  const wording = loadWording();
  const defects = [loaded, wording].flatMap((found) => (found.ok ? [] : found.defects));
  if (!loaded.ok || defects.length > 0) throw badInput(defects);
  const { instrument, tools } = loaded.catalogue;
  const counts = [
    `${String(instrument.questions.length)} questions`,
    `${String(instrument.actions.length)} actions`,
    `${String(instrument.domains.length)} domains`,
    `${String(tools.length)} tool profiles`,
  ];
  console.out(`${instrument.id} ${instrument.version} (${instrument.status}): ${counts.join(', ')}. No problem found.`);
}
