import { ask, type TestService } from './service.js';

/** Lets the vendor take part at a site, or not any more. */
export async function letVendorTakePart(
  service: TestService,
  deploymentId: string,
  vendorAccess = true,
): Promise<void> {
  const address = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  const { status } = await ask(service, 'PUT', `${address}/vendor-access`, { body: { vendorAccess }, headers });
  if (status !== 200) throw new Error(`vendor-access answered ${String(status)}`);
}
