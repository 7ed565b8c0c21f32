/** How a token is printed. */
export interface TokenStyle {
  /** D. */
  readonly alphabetSize: number;
  /** Whether letters are bytes. */
  readonly bytes: boolean;
}

/** A letter as its number, or as its character when it is a byte (`\xNN` outside printable ASCII); BOS and COPY by name. */
export function tokenText(token: number, { alphabetSize, bytes }: TokenStyle): string {
  if (token >= alphabetSize) return token === alphabetSize ? 'BOS' : 'COPY';
  if (!bytes) return String(token);
  return token >= 32 && token < 127 ? String.fromCharCode(token) : `\\x${token.toString(16).padStart(2, '0')}`;
}
