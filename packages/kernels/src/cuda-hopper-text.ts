/**
 * CUDA C++ for what only Hopper has (sm_90a): the engine that copies tiles, barriers that know when all of their bytes have
 * come, and wgmma, the matrix product of a warpgroup, which is 128 threads. Matrices are f16, sums f32.
 *
 * A tile in shared memory is rows of 64 halves, 128 bytes, as the engine writes them with the 128-byte swizzle: its first row
 * at a multiple of 1,024 bytes, and the 16-byte parts of each row in another order, so that reads of a column meet no bank twice.
 */
import { inOrder } from './unrolled.js';

/** `u32`, `u64`, `DEVICE`, addresses in shared memory, barriers and tile copies. */
export const COPIES_CUDA = `\
typedef unsigned int u32;
typedef unsigned long long u64;
#define DEVICE __device__ __forceinline__

DEVICE u32 sharedAddress(const void *p) { return (u32)__cvta_generic_to_shared(p); }

DEVICE void sharedStore(u32 address, int number) {
  asm volatile("st.shared.u32 [%0], %1;" ::"r"(address), "r"(number) : "memory");
}

DEVICE int sharedLoad(u32 address) {
  int number;
  asm volatile("ld.shared.u32 %0, [%1];" : "=r"(number) : "r"(address) : "memory");
  return number;
}

/* A barrier's phase is over when all have arrived and all bytes that are expected have come. Phases have parities in turn: the
   first is 0, and waiting for 1 on a new barrier returns at once. */
DEVICE void barrierInit(u32 barrier, u32 arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}

/* Makes barriers known to the copy engine. */
DEVICE void barriersReady() {
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

DEVICE void barrierArrive(u32 barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

DEVICE void barrierExpect(u32 barrier, u32 bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

DEVICE bool barrierPassed(u32 barrier, u32 parity) {
  u32 passed;
  asm volatile("{ .reg .pred p; mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }"
               : "=r"(passed) : "r"(barrier), "r"(parity) : "memory");
  return passed != 0;
}

DEVICE u32 clockNow() {
  u32 now;
  asm volatile("mov.u32 %0, %%clock;" : "=r"(now)::"memory");
  return now;
}

/* Until the phase of this parity is over, and no longer than a second. Rather than hang, the launch then ends in a fault, by a
   write to where nothing is: with a trap in this loop, ptxas forgets what setmaxnreg allows and spills. */
DEVICE void barrierWait(u32 barrier, u32 parity) {
  if (barrierPassed(barrier, parity)) {
    return;
  }
  const u32 start = clockNow();
  while (!barrierPassed(barrier, parity)) {
    if (clockNow() - start > 1u << 31) {
      asm volatile("st.global.u32 [%0], %1;" ::"l"(0ull), "r"(0u) : "memory");
    }
  }
}

/* The map's box at (0, row, plane) of its tensor (columns, rows, planes); rows past the last arrive as zeros. */
DEVICE void copyTile(u32 to, const CUtensorMap *map, int row, int plane, u32 barrier) {
  asm volatile("cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], [%5];"
               ::"r"(to), "l"(map), "r"(0), "r"(row), "r"(plane), "r"(barrier) : "memory");
}
`;

/**
 * What goes around products of wgmma. These run on their own once they are issued, in the order of issue: `productsBegin`, the
 * products, `productsEnd`, and `productsWait` before anything touches their registers. `pinned` around both keeps the compiler
 * from moving such a touch.
 */
export const PRODUCTS_CUDA = `\
DEVICE void productsBegin() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
DEVICE void productsEnd() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
DEVICE void productsWait() { asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory"); }

template <int N>
DEVICE void pinned(float (&d)[N]) {
#pragma unroll
  for (int i = 0; i < N; i++) {
    asm volatile("" : "+f"(d[i])::"memory");
  }
}

/* A tile as wgmma is told of it: where it starts, and that groups of 8 rows are 1,024 bytes apart, with the 128-byte swizzle. */
DEVICE u64 tileDescriptor(u32 address) {
  return (u64)((address & 0x3ffff) >> 4) | (u64)64 << 16 | (u64)64 << 32 | (u64)1 << 62;
}
`;

/**
 * One function that issues a product d (64, columns) += a (64, 16) · b (16, columns). Thread t of the warpgroup holds, of each 8
 * columns, two neighbours from 2·(t mod 4) on, of row 16·(t div 32) + (t mod 32) div 4 and of the row 8 below: d[4·n], d[4·n + 1]
 * and d[4·n + 2], d[4·n + 3] for the n-th 8 columns.
 *
 * @param columns a multiple of 8 up to 256.
 * @param from `shared`: a and b are tiles of rows of 16, b transposed. `registers`: a is four registers of two halves each, in the
 * layout of d, and b a tile of 16 rows.
 * @param start `zero` where d is not read: what was in it need not be kept until then.
 */
export function productCuda(
  name: string,
  columns: number,
  from: 'shared' | 'registers',
  start: 'zero' | 'sum',
): string {
  const count = columns / 2;
  const places = inOrder(count).map((i) => `%${i}`);
  const next = (i: number) => `%${count + i}`;
  const given =
    from === 'shared'
      ? { parameters: 'u64 a', a: next(0), b: next(1), values: '"l"(a)', transposed: '0, 0' }
      : {
          parameters: 'const u32 *a',
          a: `{${[0, 1, 2, 3].map(next).join(', ')}}`,
          b: next(4),
          values: '"r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3])',
          transposed: '1',
        };
  const registers = inOrder(count).map((i) => `"${start === 'zero' ? '=' : '+'}f"(d[${i}])`);
  return `\
DEVICE void ${name}(float (&d)[${count}], ${given.parameters}, u64 b) {
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n${columns}k16.f32.f16.f16 {"
${rows(places, 16, (row) => `      "${row}"`)}
      "}, ${given.a}, ${given.b}, ${start === 'zero' ? 0 : 1}, 1, 1, ${given.transposed};"
      :
${rows(registers, 8, (row) => `      ${row}`)}
      : ${given.values}, "l"(b));
}
`;
}

/** A list with commas, `width` of it a line. */
function rows(list: readonly string[], width: number, line: (row: string) => string): string {
  const starts = inOrder(Math.ceil(list.length / width)).map((i) => i * width);
  return starts
    .map((start) => {
      const row = list.slice(start, start + width).join(', ');
      return line(start + width < list.length ? `${row}, ` : row).trimEnd();
    })
    .join('\n');
}
