/**
 * Rows of doubles where WebAssembly can reach them. Engines do not vectorise loops over typed arrays, and inner products with
 * all cached keys are nearly all the work of copying a long file: with SIMD they take a quarter of the time, bit for bit
 * the same. A cache is only worth the address space of a memory of its own when it is large.
 */
import { SIMD_MODULE, type SimdKernel } from './simd-kernel.js';

/** What is used of WebAssembly, which the types of Node 20 leave out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly Instance: new (
    module: object,
    imports: { host: { memory: object } },
  ) => { readonly exports: { readonly scores: SimdKernel } };
};

const BYTES = 8;
const PAGE = 65_536;
/** Two gibibytes: addresses stay within signed 32 bits. */
const MOST_PAGES = 32_767;
/** Scores that are computed before they are copied out. */
const SCORES = 4096;

let compiled: object | undefined;

/** A growing array of doubles, and inner products of a query with rows of it. */
export class SimdMemory {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly kernel: SimdKernel;
  private readonly rowsAt: number;
  /** The rows; a new view after each growth. */
  data = new Float64Array(0);
  /** The query, and behind it room for scores. */
  private front = new Float64Array(0);

  /** Whether rows of so many doubles in all, each of this width, fit into one memory. */
  static fits(width: number, doubles: number): boolean {
    return (width + SCORES + doubles) * BYTES <= MOST_PAGES * PAGE;
  }

  constructor(readonly width: number) {
    compiled ??= new WebAssembly.Module(SIMD_MODULE);
    this.kernel = new WebAssembly.Instance(compiled, { host: { memory: this.memory } }).exports.scores;
    this.rowsAt = (width + SCORES) * BYTES;
  }

  /** Makes room for so many doubles and returns `data`; what is there stays. */
  reserve(doubles: number): Float64Array {
    const missing = this.rowsAt + doubles * BYTES - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    this.front = new Float64Array(this.memory.buffer, 0, this.width + SCORES);
    this.data = new Float64Array(this.memory.buffer, this.rowsAt);
    return this.data;
  }

  /**
   * scores[j] = ⟨query, row first + j⟩ for every j that `scores` has room for.
   *
   * @param query (width)
   */
  scores(query: Float64Array, first: number, scores: Float64Array): void {
    const { width, front } = this;
    front.set(query);
    const stride = width * BYTES;
    for (let done = 0; done < scores.length; done += SCORES) {
      const count = Math.min(SCORES, scores.length - done);
      const from = this.rowsAt + (first + done) * stride;
      this.kernel(0, from, from + count * stride, (width & ~3) * BYTES, width & 3, stride);
      scores.set(front.subarray(width, width + count), done);
    }
  }
}
