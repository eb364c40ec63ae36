/** A page's form was stored before: what it came to the first time. */
class SentAlready extends Error {
  constructor(readonly id: string) {
    super();
  }
}

/** @throws an error that `orAsSent` takes, where the form was stored before */
export function refuseSent(sent: { readonly id: string } | null): void {
  if (sent !== null) throw new SentAlready(sent.id);
}

/** What a form that is sent again came to the first time. */
export async function orAsSent<T>(work: Promise<T>, get: (id: string) => Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SentAlready) return get(error.id);
    throw error;
  }
}
