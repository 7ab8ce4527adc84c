import { kernelContract } from './kernel-contract.ts';

kernelContract('webgpu', 'any');
kernelContract('webasm', 'none');
