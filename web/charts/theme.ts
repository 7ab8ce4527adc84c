import { useEffect, useState } from 'preact/hooks';
import type { ChartTheme } from './chart-option.ts';

const PLOT_LEFT = 210;
const DARK = '(prefers-color-scheme: dark)';

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: matchMedia(DARK).matches,
    ink: of('ink'),
    faint: of('ink-faint'),
    line: of('line'),
    surface: of('surface'),
    font: of('font'),
    left: PLOT_LEFT,
    accent: of('accent'),
    critical: of('critical-fill'),
    warning: of('warning-fill'),
    ok: of('ok-fill'),
    nodata: of('nodata-fill'),
    series: [1, 2, 3, 4, 5, 6].map((place) => of(`series-${place}`)),
  };
}

/** useChartTheme is the theme of charts; it follows the system between light and dark. */
export function useChartTheme(): ChartTheme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const media = matchMedia(DARK);
    const renew = () => setTheme(readTheme());
    media.addEventListener('change', renew);
    return () => media.removeEventListener('change', renew);
  }, []);
  return theme;
}
