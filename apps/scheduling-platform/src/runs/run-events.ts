export { shorten } from './domain/shorten.ts';
