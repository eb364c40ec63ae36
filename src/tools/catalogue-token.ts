/** Injection token of the catalogue: the instrument compiled for every tool and use. */
export const CATALOGUE = Symbol('catalogue');
