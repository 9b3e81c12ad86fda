import type { homeSettings as English } from '../en/home-settings.ts';

export const homeSettings: typeof English = {
  title: 'Einstellungen',
  name: 'Name dieses Zuhauses',
  nameHint: 'So heißt es in Porchlight, und wenn du mit ihm sprichst.',
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
  spoken: {
    title: 'Sprechen',
    here: 'Alexa spricht mit diesem Zuhause.',
    there: (name) => `Alexa spricht mit ${name}.`,
    hint: 'Was du zum Skill sagst, geht dorthin, wenn du kein anderes Zuhause nennst. Das wählt jeder für sich; die Geräte steuert Alexa in allen.',
    action: 'Mit diesem Zuhause sprechen',
    busy: 'Wird gewählt …',
    done: (name) => `Ab jetzt spricht Alexa mit ${name}.`,
    failed: 'Dieses Zuhause ließ sich nicht wählen',
    how: 'So sprichst du damit',
  },
};
