/** The portal as `infra/portal-files.ts` builds it into the function's bundle. */
export interface PortalFiles {
  /** The HTML page, the same for every address. */
  readonly page: string;
  /** By file name, such as `portal-3QX7.js`. */
  readonly assets: Readonly<
    Record<
      string,
      {
        /** Media type. */
        readonly type: string;
        readonly text: string;
        /** The same, compressed with Brotli (RFC 7932), in base64. */
        readonly brotli: string;
      }
    >
  >;
}
