import { createHash, timingSafeEqual } from 'node:crypto';

/** The one person who lives here: owner and administrator. */
export interface User {
  /** 32 hex digits, kept between runs. */
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether this is the user. Home Assistant ignores capitals and blanks around the user name. */
export function isUser(user: User, username: string, password: string): boolean {
  return (
    username.trim().toLowerCase() === user.username.trim().toLowerCase() &&
    timingSafeEqual(digest(password), digest(user.password))
  );
}
