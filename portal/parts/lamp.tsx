/** Porchlight's lamp: lit when all is well, dark when not. */
export const Lamp = ({ light = 'good', size }: { light?: 'good' | 'bad' | 'idle'; size: number }) => (
  <svg class={`lamp ${light}`} viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
    <path class="shade" d="M16 3v4M9.5 13.5 12 7h8l2.5 6.5z" />
    <path class="bulb" d="M11 16.5h10a5 5 0 0 1-10 0z" />
    <path class="rays" d="M16 25v4M9 23l-2.5 3M23 23l2.5 3" />
  </svg>
);
