/** CUDA's driver library, as far as it is used here. Handles and device pointers are 64-bit numbers. */
import { firstLine, type loadNativeLibrary, type StatusFunctions, statusFunctions } from './native-library.js';

const LIBRARY = process.platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1';

/** What each function takes, by its name in the library: `_v2` is what CUDA's header makes of the plain name. */
const PARAMETERS = {
  cuInit: 'unsigned int flags',
  cuDriverGetVersion: '_Out_ int *version',
  cuGetErrorName: 'int error, _Out_ const char **name',
  cuGetErrorString: 'int error, _Out_ const char **text',
  cuDeviceGetCount: '_Out_ int *count',
  cuDeviceGet: '_Out_ int *device, int ordinal',
  cuDeviceGetName: '_Out_ uint8_t *name, int length, int device',
  cuDeviceGetAttribute: '_Out_ int *value, int attribute, int device',
  cuDeviceTotalMem_v2: '_Out_ uint64_t *bytes, int device',
  cuDevicePrimaryCtxRetain: '_Out_ uint64_t *context, int device',
  cuDevicePrimaryCtxRelease_v2: 'int device',
  cuCtxSetCurrent: 'uint64_t context',
  cuStreamCreate: '_Out_ uint64_t *stream, unsigned int flags',
  cuStreamQuery: 'uint64_t stream',
  cuStreamDestroy_v2: 'uint64_t stream',
  cuStreamBeginCapture_v2: 'uint64_t stream, int mode',
  cuStreamEndCapture: 'uint64_t stream, _Out_ uint64_t *graph',
  cuGraphInstantiateWithFlags: '_Out_ uint64_t *executable, uint64_t graph, uint64_t flags',
  cuGraphUpload: 'uint64_t executable, uint64_t stream',
  cuGraphLaunch: 'uint64_t executable, uint64_t stream',
  cuGraphExecDestroy: 'uint64_t executable',
  cuGraphDestroy: 'uint64_t graph',
  cuEventCreate: '_Out_ uint64_t *event, unsigned int flags',
  cuEventRecord: 'uint64_t event, uint64_t stream',
  cuEventQuery: 'uint64_t event',
  cuEventSynchronize: 'uint64_t event',
  cuEventElapsedTime: '_Out_ float *milliseconds, uint64_t begin, uint64_t end',
  cuEventDestroy_v2: 'uint64_t event',
  cuMemAlloc_v2: '_Out_ uint64_t *pointer, size_t bytes',
  cuMemFree_v2: 'uint64_t pointer',
  cuMemAllocHost_v2: '_Out_ uint64_t *pointer, size_t bytes',
  cuMemFreeHost: 'uint64_t pointer',
  cuMemsetD8Async: 'uint64_t pointer, unsigned char value, size_t bytes, uint64_t stream',
  cuMemcpyHtoDAsync_v2: 'uint64_t target, uint64_t source, size_t bytes, uint64_t stream',
  cuMemcpyDtoH_v2: '_Out_ void *target, uint64_t source, size_t bytes',
  cuModuleLoadData: '_Out_ uint64_t *module, const void *image',
  cuModuleGetFunction: '_Out_ uint64_t *function, uint64_t module, const char *name',
  cuModuleUnload: 'uint64_t module',
  cuFuncLoad: 'uint64_t function',
  cuFuncGetAttribute: '_Out_ int *value, int attribute, uint64_t function',
  cuFuncSetAttribute: 'uint64_t function, int attribute, int value',
  cuFuncGetParamInfo: 'uint64_t function, size_t index, _Out_ uint64_t *offset, _Out_ uint64_t *bytes',
  cuLaunchKernel:
    'uint64_t function, unsigned int gridX, unsigned int gridY, unsigned int gridZ, unsigned int x, unsigned int y, ' +
    'unsigned int z, unsigned int sharedBytes, uint64_t stream, const void *parameters, const void *extra',
  cuLaunchKernelEx: 'const void *config, uint64_t function, const void *parameters, const void *extra',
  cuTensorMapEncodeTiled:
    'uint64_t map, int dtype, unsigned int rank, uint64_t address, const void *sizes, const void *strides, ' +
    'const void *box, const void *elementStrides, int interleave, int swizzle, int promotion, int outside',
} as const;

/** The driver's functions; each returns a status, 0 for success. */
export type CudaDriver = StatusFunctions<keyof typeof PARAMETERS>;

/** @returns the driver's functions, or why they are not there, in one line. */
export async function loadCudaDriver(load: typeof loadNativeLibrary): Promise<CudaDriver | string> {
  const library = await load(LIBRARY);
  if (typeof library === 'string') {
    return `there is no NVIDIA driver (${LIBRARY} cannot be loaded): ${library}`;
  }
  try {
    return statusFunctions(library, PARAMETERS);
  } catch (error) {
    return `the NVIDIA driver is too old, CUDA 12.4 is needed (${firstLine(error)})`;
  }
}

/** An error of the driver in its own words, such as `CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected`. */
export function cudaErrorText(driver: CudaDriver, status: number): string {
  const name = [null] as (string | null)[];
  const text = [null] as (string | null)[];
  driver.cuGetErrorName(status, name);
  driver.cuGetErrorString(status, text);
  return name[0] === null ? `error ${status}` : `${name[0]}: ${text[0]}`;
}
