const TOKEN = /\beyJ[\w-]{4,}\.[\w-]+\.[\w-]+/g;
const URL_PASSWORD = /(\/\/[^\s/:@"]*:)[^\s/@"]+@/g;

/**
 * The last net under a line of the log: whatever a library puts into an error message, no token and no password of a
 * URL leaves the process. Fields are redacted by name before that.
 */
export const scrub = (line: string): string => line.replace(TOKEN, '[token]').replace(URL_PASSWORD, '$1[secret]@');
