/** The JSON form of a manifest, byte for byte the payload of its JWS. Verifies nothing: for the service that signed it. */
export function manifestPayload(jws: string): Buffer {
  return Buffer.from(jws.split('.')[1] ?? '', 'base64url');
}
