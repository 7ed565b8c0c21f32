/** Every weight of a model under its name, embedding and unembedding included. */
import type { SparseMatrix } from './sparse-matrix.js';
import type { TransformerWeights } from './weights.js';

/** A weight matrix and its name, such as `blocks.0.heads.2.value`. */
export interface NamedWeight {
  readonly name: string;
  readonly matrix: SparseMatrix;
}

/** Lists all weights in the order in which the forward pass uses them. */
export function* namedWeights(weights: TransformerWeights): Generator<NamedWeight> {
  yield { name: 'embedding', matrix: weights.embedding };
  for (const [b, block] of weights.blocks.entries()) {
    for (const [h, head] of block.heads.entries()) {
      const name = `blocks.${b}.heads.${h}`;
      yield { name: `${name}.query`, matrix: head.query };
      yield { name: `${name}.key`, matrix: head.key };
      yield { name: `${name}.value`, matrix: head.value };
    }
    yield { name: `blocks.${b}.mlp.inner`, matrix: block.mlp.inner };
    yield { name: `blocks.${b}.mlp.outer`, matrix: block.mlp.outer };
  }
  yield { name: 'unembedding', matrix: weights.unembedding };
}
