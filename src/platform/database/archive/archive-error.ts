/** Why a backup, a restore or a copy cannot be made, in words for whoever runs the service. */
export class ArchiveError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ArchiveError';
  }
}
