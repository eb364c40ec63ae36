export const OPERATORS_KEY: string;
export const TEST_SECRET: string;
