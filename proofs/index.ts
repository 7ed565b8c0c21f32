/** Every claim of this project, in the order of the theory page. */
import type { Claim } from '@verbatim/evidence';
import { lemmaGate } from './lemma/gate/claim.js';
import { lemmaGeneratedKeys } from './lemma/generated-keys/claim.js';
import { lemmaMargin } from './lemma/margin/claim.js';
import { lemmaReadout } from './lemma/readout/claim.js';
import { lemmaSoftmax } from './lemma/softmax/claim.js';
import { lemmaTeacherForcing } from './lemma/teacher-forcing/claim.js';
import { lemmaTokenRecovery } from './lemma/token-recovery/claim.js';
import { lemmaWindowMean } from './lemma/window-mean/claim.js';

/** Theorems, corollaries and remarks first, then the lemmas that the construction rests on. */
export const claims: readonly Claim[] = [
  lemmaWindowMean,
  lemmaTokenRecovery,
  lemmaGate,
  lemmaMargin,
  lemmaSoftmax,
  lemmaReadout,
  lemmaGeneratedKeys,
  lemmaTeacherForcing,
];
