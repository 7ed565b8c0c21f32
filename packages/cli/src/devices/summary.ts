import type { RouteName } from '@verbatim/gpu';
import { grouped } from '../output/big-numbers.js';
import type { Colours } from '../output/colours.js';
import type { DevicesResult } from './schema.js';

const TITLES: Readonly<Record<RouteName, string>> = {
  'webgpu-hardware': 'WebGPU, hardware',
  'webgpu-software': 'WebGPU, software',
  'gpujs-webgpu': 'gpu.js, webgpu',
  'gpujs-webasm': 'gpu.js, webasm',
  'gpujs-cpu': 'gpu.js, cpu',
  cuda: 'CUDA',
};
const WIDTH = Math.max(...Object.values(TITLES).map(({ length }) => length));

/** What was found, for people. */
export function devicesSummary({ routes, used, why, nvidia }: DevicesResult, colours: Colours): string {
  const lines = routes.map(({ name, info, missing }) => {
    const title = TITLES[name].padEnd(WIDTH);
    return info === null ? colours.dim(`${title}  missing: ${missing}`) : `${title}  ${info.description}`;
  });
  const { reading } = nvidia;
  const driver = 'NVIDIA driver'.padEnd(WIDTH);
  lines.push(
    reading === null
      ? colours.dim(`${driver}  missing: ${nvidia.missing}`)
      : `${driver}  ${reading.name}, ${grouped(reading.usedBytes)} of ${grouped(reading.totalBytes)} bytes in use, ${reading.smClockMhz} MHz`,
  );
  return [...lines, '', ...usedLines({ routes, used, why }, colours)].join('\n');
}

function usedLines({ routes, used, why }: Pick<DevicesResult, 'routes' | 'used' | 'why'>, colours: Colours): string[] {
  const info = routes.find(({ name }) => name === used)?.info;
  if (!info) return [`used: none; ${why}`];
  const { limits, features, subgroupSizes } = info;
  const sizes = subgroupSizes === null ? 'size unknown' : [...new Set(subgroupSizes)].join(' to ');
  return [
    `used: ${colours.bold(info.description)}, by ${info.api}; ${why}`,
    `features: ${features.join(', ') || 'none'}`,
    `buffers of up to ${grouped(limits.maxBufferSize)} bytes, ${limits.maxBindings} bindings of up to ${grouped(limits.maxBindingSize)}`,
    `workgroups of up to ${grouped(limits.maxWorkgroupInvocations)} with ${grouped(limits.maxWorkgroupStorage)} bytes, ${grouped(limits.maxWorkgroupsPerDimension)} a dimension; subgroups: ${sizes}`,
  ];
}
