import { Injectable } from '@nestjs/common';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import { AudienceService } from '../../organisations/audience.service.js';
import { capitalised } from '../../core/contracts/words.js';

/** Says beside a note who reads it, as things are at this moment. */
@Injectable()
export class NoteReaders {
  constructor(private readonly audience: AudienceService) {}

  /** The hint of the notes of a section; of nothing for whoever writes none. */
  async hint({ deployment, mayAnswer, notesKept, isShared }: SectionToFill): Promise<string | undefined> {
    if (!mayAnswer) return undefined;
    const { trust, toolId, vendorAccess } = deployment;
    const { vendor, networks } = notesKept
      ? { vendor: undefined, networks: [] }
      : await this.audience.of(trust.id, toolId);
    const takesPart = vendorAccess && !notesKept;
    return noteHint({
      vendor: takesPart ? (vendor ?? null) : undefined,
      networks,
      readsAtOnce: takesPart && isShared,
    });
  }
}

interface Readers {
  /** Null: its name is not known; undefined: it takes no part */
  readonly vendor: string | null | undefined;
  readonly networks: readonly string[];
  /** Whether the vendor is shown the section while it is filled in */
  readonly readsAtOnce: boolean;
}

function noteHint({ vendor, networks, readsAtOnce }: Readers): string {
  const theVendor = vendor === undefined ? [] : [vendor === null ? 'the tool’s vendor' : `${vendor} (the vendor)`];
  const [one] = networks;
  const theNetworks =
    one === undefined ? [] : [networks.length === 1 ? `${one} (your network)` : 'the networks of your trust'];
  const rules = 'No patient data.';
  if (theVendor.length + theNetworks.length === 0) {
    return `${rules} Only your trust and the administrators of this service read it`;
  }
  if (readsAtOnce) {
    const later = theNetworks.length === 0 ? '' : `, and ${theNetworks.join('')} once it is submitted`;
    return `${rules} ${capitalised(theVendor.join(''))} reads it too as soon as you save it${later}`;
  }
  const who = [...theVendor, ...theNetworks];
  const reads = who.length === 1 && networks.length < 2 ? 'reads' : 'read';
  return `${rules} ${capitalised(who.join(' and '))} ${reads} it too, once it is submitted`;
}
