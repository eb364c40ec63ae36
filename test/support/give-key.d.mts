/** Puts the operator's key into the database of a service that runs. @param settings of that service */
export function giveKeyTo(settings: Readonly<Record<string, string>>): Promise<void>;
