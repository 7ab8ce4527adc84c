// Exits with 0 when the service on this machine is ready. The port is the only argument; 7070 by default.
const [port = '7070'] = process.argv.slice(2);
try {
  const { status } = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4000) });
  process.exit(status === 200 ? 0 : 1);
} catch {
  process.exit(1);
}
