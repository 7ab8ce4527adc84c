import type { ComponentChildren } from 'preact';
import type { Measurement } from '../../api/types.ts';
import { formatDay } from '../../format/time.ts';
import { inPlace, listWords, severityState } from '../../format/words.ts';
import { StateIcon } from '../../parts/state-badge.tsx';
import { featurePath, incidentPath } from '../../paths.ts';
import type { Answer, Chapter } from './story.ts';

const NAMED = 5;

interface StoryPanelProps {
  readonly chapters: readonly Chapter[];
}

/** StoryPanel answers, for each incident, the three questions that people come with. */
export function StoryPanel({ chapters }: StoryPanelProps) {
  return (
    <div class="panel story">
      <h2 id="story-title">What happened</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="table-scroll" tabIndex={0} aria-labelledby="story-title">
        <table>
          <thead>
            <tr>
              <th scope="col">Incident since</th>
              <th scope="col">Did the model get worse?</th>
              <th scope="col">Did the inputs move?</th>
              <th scope="col">What did the retraining do?</th>
            </tr>
          </thead>
          <tbody>
            {chapters.map((chapter) => (
              <Row key={chapter.incident.incident_id} chapter={chapter} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="faint">
        Before and after a retraining are different weeks, so a change there is that of the model and of its
        time.
      </p>
    </div>
  );
}

function Row({ chapter }: { readonly chapter: Chapter }) {
  const { incident, performance, inputs, retraining } = chapter;
  return (
    <tr>
      <th scope="row">
        <a href={incidentPath(incident.incident_id)}>{formatDay(incident.since)}</a>
        <span class="story-state">
          <StateIcon state={severityState(incident.severity)} /> {incident.state}, {incident.version}
        </span>
        {incident.firing.length > 0 && <span class="faint">{listWords(incident.firing)}</span>}
      </th>
      <AnswerCell answer={performance} />
      <AnswerCell answer={inputs}>
        {inputs.moved.length > 0 && (
          <p class="answer-links">
            {inputs.moved.slice(0, NAMED).map((measured) => (
              <a key={measured.feature} href={measuredPath(measured)}>
                {inPlace(measured.feature)}
              </a>
            ))}
            {inputs.moved.length > NAMED && <span>and {inputs.moved.length - NAMED} more</span>}
          </p>
        )}
      </AnswerCell>
      <AnswerCell answer={retraining} />
    </tr>
  );
}

function AnswerCell({
  answer,
  children,
}: {
  readonly answer: Answer;
  readonly children?: ComponentChildren;
}) {
  return (
    <td>
      <p class={`answer tone-${answer.tone}`}>{answer.verdict}</p>
      <p>{answer.text}</p>
      {children}
    </td>
  );
}

/** The page of the feature at the window of the measurement. */
function measuredPath(measured: Measurement): string {
  const { model, feature, monitor, version, statistic, window_start: from, window_end: to } = measured;
  return featurePath(model, feature, { version, monitor, statistic, from, to });
}
