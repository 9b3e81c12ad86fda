import type { homeSettings as English } from '../en/home-settings.ts';

export const homeSettings: typeof English = {
  title: 'Einstellungen',
  name: 'Name dieses Zuhauses',
  nameHint: 'So heißt es in Porchlight. Alexa sagt ihn nicht.',
  nameMissing: 'Gib deinem Zuhause einen Namen.',
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  saved: 'Gespeichert.',
  pause: 'Dieses Zuhause pausieren',
  pauseHint:
    'Alexa kann es dann weder steuern noch davon hören, für alle, die dazugehören. Seine Geräte bleiben in Alexa, mit ihren Räumen und Routinen.',
  paused: 'Pausiert. Alexa kann es nicht mehr steuern.',
  resumed: 'Fortgesetzt. Alles wird einmal angesehen.',
  resume: 'Fortsetzen',
  resuming: 'Wird fortgesetzt …',
  resumeFailed: 'Das Zuhause ließ sich nicht fortsetzen',
};
