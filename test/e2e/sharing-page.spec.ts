import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* A trust lead says in the browser who sees an assessment. */

let service: TestService;
let page: string;
let assessment: string;
let deployment: string;
let trust: string;
let lead: SignedIn;
let vendor: SignedIn;

beforeAll(async () => {
  service = await startService();
  const { trustId, assessmentId, deploymentId } = await setUpAssessment(service);
  trust = trustId;
  assessment = `/assessments/${assessmentId}`;
  page = `${assessment}/sharing`;
  deployment = `/api/v1/deployments/${deploymentId}`;
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  const vendorId = await addVendor(service, 'Echo Makers', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
});

afterAll(() => service.stop());

const stored = async (): Promise<unknown[]> => {
  const { body } = await ask(service, 'GET', `/api/v1${assessment}`);
  return [(await ask(service, 'GET', deployment)).body.vendorAccess, body.sharedSections, body.notesKept];
};

describe('who sees an assessment', () => {
  it('should be said on a page that the assessment leads to, and show what is so', async () => {
    expect((await readAs(service, lead, assessment)).html).toContain(`href="${page}"`);
    const saved = await sendForm(service, lead, page, { vendor: 'yes', sections: ['IT', 'VS'], keepNotes: 'yes' });
    expect([saved.status, saved.location]).toEqual([303, `${assessment}?saved=sharing`]);
    expect((await readAs(service, lead, saved.location ?? '')).html).toContain('Who sees this assessment was saved.');
    expect(await stored()).toEqual([true, ['IT', 'VS'], true]);
    const { html } = await readAs(service, lead, page);
    expect(html.match(/ checked/g)).toHaveLength(4);
    expect((await readAs(service, vendor, `${assessment}/sections/VS`)).status).toBe(200);
  });

  it('should be said beside every note, as it is at that moment', async () => {
    const hint = async (at: string): Promise<string> => {
      const { html } = await readAs(service, lead, `${assessment}/${at}`);
      return /note-hint">\s*([^<]+?)\s*</.exec(html)?.[1] ?? '';
    };
    expect(await hint('sections/VS')).toBe(
      'No patient data. Only your trust and the administrators of this service read it',
    );
    await sendForm(service, lead, page, { vendor: 'yes', sections: ['VS'] });
    expect(await hint('sections/VS')).toBe(
      'No patient data. Echo Makers (the vendor) reads it too as soon as you save it',
    );
    expect(await hint('questions/IT-01')).toBe(
      'No patient data. Echo Makers (the vendor) reads it too, once it is submitted',
    );
    for (const name of ['Northern Network', 'Stroke Network']) {
      await ask(service, 'POST', '/api/v1/networks', { body: { name, trustIds: [trust] } });
      const networks = name === 'Northern Network' ? 'Northern Network (your network)' : 'the networks of your trust';
      expect(await hint('questions/IT-01')).toBe(
        `No patient data. Echo Makers (the vendor) and ${networks} read it too, once it is submitted`,
      );
      expect(await hint('sections/VS')).toMatch(`as soon as you save it, and ${networks} once it is submitted`);
    }
    await sendForm(service, lead, page, { vendor: 'no' });
    expect(await hint('questions/IT-01')).toBe(
      'No patient data. The networks of your trust read it too, once it is submitted',
    );
  });

  it('should be taken back, and the vendor see nothing any more', async () => {
    expect((await sendForm(service, lead, page, { vendor: 'no' })).status).toBe(303);
    expect(await stored()).toEqual([false, [], false]);
    expect((await readAs(service, vendor, assessment)).status).toBe(404);
  });

  it('should be refused where it is not chosen or there is no such section, and nothing be stored', async () => {
    const open = await sendForm(service, lead, page, { sections: 'IT' });
    expect([open.status, open.html.includes('Choose whether the vendor takes part')]).toEqual([400, true]);
    expect(open.html.match(/ checked/g)).toHaveLength(1);
    const unknown = await sendForm(service, lead, page, { vendor: 'yes', sections: ['IT', 'XX'] });
    expect([unknown.status, unknown.html.includes('Choose sections of the list')]).toEqual([400, true]);
    expect(await stored()).toEqual([false, [], false]);
  });
});
