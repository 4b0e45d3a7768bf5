package io.molt.web.msgpack;

import io.molt.web.codec.Codec;
import io.molt.web.codec.MediaType;
import io.molt.web.json.JacksonFormat;
import io.molt.web.json.JsonCodec;
import io.molt.web.json.JsonLimits;
import java.lang.reflect.Type;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * MessagePack: whole values, bound by Jackson. There are no streams, since the format has no media type for a sequence, and
 * its arrays begin with their length.
 *
 * <p>Reads and writes {@code application/vnd.msgpack}, {@code application/msgpack} and {@code application/x-msgpack}.
 * {@code byte[]} and {@link java.nio.ByteBuffer} are left to other codecs; those within a value are binary data. Times are
 * written as ISO 8601 strings, and read from those and from the timestamp extension; other extension types are not read. A
 * {@code BigDecimal} is written where a {@code double} holds it.
 *
 * <p>The mapper of {@link #create()} is as strict as that of JSON. Errors are
 * {@link io.molt.web.codec.DecodingException}s whose message a client may see, with {@code offset} (from 0, in bytes) and
 * {@code pointer} (RFC 6901) of the offender. Immutable; any thread.
 */
public final class MsgPackCodec implements Codec {
  private static final int RANK = 200;
  private static final List<MediaType> TYPES = List.of(
      MediaType.of("application", "vnd.msgpack"),
      MediaType.of("application", "msgpack"),
      MediaType.of("application", "x-msgpack"));

  private final JacksonFormat format;

  /** Creates one like {@link #create()}; this is what {@link java.util.ServiceLoader} calls. */
  public MsgPackCodec() {
    this(JsonCodec.mapper(JsonLimits.DEFAULT).build());
  }

  private MsgPackCodec(JsonMapper mapper) {
    this.format = JacksonFormat.of(mapper, "MessagePack");
  }

  /** Returns a codec with a strict mapper and {@link JsonLimits#DEFAULT}. */
  public static MsgPackCodec create() {
    return new MsgPackCodec();
  }

  /** Returns a codec with a strict mapper and other limits: of depth, strings and names. */
  public static MsgPackCodec create(JsonLimits limits) {
    return of(JsonCodec.mapper(limits).build());
  }

  /** Returns a codec that binds values by a mapper as it is, its limits included; see {@link JsonCodec#mapper}. */
  public static MsgPackCodec of(JsonMapper mapper) {
    return new MsgPackCodec(mapper);
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public List<MediaType> mediaTypes() {
    return TYPES;
  }

  @Override
  public boolean canRead(Type type, MediaType mediaType) {
    return isMsgPack(mediaType) && !JacksonFormat.isBytes(type);
  }

  @Override
  public boolean canWrite(Type type, MediaType mediaType) {
    return canRead(type, mediaType);
  }

  @Override
  public Object decode(byte[] bytes, Type type, MediaType mediaType) {
    return format.decode(mapper -> new Unpacker(mapper, bytes), type);
  }

  @Override
  public byte[] encode(Object value, Type type, MediaType mediaType) {
    return Packer.pack(format.tree(value, type), value);
  }

  private static boolean isMsgPack(MediaType mediaType) {
    for (MediaType own : TYPES) {
      if (own.sameTypeAs(mediaType)) {
        return true;
      }
    }
    return false;
  }
}
