package io.molt.web.msgpack;

import io.molt.web.codec.DecodingException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ErrorReportConfiguration;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.Version;
import tools.jackson.core.base.ParserBase;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.io.ContentReference;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.DupDetector;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.SimpleStreamReadContext;

/**
 * Reads MessagePack token by token, in the form that Jackson binds values from. Holds no more than one string, number or
 * piece of binary data, and a count for each array and map that is open, whatever lengths the bytes claim.
 */
final class Unpacker extends ParserBase {
  private final ByteBuffer in;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

  private SimpleStreamReadContext context;
  /** How many names and values are missing at each depth. */
  private long[] missing = new long[8];

  private @Nullable String text;
  /** Where the current token begins. */
  private int start;

  /**
   * Creates one over the content.
   *
   * @param mapper what the mapper allows
   */
  Unpacker(ObjectReadContext mapper, byte[] content) {
    super(mapper, io(mapper), mapper.getStreamReadFeatures(STREAM_READ_FEATURE_DEFAULTS));
    this.in = ByteBuffer.wrap(content);
    this.context = SimpleStreamReadContext.createRootContext(
        isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            ? DupDetector.rootDetector(this)
            : null);
  }

  private static IOContext io(ObjectReadContext mapper) {
    return new IOContext(
        mapper.streamReadConstraints(),
        StreamWriteConstraints.defaults(),
        ErrorReportConfiguration.defaults(),
        new BufferRecycler(),
        ContentReference.redacted(),
        false,
        JsonEncoding.UTF8);
  }

  @Override
  public JsonToken nextToken() {
    _numTypesValid = NR_UNKNOWN;
    _binaryValue = null;
    start = in.position();
    if (context.inRoot()) {
      return in.hasRemaining() ? _updateToken(value()) : _updateTokenToNull();
    }
    long left = missing[context.getNestingDepth()]--;
    if (left == 0) {
      return _updateToken(closed());
    }
    return _updateToken(context.inObject() && left % 2 == 0 ? name() : value());
  }

