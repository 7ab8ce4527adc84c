import { useId } from 'preact/hooks';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly onPick: (value: string) => void;
}

/** Choice is a labelled list to pick one thing from; with one option it is a fact. */
export function Choice({ label, value, options, onPick }: ChoiceProps) {
  const id = useId();
  if (options.length < 2) {
    return (
      <span class="field">
        <span>{label}</span>
        <span>{options[0]?.title ?? '–'}</span>
      </span>
    );
  }
  return (
    <span class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </span>
  );
}
