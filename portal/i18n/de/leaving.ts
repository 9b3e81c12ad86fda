import type { leaving as English } from '../en/leaving.ts';

export const leaving: typeof English = {
  title: { running: 'Dein Konto wird gelöscht', done: 'Dein Konto ist gelöscht' },
  lead: {
    running: 'Du kannst diese Seite schließen; es geht von selbst weiter.',
    done: 'Du bist abgemeldet. Was aus allem geworden ist, steht unten und in der Quittung.',
    byHand: 'Du bist abgemeldet. Etwas bleibt, das nur du tun kannst; es steht unten und in der Quittung.',
  },
  beginning: 'Es geht los …',
  progress: (done, all) => `${done} von ${all} Schritten sind abgeschlossen.`,
  long: 'Zuerst erfährt es Alexa, solange das geht. Antwortet sie nicht, kann das bis zu 45 Minuten dauern.',
  cutOff:
    'Deine Anmeldung gibt es nicht mehr, deshalb erfährt diese Seite nichts weiter. Der Rest geht von selbst.',
  steps: {
    alexa: {
      pending: (region) => `Alexa in ${region} erfährt, dass deine Geräte weg sind …`,
      done: (region) => `Alexa in ${region} kann Porchlight nicht mehr benutzen.`,
      failed: (region) => `Alexa in ${region} war nicht zu sagen, dass deine Geräte weg sind.`,
    },
    home: {
      pending: (name) => `Das Token bei ${name} wird widerrufen und ${name} gelöscht …`,
      done: (name) => `${name} ist gelöscht und das Token dort widerrufen.`,
      kept: (name) => `${name} ist gelöscht. Das Token gilt dort weiter, wie du es wolltest.`,
      accepted: (name) => `${name} ist gelöscht, nimmt das Token aber noch an.`,
      failed: (name) =>
        `${name} ist gelöscht, war aber nicht zu erreichen; das Token gilt dort vielleicht noch.`,
    },
    membership: {
      pending: (name) => `${name} wird verlassen …`,
      done: (name) => `Du gehörst nicht mehr zu ${name}.`,
      failed: (name) => `${name} ließ sich nicht verlassen.`,
    },
    login: {
      pending: 'Deine Anmeldung wird gelöscht …',
      done: 'Deine Anmeldung ist gelöscht.',
      failed: 'Deine Anmeldung ließ sich nicht löschen.',
    },
    records: {
      pending: 'Eine Minute nach dem Beginn wird alles noch einmal durchgesehen …',
      done: 'Sonst ist nichts mehr da.',
      failed: 'Nicht alles ließ sich löschen.',
    },
  },
  nameless: 'einem Zuhause',
  remedies: {
    home: 'Lösche das Token von Hand: Öffne in Home Assistant dein Profil, dann „Sicherheit“, und lösche das langlebige Zugangstoken, dessen Name mit „Porchlight“ beginnt oder das du eingefügt hattest.',
    alexa: 'Entferne die Geräte in der Alexa-App und deaktiviere dort den Skill.',
  },
  receipt: {
    name: 'Quittung',
    began: 'Begonnen',
    ended: 'Beendet',
    toDo: 'Was für dich zu tun bleibt',
    download: 'Quittung herunterladen',
    hint: 'Sie ist zu sehen, bis du gehst. Porchlight behält eine Kopie 30 Tage lang, für Fragen.',
    close: 'Schließen und gehen',
  },
};
