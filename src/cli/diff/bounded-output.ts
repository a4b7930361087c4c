/** Text with a bound in UTF-8 bytes: what does not fit is counted instead. */
export class BoundedOutput {
  readonly #maxBytes: number;
  readonly #parts: string[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get left(): number {
    return this.#maxBytes - this.#bytes;
  }

  /** Adds a part where it fits and `reserve` bytes stay free; answers whether it did. */
  add(text: string, reserve = 0): boolean {
    const size = Buffer.byteLength(text);
    if (size + reserve > this.left) return false;
    this.#parts.push(text);
    this.#bytes += size;
    return true;
  }

  toString(): string {
    return this.#parts.join('');
  }
}
