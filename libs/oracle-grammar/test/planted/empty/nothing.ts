// No statement here.
export {};
