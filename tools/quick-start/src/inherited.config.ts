/** The environment that the services inherit: all of it, so that a setting of theirs can be given to `npm start`. */
export const inheritedEnvironment = (): Readonly<Record<string, string | undefined>> => ({ ...process.env });
