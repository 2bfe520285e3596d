import type { FaultTable } from './entry.ts'

/** Processes that end, fall silent or cannot be reached, and what becomes of a run then. */
export const processFaults = {
  'engine-ended': {
    code: 'engine-crashed',
    when: 'An engine ends by itself',
    says: 'The engine ended {how}, {said}.',
    next: 'Nothing recorded is lost.{memory} {advice}',
  },
  'engine-replaced': {
    code: 'engine-crashed',
    when: 'An engine goes while a question waits in it',
    says: 'The engine was replaced while a question waited in it.',
    next: 'Nothing recorded is lost. Try again: a new engine starts.',
  },
  'engine-garbled': {
    code: 'internal',
    when: 'An engine says what cannot be understood',
    says: 'The engine said something unexpected: {reason}.',
    next: 'Build the program anew: engine and host are of different versions. Then resume the run.',
  },
  'engine-silent': {
    code: 'engine-crashed',
    when: 'An engine gives no sign of life',
    says: 'The training engine gives no sign of life.',
    next: 'Cancel its job if that goes on; what it has written stays.',
  },
  'bug-in-job': {
    code: 'internal',
    when: 'A bug ends a job',
    says: 'Something unexpected went wrong: {reason}.',
    next: 'This is a bug; the log holds its trace.',
  },
  'bug-in-call': {
    code: 'internal',
    when: 'A bug ends a call to the host',
    says: 'Something unexpected went wrong in the host.',
    next: 'This is a bug; the log in {logs} holds its trace.',
  },
  'queue-paused-crashes': {
    code: 'engine-crashed',
    when: 'Engines crash three times within ten minutes',
    says: 'The queue is paused: engines crashed three times within ten minutes.',
    next: 'Launch or resume a run to go on; "adversarium doctor" shows what the engine runs on.',
  },
  'queue-waits-for-disk': {
    code: 'storage',
    when: 'A run cannot write to the disk',
    says: 'The queue waits: {reason}',
    next: 'Free some space, or mend what it says; then resume the run, or launch one: the queue goes on.',
  },
  'queue-stopped': {
    code: 'internal',
    when: 'The host cannot go on with the queue',
    says: 'The queue stopped: {reason}',
    next: 'Launch or resume a run to go on.',
  },
  'run-interrupted': {
    code: 'cancelled',
    when: 'The host ends, or is ended, while a run trains',
    says: 'The program stopped. {goesOn}',
    next: 'Resume the run.',
  },
  'run-crashed': {
    code: 'engine-crashed',
    when: 'The engine ends while a run trains',
    says: '{reason} {goesOn}',
    next: 'Resume the run.',
  },
  'run-without-disk': {
    code: 'storage',
    when: 'A run cannot write to the disk',
    says: '{reason} {goesOn}',
    next: 'Free some space on the disk, then resume the run.',
  },
  'host-gone': {
    code: 'internal',
    when: 'The host ends while a command follows a run',
    says: 'The host ended while the command followed it.',
    next: 'Nothing recorded is lost. "adversarium runs" shows what can be resumed.',
  },
  'host-ended': {
    code: 'internal',
    when: "The window's host ends twice within a minute",
    says: '{reason}',
    next: 'Nothing recorded is lost.',
  },
  'connection-lost': {
    code: 'internal',
    when: 'The connection of a command to the host breaks',
    says: 'The connection to the host was lost.',
    next: 'What was started goes on in the host. Start it again if it has ended.',
  },
  'host-silent': {
    code: 'not-found',
    when: 'The host that works on the workspace does not answer a command',
    says: 'The host on port {port} does not answer: {reason}.',
    next: 'Start it again.',
  },
  'host-taken-silent': {
    code: 'conflict',
    when: 'The host that works on the workspace does not answer the window',
    says: 'Another program works on this workspace, but its host on port {port} does not answer: {reason}.',
    next: 'End that program, or choose another workspace with --workspace <folder>.',
  },
  'elsewhere-silent': {
    code: 'not-found',
    when: 'A host elsewhere does not answer the window',
    says: 'Nothing answers at {address}: {reason}.',
    next: 'Check the address and the tunnel, and that "adversarium serve" runs there.',
  },
  'elsewhere-refused': {
    code: 'unauthorized',
    when: 'A host elsewhere refuses the key that the window has',
    says: 'The host at {address} refuses this key: it has a new one with every start.',
    next: 'Attach with the address that it printed last.',
  },
  'elsewhere-strange': {
    code: 'invalid-input',
    when: 'What answers at an address is no host of this program',
    says: 'What answers at {address} is no host of Adversarium.',
    next: 'Check the port.',
  },
  'elsewhere-version': {
    code: 'conflict',
    when: 'A host elsewhere is of a version that the window does not understand',
    says: 'The host at {address} is of version {version}, which this window does not understand.',
    next: 'Install the same version on both machines.',
  },
  'host-unreachable': {
    code: 'internal',
    when: 'The interface cannot reach the host',
    says: 'The host cannot be reached.',
    next: 'Nothing recorded is lost. The window goes on as soon as the host answers again.',
  },
  'port-taken': {
    code: 'conflict',
    when: 'The port is in use',
    says: 'Port {port} on 127.0.0.1 cannot be used: {reason}.',
    next: 'Choose another one with --port, or leave it out to take any free port.',
  },
  'page-ended': {
    code: 'internal',
    when: "The window's page ends by itself",
    says: "The window's page ended by itself ({reason}){outcome}.",
    next: 'Runs go on in the host. Nothing recorded is lost.',
  },
} as const satisfies FaultTable
