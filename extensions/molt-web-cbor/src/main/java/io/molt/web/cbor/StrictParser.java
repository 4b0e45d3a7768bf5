package io.molt.web.cbor;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.sym.ByteQuadsCanonicalizer;
import tools.jackson.dataformat.cbor.CBORParser;

/** Jackson's parser, but for numbers that it takes for others, or fails with. */
final class StrictParser extends CBORParser {
  private static final int UNSIGNED_BIGNUM = 2;

  StrictParser(
      ObjectReadContext mapper,
      IOContext io,
      int streamFeatures,
      int formatFeatures,
      ByteQuadsCanonicalizer names,
      byte[] content,
      int offset,
      int length) {
    super(
        mapper,
        io,
        streamFeatures,
        formatFeatures,
        names,
        null,
        content,
        offset,
        offset + length,
        false);
  }

  /** A bignum is the value of its bytes without a sign, or -1 minus it (RFC 8949 section 3.4.3). */
  @Override
  protected JsonToken _handleTaggedBinary(TagList tags) {
    boolean unsigned = tags.contains(UNSIGNED_BIGNUM);
    JsonToken token = super._handleTaggedBinary(tags);
    if (token == JsonToken.VALUE_NUMBER_INT) {
      BigInteger value = new BigInteger(1, _binaryValue);
      _numberBigInt = unsigned ? value : value.not();
    }
    return token;
  }

  @Override
  public BigDecimal getDecimalValue() {
    requireFinite(BigDecimal.class);
    return super.getDecimalValue();
  }

  @Override
  public BigInteger getBigIntegerValue() {
    requireFinite(BigInteger.class);
    return super.getBigIntegerValue();
  }

  private void requireFinite(Class<?> target) {
    if (isNaN()) {
      throw new InputCoercionException(this, "not a finite number", _currToken, target);
    }
  }
}
