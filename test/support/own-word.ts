interface GivenAnswer {
  readonly evidence?: readonly Readonly<Record<string, unknown>>[];
}

/** Answers without what nobody can say of their own evidence: that a second person checked it, or a register holds it. */
export function ownWord(answers: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => {
      const { evidence } = answer as GivenAnswer;
      if (evidence === undefined) return [id, answer];
      return [
        id,
        { ...answer, evidence: evidence.map(({ checkedBy: _by, checkedOn: _on, source: _source, ...item }) => item) },
      ];
    }),
  );
}
