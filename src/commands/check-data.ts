import { loadCatalogue } from '../tools/load-catalogue.js';
import type { Console } from './console.js';
import { badInput } from './failure.js';

/** `readiness check-data`: holds the instrument and every profile against their schemas and against each other. */
export function runCheckData(root: string | undefined, console: Console): void {
  const loaded = loadCatalogue(root);
  if (!loaded.ok) throw badInput(loaded.defects);
  const { instrument, tools } = loaded.catalogue;
  const counts = [
    `${String(instrument.questions.length)} questions`,
    `${String(instrument.actions.length)} actions`,
    `${String(instrument.domains.length)} domains`,
    `${String(tools.length)} tool profiles`,
  ];
  console.out(`${instrument.id} ${instrument.version} (${instrument.status}): ${counts.join(', ')}. No problem found.`);
}
