/** An endpoint id of ours: the home's key, a colon, and the id that the home itself knows. */
export interface EndpointAddress {
  home: string;
  /** Such as `light#kitchen`. */
  local: string;
}

const SHAPE = /^(?<home>k[a-z0-9]{5,15}):(?<local>.+)$/;

/** `k3f9a2` + `light#kitchen` → `k3f9a2:light#kitchen` */
export const joinEndpointId = ({ home, local }: EndpointAddress): string => `${home}:${local}`;

/** @returns undefined for an id that carries no home's key: it was never one of ours */
export function splitEndpointId(endpointId: string): EndpointAddress | undefined {
  const { home, local } = SHAPE.exec(endpointId)?.groups ?? {};
  return home === undefined || local === undefined ? undefined : { home, local };
}
