/** The refusals that this stand-in can utter, with the HTTP status KMS gives each (KMS API Reference, "Errors"). */
const STATUS_BY_TYPE = {
  InvalidCiphertextException: 400,
  InvalidKeyUsageException: 400,
  MissingAuthenticationTokenException: 400,
  NotFoundException: 400,
  SerializationException: 400,
  ThrottlingException: 400,
  UnknownOperationException: 400,
  UnsupportedOperationException: 400,
  ValidationException: 400,
  KMSInternalException: 500,
} as const;

/** Name of a KMS error, as it stands in `__type` on the wire. */
export type KmsErrorType = keyof typeof STATUS_BY_TYPE;

/** A refusal that goes to the caller as KMS would send it: `type` in `__type`, `status` as HTTP status. */
export class KmsError extends Error {
  override readonly name = 'KmsError';
  readonly type: KmsErrorType;
  readonly status: number;

  constructor(type: KmsErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
    this.status = STATUS_BY_TYPE[type];
  }
}
