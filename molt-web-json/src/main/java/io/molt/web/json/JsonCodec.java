package io.molt.web.json;

import io.molt.web.codec.Codec;
import io.molt.web.codec.MediaType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON (RFC 8259) by Jackson: whole values, and streams as a JSON array or as NDJSON, one value a line.
 *
 * <p>Reads {@code application/json} and every {@code +json} type; streams also from {@code application/x-ndjson},
 * {@code application/ndjson} and {@code application/jsonl}. A byte order mark is skipped; a charset other than UTF-8 is
 * an {@link io.molt.web.codec.UnsupportedMediaTypeException}. {@code byte[]} and {@link ByteBuffer} are left to other
 * codecs; a {@code String} is a JSON string.
 *
 * <p>The mapper of {@link #create()} follows Jackson 3: dates are ISO 8601 strings and unknown members are ignored, so
 * that clients may be newer than the server. It is stricter where a value would silently become another one: numbers in
 * strings, fractions for whole numbers, ordinals for enums, null or nothing for a primitive, and a member that comes
 * twice are errors.
 *
 * <p>Errors are {@link io.molt.web.codec.DecodingException}s whose message a client may see, with {@code line},
 * {@code column} (both from 1, in bytes) and {@code pointer} (RFC 6901) of the offender. Immutable; any thread.
 */
public final class JsonCodec implements Codec {
  private static final String NAME = "JSON";
  private static final List<MediaType> WHOLE = List.of(MediaType.JSON);
  private static final List<MediaType> STREAMED = List.of(MediaType.JSON, MediaType.NDJSON);

  private final JsonMapper mapper;
  private final int maxElement;
  private final TypeCache<ValueReader> readers;
  private final TypeCache<ValueWriter> writers;

  /** Creates one like {@link #create()}; this is what {@link java.util.ServiceLoader} calls. */
  public JsonCodec() {
    this(mapper(JsonLimits.DEFAULT).build(), JsonLimits.DEFAULT.element());
  }

  private JsonCodec(JsonMapper mapper, int maxElement) {
    this.mapper = mapper;
    this.maxElement = maxElement;
    this.readers = new TypeCache<>(type -> ValueReader.of(mapper, NAME, type));
    this.writers = new TypeCache<>(type -> ValueWriter.of(mapper, NAME, type));
  }

  /** Returns a codec with a strict mapper and {@link JsonLimits#DEFAULT}. */
  public static JsonCodec create() {
    return new JsonCodec();
  }

  /** Returns a codec with a strict mapper and other limits. */
  public static JsonCodec create(JsonLimits limits) {
    return new JsonCodec(mapper(limits).build(), limits.element());
  }

  /** Returns a codec over a mapper as it is, its limits included; elements of streams are bounded to 1 MiB. */
  public static JsonCodec of(JsonMapper mapper) {
    return new JsonCodec(mapper, JsonLimits.DEFAULT.element());
  }

  /**
   * Returns a builder of the strict mapper, to add to before {@link #of(JsonMapper)}: modules, a naming strategy.
   *
   * @param limits what the mapper enforces; {@link JsonLimits#element()} is not the mapper's, see
   *     {@link #withMaxElement(int)}
   */
  public static JsonMapper.Builder mapper(JsonLimits limits) {
    return Mappers.strict(limits);
  }

  /**
   * Returns a copy with another bound on the elements of a stream that is read, in bytes.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public JsonCodec withMaxElement(int bytes) {
    return new JsonCodec(mapper, JsonLimits.DEFAULT.withElement(bytes).element());
  }

  @Override
  public List<MediaType> mediaTypes() {
    return WHOLE;
  }

  @Override
  public List<MediaType> streamMediaTypes() {
    return STREAMED;
  }

  @Override
  public boolean canRead(Type type, MediaType mediaType) {
    return Formats.isJson(mediaType) && !JacksonFormat.isBytes(type);
  }

  @Override
  public boolean canWrite(Type type, MediaType mediaType) {
    return Formats.isJson(mediaType) && !JacksonFormat.isBytes(type);
  }

  @Override
  public boolean canReadStream(Type elementType, MediaType mediaType) {
    return Formats.isStream(mediaType) && !JacksonFormat.isBytes(elementType);
  }

  @Override
  public boolean canWriteStream(Type elementType, MediaType mediaType) {
    return Formats.isStream(mediaType) && !JacksonFormat.isBytes(elementType);
  }

  @Override
  public Object decode(byte[] bytes, Type type, MediaType mediaType) {
    Formats.requireUtf8(mediaType);
    return readers.get(type).read(Element.whole(bytes));
  }

  @Override
  public byte[] encode(Object value, Type type, MediaType mediaType) {
    Formats.requireUtf8(mediaType);
    return writers.get(type).write(value);
  }

  /**
   * Returns the elements of a JSON array or of NDJSON lines, each read as soon as its last byte is there. Only the
   * element being read is held in memory; one longer than the limit is a
   * {@link io.molt.web.codec.DecodingException}. Bytes are asked for one buffer at a time, while elements are.
   *
   * <p>In NDJSON each line holds one value; blank lines are skipped, and the last line needs no newline.
   */
  @Override
  public Flux<Object> decodeStream(Flux<ByteBuffer> bytes, Type elementType, MediaType mediaType) {
    Formats.requireUtf8(mediaType);
    return new ElementDecoder(
        bytes,
        readers.get(elementType),
        Formats.isNdjson(mediaType)
            ? () -> new LineSplitter(maxElement)
            : () -> new ArraySplitter(maxElement));
  }

  /**
   * Returns one buffer per element, and in a JSON array one more for the closing bracket. Nothing is written before the
   * first element or the end of an empty stream. An
   * element that cannot be written is an {@link io.molt.web.codec.EncodingException} after the elements before it.
   */
  @Override
  public Flux<ByteBuffer> encodeStream(Flux<?> elements, Type elementType, MediaType mediaType) {
    Formats.requireUtf8(mediaType);
    return new ElementEncoder(elements, writers.get(elementType), Framing.of(mediaType));
  }
}
