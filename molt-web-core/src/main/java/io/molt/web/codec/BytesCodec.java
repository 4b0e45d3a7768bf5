package io.molt.web.codec;

import java.lang.reflect.Type;
import java.util.List;

/** Byte arrays as they are, from any media type. */
final class BytesCodec implements Codec {

  @Override
  public List<MediaType> mediaTypes() {
    return List.of(MediaType.OCTET_STREAM);
  }

  @Override
  public boolean canRead(Type type, MediaType mediaType) {
    return type == byte[].class;
  }

  @Override
  public boolean canWrite(Type type, MediaType mediaType) {
    return type == byte[].class;
  }

  @Override
  public Object decode(byte[] bytes, Type type, MediaType mediaType) {
    return bytes;
  }

  @Override
  public byte[] encode(Object value, Type type, MediaType mediaType) {
    return (byte[]) value;
  }
}
