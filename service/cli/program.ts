import { Command, CommanderError } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { configJsonSchema } from '../config/schema.ts';
import { check } from './check.ts';
import { runDoctor } from './doctor.ts';
import { runImport } from './import.ts';
import { newApiKey } from './keys.ts';
import { listQuarantine, replayQuarantine, showQuarantined } from './quarantine.ts';
import { reportError } from './report-error.ts';
import { serve } from './serve.ts';

function program(): Command {
  const command = new Command('plumbline')
    .description('Monitoring and drift detection for machine-learning models.')
    .exitOverride();
  command
    .command('serve')
    .description('run the service')
    .option('--config <file>', 'configuration; plumbline.yaml here by default')
    .option(
      '--role <roles>',
      'gateway, ingester, analyzer, alerter: some of them, with commas; all by default',
    )
    .action(serve);
  command
    .command('import')
    .description(
      'load history from a csv or parquet file; a running service on this machine takes it, else the store is opened',
    )
    .argument('<file>')
    .requiredOption(
      '--map <pairs>',
      'field=column pairs, such as prediction_id=id,timestamp=ts,prediction=pred,features=*',
    )
    .option('--kind <kind>', 'prediction, label or feature_sample', 'prediction')
    .option('--model <name>', 'model of every row')
    .option('--model-version <version>', 'version of every row')
    .option('--format <format>', 'csv or parquet; by default the ending of the name')
    .option('--config <file>', 'configuration; plumbline.yaml here by default')
    .option('--url <url>', 'send to this service')
    .action(runImport);
  addCheck(command);
  addQuarantine(command);
  const config = command.command('config').description('look at the configuration');
  config
    .command('check')
    .description('report every problem of a configuration file')
    .argument('[file]', 'the file', 'plumbline.yaml')
    .action((file: string) => {
      loadConfig(file, process.env);
      process.stdout.write(`${file} is valid.\n`);
    });
  config
    .command('schema')
    .description('print the JSON Schema of plumbline.yaml')
    .action(() => {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
  command
    .command('doctor')
    .description('show the devices of this machine, its ClickHouse, and which engine would measure what')
    .option('--config <file>', 'configuration; plumbline.yaml here by default')
    .option('--format <format>', 'text or json', 'text')
    .action(runDoctor);
  command
    .command('key')
    .description('make an API key, and the hash of it for the configuration')
    .action(() => {
      const { key, sha256 } = newApiKey();
      process.stdout.write(`key (shown once): ${key}\nsha256: ${sha256}\n`);
    });
  return command;
}

function addQuarantine(command: Command): void {
  const quarantine = command
    .command('quarantine')
    .description('look at records that were kept aside, and try them again');
  const placed = (name: string, description: string) =>
    quarantine
      .command(name)
      .description(description)
      .option('--project <name>', 'project, when the store is opened by this command', 'default')
      .option('--config <file>', 'configuration; plumbline.yaml here by default')
      .option('--url <url>', 'ask this service');
  placed('list', 'list records, newest first')
    .option('--model <name>', 'of this model')
    .option('--code <code...>', 'refused with one of these codes')
    .option('--from <time>', 'that came at this time or later')
    .option('--to <time>', 'that came before this time')
    .option('--limit <count>', 'at most so many', '100')
    .action(listQuarantine);
  placed('show', 'show one record with its text').argument('<id>').action(showQuarantined);
  placed('replay', 'judge records again by the present rules; each lands at most once')
    .option('--id <id...>', 'these records')
    .option('--code <code...>', 'refused with one of these codes')
    .option('--kind <kind>', 'prediction, label or feature_sample')
    .option('--from <time>', 'that came at this time or later')
    .option('--to <time>', 'that came before this time')
    .option('--limit <count>', 'at most so many', '1000')
    .action(replayQuarantine);
}

function addCheck(command: Command): void {
  command
    .command('check')
    .description(
      'compare two sets of rows and judge drift; exit code 0 no drift, 1 drift, 2 not enough data, 3 bad input, 4 failure',
    )
    .requiredOption(
      '--reference <source>',
      'a csv, parquet or arrow file, baseline:MODEL[@HASH], or window:MODEL:FROM..TO',
    )
    .requiredOption('--current <source>', 'what is compared with the reference, in the same words')
    .option(
      '--statistics <names>',
      'with commas; psi,ks,chi_square or those of the monitor by default; domain_classifier,mmd,pca_reconstruction compare rows and embeddings as a whole',
    )
    .option('--columns <names>', 'only these, with commas; a leading minus leaves a column out')
    .option('--segment <column=values>', 'only rows whose column has one of the values')
    .option('--config <file>', 'thresholds, kinds and statistics of a drift monitor in this plumbline.yaml')
    .option('--monitor <name>', 'which monitor, where the configuration has several')
    .option('--format <format>', 'table, json, junit or markdown', 'table')
    .option('--output <file>', 'write the report there, and its summary to the terminal')
    .option('--exact-rows <count>', 'rows of a file up to which every value is sorted', '5000000')
    .option('--seed <number>', 'seed of every random draw', '0')
    .option('--project <name>', 'project of stored baselines and windows', 'default')
    .option('--url <url>', 'ask this service for stored baselines and windows')
    .action(check);
}

/** runProgram runs the command of the arguments; a command sets the exit code itself where it has several. */
export async function runProgram(badInput: number): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : badInput;
    else reportError(error);
  }
}
