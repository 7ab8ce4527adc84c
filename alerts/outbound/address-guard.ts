import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { PlumblineError } from '../../domain/index.ts';

// IANA special-purpose address registries (RFC 6890 and successors), multicast and reserved space.
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['100:0:0:1::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** AddressGuard decides which hosts and addresses outbound calls may reach. */
export interface AddressGuard {
  /** True for a host that the configuration names, or a literal address inside an allowed range. */
  allowsHost(host: string): boolean;
  /** True for a public address, or one inside an allowed range. */
  allowsAddress(address: string): boolean;
  /** Every address of the host, or throws address_blocked when one of them is not allowed. */
  resolve(host: string): Promise<readonly LookupAddress[]>;
}

/** Resolve looks a host name up; the system's resolver unless a test gives its own. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const systemResolve: Resolve = (host) =>
  new Promise((done, fail) => {
    dnsLookup(host, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses)));
  });

const specialRanges = new BlockList();
for (const [network, prefix] of SPECIAL_IPV4) specialRanges.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of SPECIAL_IPV6) specialRanges.addSubnet(network, prefix, 'ipv6');

function bare(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

// The zone of a link-local address (fe80::1%eth0) is no part of the address that BlockList compares.
function within(list: BlockList, address: string): boolean {
  const plain = address.split('%')[0]!;
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** parseAllowed reads one entry of outbound.allow: a range, an address or a host name; null when it is none. */
export function parseAllowed(
  entry: string,
):
  | { readonly host: string }
  | { readonly network: string; readonly prefix: number; readonly family: 4 | 6 }
  | null {
  const [network, length, rest] = entry.split('/');
  if (network === undefined || rest !== undefined) return null;
  const family = isIP(network);
  if (family === 0)
    return length === undefined && /^[a-z0-9_]([a-z0-9_.-]{0,252})$/i.test(network)
      ? { host: bare(network) }
      : null;
  const most = family === 6 ? 128 : 32;
  const prefix = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(prefix >= 0 && prefix <= most)) return null;
  return { network, prefix, family: family === 6 ? 6 : 4 };
}

function blocked(host: string): PlumblineError {
  return new PlumblineError(
    'address_blocked',
    `${host} is, or resolves to, a private or reserved address; list it in outbound.allow if that is intended.`,
  );
}

/** createAddressGuard makes a guard from the entries of outbound.allow. */
export function createAddressGuard(allow: readonly string[], resolve: Resolve = systemResolve): AddressGuard {
  const hosts = new Set<string>();
  const ranges = new BlockList();
  for (const entry of allow) {
    const parsed = parseAllowed(entry);
    if (parsed === null)
      throw new PlumblineError('invalid_config', `"${entry}" is no host, address or range.`);
    if ('host' in parsed) hosts.add(parsed.host);
    else ranges.addSubnet(parsed.network, parsed.prefix, parsed.family === 6 ? 'ipv6' : 'ipv4');
  }
  const allowsHost = (host: string) => hosts.has(bare(host)) || within(ranges, bare(host));
  const allowsAddress = (address: string) =>
    isIP(address.split('%')[0]!) !== 0 && (within(ranges, address) || !within(specialRanges, address));
  return {
    allowsHost,
    allowsAddress,
    async resolve(host) {
      const name = bare(host);
      const literal = isIP(name);
      const addresses = literal === 0 ? await resolve(name) : [{ address: name, family: literal }];
      if (addresses.length === 0) throw new Error(`${name} has no address`);
      if (!allowsHost(name) && !addresses.every(({ address }) => allowsAddress(address))) throw blocked(name);
      return addresses;
    },
  };
}
