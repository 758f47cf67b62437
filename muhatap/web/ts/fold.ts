// Letters as the search of the server folds them (core/turkish.py): `siparis` finds `Sipariş`, on any keyboard.

const PLAIN: Record<string, string> = {
  "İ": "i", "I": "i", "ı": "i", "Ç": "c", "ç": "c", "Ğ": "g", "ğ": "g", "Ö": "o", "ö": "o", "Ş": "s", "ş": "s", "Ü": "u", "ü": "u",
  "Â": "a", "â": "a", "Î": "i", "î": "i", "Û": "u", "û": "u",
};

export function fold(text: string): string {
  return text.normalize("NFC").replace(/[İIıÇçĞğÖöŞşÜüÂâÎîÛû]/g, (letter) => PLAIN[letter] ?? letter).toLowerCase();
}

/** The letter that a key types, with the two Turkish i as one; the name of the key for any other. */
export function letterOf(key: string): string {
  return "İIı".includes(key) ? "i" : key.length === 1 ? key.toLowerCase() : key;
}
