export function differences(before: unknown, after: unknown, pointer?: string): string[];
