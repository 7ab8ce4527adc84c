import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaLog } from './kafka-log-world.ts';
import { recordLog } from './log-recorder.ts';

/**
 * A member of a group in a process of its own, so that a test can stop it as a whole. Arguments: brokers, topic, group.
 * It says `assigned` when it owns a partition; to `commit` it answers with the outcome.
 */
const [brokers = '', topic = '', group = ''] = process.argv.slice(2);
const member = await recordLog(kafkaLog(brokers), [topic], group);
await member.owns(1);
process.send?.('assigned');
process.on('message', async () => {
  process.send?.(await member.subscription.commit({ topic, partition: 0 }, 3n, 'of the stalled member'));
});
process.on('disconnect', () => process.exit(0));
await sleep(2 ** 31 - 1);
