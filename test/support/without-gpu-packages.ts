/** REFUSE is a resolve hook: the optional packages of the GPU are not there. */
const REFUSE = `
export function resolve(name, context, next) {
  if (name === 'gpu.js' || name === 'webgpu') {
    throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
  }
  return next(name, context);
}`;

/** withoutGpuPackages is the environment of a process, threads included, that finds neither gpu.js nor webgpu. */
export function withoutGpuPackages(): Readonly<Record<string, string>> {
  const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(REFUSE))});`;
  return { NODE_OPTIONS: `--import=${dataUrl(register)}` };
}