  private JsonToken value() {
    context.valueRead();
    int code = code();
    if (code < 0x80 || code >= 0xe0) {
      return whole((byte) code);
    }
    if (code < 0xc0) {
      return inOneByte(code);
    }
    return switch (code) {
      case 0xc0 -> JsonToken.VALUE_NULL;
      case 0xc2 -> JsonToken.VALUE_FALSE;
      case 0xc3 -> JsonToken.VALUE_TRUE;
      case 0xc4, 0xc5, 0xc6 -> binary(length(code - 0xc4));
      case 0xc7, 0xc8, 0xc9 -> extension(length(code - 0xc7));
      case 0xca -> real(Float.intBitsToFloat((int) unsigned(4)));
      case 0xcb -> real(Double.longBitsToDouble(unsigned(8)));
      case 0xcc, 0xcd, 0xce -> whole(length(code - 0xcc));
      case 0xcf -> large(unsigned(8));
      case 0xd0, 0xd1, 0xd2, 0xd3 -> signed(1 << (code - 0xd0));
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (code - 0xd4));
      case 0xd9, 0xda, 0xdb -> string(length(code - 0xd9));
      case 0xdc, 0xdd -> array(length(code - 0xdc + 1));
      case 0xde, 0xdf -> object(length(code - 0xde + 1));
      default -> throw malformed();
    };
  }

  private JsonToken inOneByte(int code) {
    if (code < 0x90) {
      return object(code & 0x0f);
    }
    return code < 0xa0 ? array(code & 0x0f) : string(code & 0x1f);
  }

  private JsonToken array(long size) {
    require(size);
    opened(context.createChildArrayContext(-1, -1), size);
    return JsonToken.START_ARRAY;
  }

  private JsonToken object(long size) {
    require(2 * size);
    opened(context.createChildObjectContext(-1, -1), 2 * size);
    return JsonToken.START_OBJECT;
  }

  private void opened(SimpleStreamReadContext inner, long items) {
    int depth = inner.getNestingDepth();
    _streamReadConstraints.validateNestingDepth(depth);
    if (depth == missing.length) {
      missing = Arrays.copyOf(missing, 2 * depth);
    }
    missing[depth] = items;
    context = inner;
  }

  private JsonToken closed() {
    JsonToken end = context.inArray() ? JsonToken.END_ARRAY : JsonToken.END_OBJECT;
    context = context.clearAndGetParent();
    return end;
  }

  private JsonToken name() {
    int code = code();
    String name;
    if (code >= 0xa0 && code < 0xc0) {
      name = utf8(code & 0x1f);
    } else if (code >= 0xd9 && code <= 0xdb) {
      name = utf8(length(code - 0xd9));
    } else {
      throw failure("a member name is not a string");
    }
    _streamReadConstraints.validateNameLength(name.length());
    context.setCurrentName(name);
    return JsonToken.PROPERTY_NAME;
  }

  private JsonToken whole(long value) {
    if (value == (int) value) {
      _numberInt = (int) value;
      _numTypesValid = NR_INT;
    } else {
      _numberLong = value;
      _numTypesValid = NR_LONG;
    }
    return JsonToken.VALUE_NUMBER_INT;
  }

  private JsonToken large(long bits) {
    if (bits >= 0) {
      return whole(bits);
    }
    _numberBigInt = new BigInteger(Long.toUnsignedString(bits));
    _numTypesValid = NR_BIGINT;
    return JsonToken.VALUE_NUMBER_INT;
  }

  private JsonToken signed(int size) {
    int shift = Long.SIZE - 8 * size;
    return whole(unsigned(size) << shift >> shift);
  }

  private JsonToken real(float value) {
    real((double) value);
    _numberFloat = value;
    _numTypesValid |= NR_FLOAT;
    return JsonToken.VALUE_NUMBER_FLOAT;
  }

  private JsonToken real(double value) {
    _numberDouble = value;
    _numberIsNaN = !Double.isFinite(value);
    _numTypesValid = NR_DOUBLE;
    return JsonToken.VALUE_NUMBER_FLOAT;
  }

  private JsonToken string(long length) {
    String string = utf8(length);
    _streamReadConstraints.validateStringLength(string.length());
    text = string;
    return JsonToken.VALUE_STRING;
  }

  private JsonToken binary(long length) {
    require(length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    _binaryValue = bytes;
    return JsonToken.VALUE_EMBEDDED_OBJECT;
  }

  private JsonToken extension(long length) {
    byte type = (byte) code();
    if (type != Timestamp.TYPE) {
      throw failure("extension type " + type + " (expected: none but timestamps)");
    }
    text = Timestamp.text(slice(length));
    if (text == null) {
      throw malformed();
    }
    return JsonToken.VALUE_STRING;
  }

  private String utf8(long length) {
    try {
      return utf8.decode(slice(length)).toString();
    } catch (CharacterCodingException malformed) {
      throw failure("a string is not UTF-8");
    }
  }

  private ByteBuffer slice(long length) {
    require(length);
    ByteBuffer slice = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return slice;
  }

  private int code() {
    return (int) unsigned(1);
  }

  /** Returns a length, or a number, of 8, 16 or 32 bits. */
  private long length(int power) {
    return unsigned(1 << power);
  }

  private long unsigned(int size) {
    require(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (in.get() & 0xff);
    }
    return value;
  }

  /** Refuses what claims more than there is; a value takes a byte at least. */
  private void require(long bytes) {
    if (bytes > in.remaining()) {
      throw new UnexpectedEndOfInputException(this, _currToken, "end of input");
    }
  }

  private StreamReadException malformed() {
    return new StreamReadException(this, "malformed");
  }

  private StreamReadException failure(String message) {
    return new StreamReadException(this, message, new DecodingException(message, Map.of(), null));
  }

  @Override
  public @Nullable String currentName() {
    boolean opening = _currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY;
    return opening ? context.getParent().currentName() : context.currentName();
  }

  @Override
  public @Nullable String getString() {
    if (_currToken == null) {
      return null;
    }
    return switch (_currToken) {
      case PROPERTY_NAME -> context.currentName();
      case VALUE_STRING -> text;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> getNumberValue().toString();
      default -> _currToken.asString();
    };
  }

  @Override
  public char[] getStringCharacters() {
    return String.valueOf(getString()).toCharArray();
  }

  @Override
  public int getStringLength() {
    return String.valueOf(getString()).length();
  }

  @Override
  public int getStringOffset() {
    return 0;
  }

  @Override
  public @Nullable Object getEmbeddedObject() {
    return _currToken == JsonToken.VALUE_EMBEDDED_OBJECT ? _binaryValue : null;
  }

  @Override
  public NumberTypeFP getNumberTypeFP() {
    if (_currToken != JsonToken.VALUE_NUMBER_FLOAT) {
      return NumberTypeFP.UNKNOWN;
    }
    return getNumberType() == NumberType.FLOAT ? NumberTypeFP.FLOAT32 : NumberTypeFP.DOUBLE64;
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

  @Override
  protected void _parseNumericValue(int expected) {
    throw _constructNotNumericType(_currToken, expected);
  }

  @Override
  protected int _parseIntValue() {
    throw _constructNotNumericType(_currToken, NR_INT);
  }

  @Override
  public TokenStreamContext streamReadContext() {
    return context;
  }

  @Override
  public TokenStreamLocation currentTokenLocation() {
    return new TokenStreamLocation(ContentReference.redacted(), start, -1, -1, -1);
  }

  @Override
  public TokenStreamLocation currentLocation() {
    return currentTokenLocation();
  }

  @Override
  public @Nullable Object streamReadInputSource() {
    return null;
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  protected void _closeInput() {
    // The content is in memory.
  }
}
