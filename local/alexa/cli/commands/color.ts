import { UsageError } from '../command.ts';
import { controlCommand } from '../control-command.ts';

/** Hue in degrees, saturation as a share, for the colours people ask for; brightness is always full. */
const colors: Readonly<Record<string, readonly [hue: number, saturation: number]>> = {
  red: [0, 1],
  orange: [39, 1],
  yellow: [60, 1],
  lime: [90, 1],
  green: [120, 1],
  turquoise: [174, 0.71],
  cyan: [180, 1],
  blue: [240, 1],
  purple: [277, 0.86],
  magenta: [300, 1],
  pink: [350, 0.25],
  lavender: [255, 0.5],
  white: [0, 0],
};

/** `set-color NAME red`, or `#ff8800`. */
export const setColor = controlCommand({
  summary: 'set a light to a colour: a name, or #rrggbb',
  value: 'COLOUR',
  control(value) {
    const color = parseColor(value);
    if (color === undefined) {
      throw new UsageError(
        `"${value}" is no colour: use #rrggbb or one of ${Object.keys(colors).join(', ')}`,
      );
    }
    return {
      namespace: 'Alexa.ColorController',
      name: 'SetColor',
      payload: { color },
      said: ({ friendlyName }) => `OK. ${friendlyName} is ${value}.`,
    };
  },
});

type Color = { readonly hue: number; readonly saturation: number; readonly brightness: number };

function parseColor(value: string): Color | undefined {
  const named = Object.hasOwn(colors, value.toLowerCase()) ? colors[value.toLowerCase()] : undefined;
  if (named !== undefined) return { hue: named[0], saturation: named[1], brightness: 1 };
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value);
  if (match === null) return undefined;
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((part) => Number.parseInt(part, 16) / 255);
  return fromRgb(red, green, blue);
}

/** RGB (shares) to hue, saturation and brightness. */
function fromRgb(red: number, green: number, blue: number): Color {
  const brightness = Math.max(red, green, blue);
  const spread = brightness - Math.min(red, green, blue);
  const sector =
    spread === 0
      ? 0
      : brightness === red
        ? ((green - blue) / spread + 6) % 6
        : brightness === green
          ? (blue - red) / spread + 2
          : (red - green) / spread + 4;
  const rounded = (share: number) => Math.round(share * 10_000) / 10_000;
  return {
    hue: rounded(sector * 60),
    saturation: rounded(brightness === 0 ? 0 : spread / brightness),
    brightness: rounded(brightness),
  };
}
