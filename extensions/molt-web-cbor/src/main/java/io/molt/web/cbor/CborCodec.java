package io.molt.web.cbor;

import io.molt.web.codec.Codec;
import io.molt.web.codec.MediaType;
import io.molt.web.json.JacksonFormat;
import io.molt.web.json.JsonLimits;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORFactoryBuilder;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.cbor.CBORReadFeature;

/**
 * CBOR (RFC 8949) by Jackson: whole values, and streams as a CBOR sequence (RFC 8742) or as one array.
 *
 * <p>Reads {@code application/cbor} and every {@code +cbor} type; streams also from {@code application/cbor-seq} and every
 * {@code +cbor-seq} type. {@code byte[]} and {@link ByteBuffer} are left to other codecs; those within a value are byte
 * strings. A {@code String} is a text string.
 *
 * <p>The mapper of {@link #create()} is as strict as that of JSON: dates are ISO 8601 strings, unknown members are ignored,
 * and no value silently becomes one of another type. {@code undefined} is null. Text that is not UTF-8, references to
 * strings (tags 25 and 256) and simple values without a meaning are errors whatever the mapper.
 *
 * <p>Errors are {@link io.molt.web.codec.DecodingException}s whose message a client may see, with {@code offset} (from 0, in
 * bytes) and {@code pointer} (RFC 6901) of the offender. Immutable; any thread.
 */
public final class CborCodec implements Codec {
  private static final int RANK = 100;
  private static final MediaType CBOR = MediaType.of("application", "cbor");
  private static final MediaType SEQUENCE = MediaType.of("application", "cbor-seq");
  private static final List<MediaType> WHOLE = List.of(CBOR);
  private static final List<MediaType> STREAMED = List.of(SEQUENCE, CBOR);

  private final JacksonFormat format;
  private final JsonLimits limits;

  /** Creates one like {@link #create()}; this is what {@link java.util.ServiceLoader} calls. */
  public CborCodec() {
    this(mapper(JsonLimits.DEFAULT).build(), JsonLimits.DEFAULT);
  }

  private CborCodec(CBORMapper mapper, JsonLimits limits) {
    this.format = JacksonFormat.of(mapper, "CBOR");
    this.limits = limits;
  }

  /** Returns a codec with a strict mapper and {@link JsonLimits#DEFAULT}. */
  public static CborCodec create() {
    return new CborCodec();
  }

  /** Returns a codec with a strict mapper and other limits. */
  public static CborCodec create(JsonLimits limits) {
    return new CborCodec(mapper(limits).build(), limits);
  }

  /**
   * Returns a codec over a mapper as it is, its limits included.
   *
   * @param limits of streams: {@link JsonLimits#depth()} and {@link JsonLimits#element()}; the others are the mapper's
   */
  public static CborCodec of(CBORMapper mapper, JsonLimits limits) {
    return new CborCodec(mapper, limits);
  }

  /** Returns a builder of the strict mapper, to add to before {@link #of}: modules, a naming strategy. */
  public static CBORMapper.Builder mapper(JsonLimits limits) {
    CBORFactoryBuilder settings = CBORFactory.builder()
        .streamReadConstraints(JacksonFormat.constraints(limits))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(CBORReadFeature.READ_UNDEFINED_AS_EMBEDDED_OBJECT);
    return JacksonFormat.strict(CBORMapper.builder(new StrictFactory(settings)));
  }

  @Override
  public int rank() {
    return RANK;
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
    return mediaType.hasSuffix("cbor") && !JacksonFormat.isBytes(type);
  }

  @Override
  public boolean canWrite(Type type, MediaType mediaType) {
    return canRead(type, mediaType);
  }

  @Override
  public boolean canReadStream(Type elementType, MediaType mediaType) {
    return (isSequence(mediaType) || mediaType.hasSuffix("cbor"))
        && !JacksonFormat.isBytes(elementType);
  }

  @Override
  public boolean canWriteStream(Type elementType, MediaType mediaType) {
    return canReadStream(elementType, mediaType);
  }

  @Override
  public Object decode(byte[] bytes, Type type, MediaType mediaType) {
    return format.decode(Validity.required(bytes, 0), type);
  }

  @Override
  public byte[] encode(Object value, Type type, MediaType mediaType) {
    return format.encode(value, type);
  }

  /**
   * Returns the items of a sequence, or the elements of an array, each read as soon as its last byte is there. One buffer
   * and one element are held in memory; an element longer than the limit is a
   * {@link io.molt.web.codec.DecodingException}.
   */
  @Override
  public Flux<Object> decodeStream(Flux<ByteBuffer> bytes, Type elementType, MediaType mediaType) {
    return Flux.defer(() -> {
      ItemSplitter splitter =
          isSequence(mediaType) ? ItemSplitter.ofSequence(limits) : ItemSplitter.ofArray(limits);
      return bytes
          .concatMapIterable(splitter::feed, 1)
          .concatWith(Mono.fromRunnable(splitter::finish))
          .map(item -> element(item, elementType));
    });
  }

  private Object element(ItemSplitter.Item item, Type type) {
    byte[] bytes = Validity.required(item.bytes(), item.offset());
    return format.decode(bytes, type, item.index(), item.offset());
  }

  /**
   * Returns one buffer per element, and in an array, which is of indefinite length, one more for its end. Nothing is written
   * before the first element or the end of an empty stream.
   */
  @Override
  public Flux<ByteBuffer> encodeStream(Flux<?> elements, Type elementType, MediaType mediaType) {
    if (isSequence(mediaType)) {
      return elements.map(element -> ByteBuffer.wrap(format.encode(element, elementType)));
    }
    return Flux.defer(() -> {
      ArrayFraming array = new ArrayFraming();
      return elements
          .map(element -> array.element(format.encode(element, elementType)))
          .concatWith(Mono.fromSupplier(array::end));
    });
  }

  private static boolean isSequence(MediaType mediaType) {
    return mediaType.hasSuffix("cbor-seq");
  }
}
