/** As much of js-yaml 4 as is used here; it has no types of its own. */
declare module 'js-yaml' {
  export interface Schema {
    readonly name?: string;
  }
  /** YAML 1.2's own types and no more: times stay texts. */
  export const CORE_SCHEMA: Schema;
  export function load(text: string, options?: { schema?: Schema }): unknown;
}
