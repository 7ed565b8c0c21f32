export { GpuCopier, type GpuCopyMode, type GpuCopyOptions, gpuCopy, type OnTokens } from './copier.js';
export { gpuCertificate } from './gpu-certificate.js';
export { type CopyShape, copyMemory } from './memory.js';
