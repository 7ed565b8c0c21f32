/** The copying construction on the device: strings in which each n-gram comes once, of one alphabet and n at every length. */
import type { DeclaredSuite } from '../declared-suite.js';
import { CONSTRUCTION_ENDS, constructionSubject } from '../subjects/construction.js';

const DEVICE = { subject: constructionSubject, precisions: ['f32'], backends: ['webgpu'] } as const;
/** 16 letters and n = 5: the shortest key with which a million letters have no repeat. */
const SIZE = { alphabetSize: 16, ngram: 5 } as const;

export const construction: DeclaredSuite = {
  name: 'construction',
  title: 'The copying construction: teacher-forced, time for a string; generated, time for a letter',
  lengths: [256, 1024, 4096, 16_384, 65_536, 262_144],
  quickLengths: [256, 512],
  series: [
    {
      kernel: 'copy-teacher-forced',
      shape: { ...SIZE, mode: 'teacher-forced' },
      longest: CONSTRUCTION_ENDS,
      ...DEVICE,
    },
    { kernel: 'copy-generate', shape: { ...SIZE, mode: 'generate' }, longest: CONSTRUCTION_ENDS, ...DEVICE },
  ],
};
