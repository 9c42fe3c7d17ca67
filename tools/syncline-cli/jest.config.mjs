import preset from '../../jest.preset.mjs';

// Most tests start the tool a dozen times, a process each.
export default preset('syncline-cli', { testTimeout: 60_000 });
