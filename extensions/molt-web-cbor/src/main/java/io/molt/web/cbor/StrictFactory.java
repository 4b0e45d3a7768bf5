package io.molt.web.cbor;

import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.IOContext;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORFactoryBuilder;
import tools.jackson.dataformat.cbor.CBORParser;

/** Makes parsers that read numbers as RFC 8949 says. */
final class StrictFactory extends CBORFactory {
  private static final long serialVersionUID = 1;

  StrictFactory(CBORFactoryBuilder settings) {
    super(settings);
  }

  private StrictFactory(StrictFactory other) {
    super(other);
  }

  @Override
  public CBORFactory copy() {
    return new StrictFactory(this);
  }

  @Override
  protected CBORParser _createParser(
      ObjectReadContext mapper, IOContext io, byte[] content, int offset, int length) {
    _streamReadConstraints.validateDocumentLength(length);
    return new StrictParser(
        mapper,
        io,
        mapper.getStreamReadFeatures(_streamReadFeatures),
        mapper.getFormatReadFeatures(_formatReadFeatures),
        _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
        content,
        offset,
        length);
  }
}
