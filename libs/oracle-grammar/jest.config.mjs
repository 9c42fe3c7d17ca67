import preset from '../../jest.preset.mjs';

// A construct that the parser meets for the first time may cost it seconds.
export default preset('oracle-grammar', { testTimeout: 120_000 });
