/** The key that tests and benchmarks act with as whoever runs the service. */
export const OPERATORS_KEY = 'sra_operator_0000000000000000000000000000000000000000000';
/** A good secret for processes that are started by tests and benchmarks. */
export const TEST_SECRET = 'kP3vT9xQ2mZr7LwY5bNf8HsJ4cGd6VqE1uAoXiRt';
