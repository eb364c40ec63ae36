export const DOCUMENT: string;
export function tableOf(permissions: Readonly<Record<string, object>>): string;
export function documents(): Promise<{ readonly found: string; readonly made: string }>;
