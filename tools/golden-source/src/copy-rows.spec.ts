import { copyText } from './copy-rows.ts';

describe('copyText', () => {
  it.each([[null, '\\N'], ['', ''], ['a\tb\nc\rd\\e', 'a\\tb\\nc\\rd\\\\e'], ['\\N', '\\\\N'], ["Ma'uke", "Ma'uke"]])(
    'writes %j as %j', (field, text) => expect(copyText(field)).toBe(text),
  );
});
