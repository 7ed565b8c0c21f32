/** Every claim of this project, in the order of the theory page. */
import type { Claim } from '@verbatim/evidence';
import { corollary25 } from './corollary-2.5/claim.js';
import { corollary28 } from './corollary-2.8/claim.js';
import { corollary28Tight } from './corollary-2.8/tight/claim.js';
import { lemmaGate } from './lemma/gate/claim.js';
import { lemmaGeneratedKeys } from './lemma/generated-keys/claim.js';
import { lemmaMargin } from './lemma/margin/claim.js';
import { lemmaReadout } from './lemma/readout/claim.js';
import { lemmaSoftmax } from './lemma/softmax/claim.js';
import { lemmaTeacherForcing } from './lemma/teacher-forcing/claim.js';
import { lemmaTokenRecovery } from './lemma/token-recovery/claim.js';
import { lemmaWindowMean } from './lemma/window-mean/claim.js';
import { lemma24 } from './lemma-2.4/claim.js';
import { lemma24Sharper } from './lemma-2.4/sharper/claim.js';
import { letterErrorBound } from './letter-error/bound/claim.js';
import { lookupPrefixKey } from './lookup/prefix-key/claim.js';
import { lookupSuffixKey } from './lookup/suffix-key/claim.js';
import { mutationWeights } from './mutation/weights/claim.js';
import { precisionFrontier } from './precision/frontier/claim.js';
import { remark26 } from './remark-2.6/claim.js';
import { remark29 } from './remark-2.9/claim.js';
import { theorem23AsPrinted } from './theorem-2.3/as-printed/claim.js';
import { theorem23AtMost } from './theorem-2.3/at-most/claim.js';
import { theorem23Dimension } from './theorem-2.3/dimension/claim.js';
import { theorem23Exactly } from './theorem-2.3/exactly/claim.js';
import { theorem23NPlusOne } from './theorem-2.3/n-plus-one/claim.js';
import { theorem23Tightness } from './theorem-2.3/tightness/claim.js';
import { theorem27AsPrinted } from './theorem-2.7/as-printed/claim.js';
import { theorem27AtLeast } from './theorem-2.7/at-least/claim.js';
import { theorem27Randomised } from './theorem-2.7/randomised/claim.js';
import { theorem27Restricted } from './theorem-2.7/restricted/claim.js';
import { theorem27Tight } from './theorem-2.7/tight/claim.js';
import { theorem27TightEverywhere } from './theorem-2.7/tight-everywhere/claim.js';

/** Theorems, corollaries and remarks first, then the lemmas that the construction rests on. */
export const claims: readonly Claim[] = [
  theorem23AsPrinted,
  theorem23AtMost,
  theorem23Exactly,
  theorem23NPlusOne,
  theorem23Dimension,
  theorem23Tightness,
  lemma24,
  lemma24Sharper,
  corollary25,
  theorem27AsPrinted,
  theorem27AtLeast,
  theorem27Tight,
  theorem27TightEverywhere,
  theorem27Restricted,
  theorem27Randomised,
  corollary28,
  corollary28Tight,
  letterErrorBound,
  lookupPrefixKey,
  lookupSuffixKey,
  remark26,
  remark29,
  precisionFrontier,
  lemmaWindowMean,
  lemmaTokenRecovery,
  lemmaGate,
  lemmaMargin,
  lemmaSoftmax,
  lemmaReadout,
  lemmaGeneratedKeys,
  lemmaTeacherForcing,
  mutationWeights,
];
