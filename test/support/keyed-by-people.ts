/** Operations of people and tenants that take an `Idempotency-Key`: e2e/keyed-people.spec.ts tries each. */
export const KEYED_BY_PEOPLE = [
  ...['acceptStatement', 'disputeStatement', 'publishStatement', 'withdrawStatement', 'shareAssessment'],
  'confirmOfferedAnswer',
  ...['createConcern', 'addMessage', 'publishAnswer', 'withdrawPublishedAnswer'],
  ...['logContact', 'withdrawContact', 'makePromise', 'savePortfolioView', 'importPortfolio'],
  ...['createNetwork', 'createVendor', 'endKey', 'withdrawInvitation'],
  ...['returnHandOver', 'declineHandOver', 'takeBackHandOver'],
  ...['erasePerson', 'giveRole', 'reactivatePerson', 'suspendPerson', 'takeSecondFactor'],
] as const;
