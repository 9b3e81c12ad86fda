import * as v from 'valibot';

/** The shape of a `GrantId` in a message. */
export const grantIdSchema = v.object({
  sub: v.pipe(v.string(), v.nonEmpty()),
  region: v.picklist(['NA', 'EU', 'FE']),
  originJti: v.pipe(v.string(), v.nonEmpty()),
});
