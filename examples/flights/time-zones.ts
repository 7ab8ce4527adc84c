// Airports of the data set outside of US Eastern time, by IANA zone. Indiana kept standard time all year in 2001.
const AIRPORTS_BY_ZONE: Readonly<Record<string, string>> = {
  'America/Puerto_Rico': 'BQN SJU STT STX',
  'America/Indiana/Indianapolis': 'IND SBN FWA',
  'America/Chicago':
    'BHM HSV MOB XNA LIT FSM TXK PNS VPS DSM DBQ CID SUX ORD MDW BMI PIA CMI MLI EVV ICT MSY BTR SHV LFT MLU ' +
    'MSP DLH RST MCI STL SGF GPT JAN MOT BIS GFK FAR OMA LNK TUL OKC LAW FSD BNA MEM DFW HOU IAH SAT AUS DAL ' +
    'MFE LBB MAF AMA SPS ABI ILE HRL CRP CLL ACT TYR SJT GGG LRD BPT BRO MSN MKE GRB LSE',
  'America/Denver': 'DEN COS EGE HDN GUC MTJ DRO BOI GTF HLN BZN BIL MSO FCA ABQ RAP ELP SLC JAC',
  'America/Phoenix': 'PHX TUS',
  'America/Los_Angeles':
    'LAX SFO SJC OAK BFL PSP ONT MRY FAT SBP SMF SAN BUR SNA LGB SBA LAS RNO PDX MFR EUG SEA GEG PSC',
  'America/Anchorage': 'ANC FAI SIT JNU ADQ BET OME KTN OTZ BRW YAK CDV WRG PSG DUT SCC AKN DLG GST',
  'Pacific/Honolulu': 'OGG HNL KOA LIH ITO',
};

const zones = new Map(
  Object.entries(AIRPORTS_BY_ZONE).flatMap(([zone, airports]) =>
    airports.split(' ').map((airport) => [airport, zone] as const),
  ),
);

/** zoneOf is the IANA zone of an airport of the data set; what the table leaves out lies in Eastern time. */
export function zoneOf(airport: string): string {
  return zones.get(airport) ?? 'America/New_York';
}

const HOUR_MS = 3_600_000;

/** instantReader turns a zone's wall-clock time (written as if it were UTC) into the true instant. */
export function instantReader(zone: string): (local: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, number>();
  const offsetAt = (instant: number): number => {
    const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')!.value;
    const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? ['', '+', '0', '0'];
    return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  };
  return (local) => {
    const hour = Math.floor(local / HOUR_MS);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      // The second look settles the hours next to a clock change.
      const start = hour * HOUR_MS;
      offset = offsetAt(start - offsetAt(start));
      offsets.set(hour, offset);
    }
    return local - offset;
  };
}
