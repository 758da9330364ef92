import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { version } from '../discovery.ts';

/** The one form of OpenAPI v2 that kubectl reads: gnostic's openapi.v2.Document in protobuf. */
export const OPENAPI_V2_PROTOBUF = {
  asked: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  // The name with the @ is no valid media type, so the real server does not answer with it either.
  answered: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
};

const INFO = {
  title: 'Sticky lab',
  version: version.gitVersion,
  description: 'The kinds are described in /openapi/v3.',
};

/**
 * `/openapi/v2`, which says no more than that it is one. kubectl asks for it before it takes a `kind: List` apart, and
 * leaves kinds that it does not name to the server.
 */
export function openApiVersion2() {
  return { swagger: '2.0', info: INFO, paths: {}, definitions: {} };
}

/** The same in protobuf: `{swagger = 1, info = 2 {title = 1, version = 2, description = 3}}`. */
export function openApiVersion2Protobuf(): Uint8Array {
  const text = (writer: BinaryWriter, number: number, value: string) =>
    writer.tag(number, WireType.LengthDelimited).string(value);
  const writer = text(new BinaryWriter(), 1, '2.0').tag(2, WireType.LengthDelimited).fork();
  text(writer, 1, INFO.title);
  text(writer, 2, INFO.version);
  text(writer, 3, INFO.description);
  return writer.join().finish();
}
