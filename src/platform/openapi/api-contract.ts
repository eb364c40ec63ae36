/** A reference to one of the description's component schemas, such as a type of the core's contract. */
export function contractRef(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** The same for a property: Nest takes no bare reference there. */
export function contractProperty(name: string): { allOf: { $ref: string }[] } {
  return { allOf: [contractRef(name)] };
}
