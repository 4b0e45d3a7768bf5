package io.molt.web.codec;

import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Strings as {@code text/*}; UTF-8 unless the media type says otherwise. */
final class TextCodec implements Codec {

  @Override
  public List<MediaType> mediaTypes() {
    return List.of(MediaType.TEXT);
  }

  @Override
  public boolean canRead(Type type, MediaType mediaType) {
    return type == String.class && mediaType.type().equals("text");
  }

  @Override
  public boolean canWrite(Type type, MediaType mediaType) {
    return type == String.class && mediaType.type().equals("text");
  }

  @Override
  public Object decode(byte[] bytes, Type type, MediaType mediaType) {
    return mediaType.text(bytes);
  }

  @Override
  public byte[] encode(Object value, Type type, MediaType mediaType) {
    return ((String) value).getBytes(charset(mediaType));
  }

  private static Charset charset(MediaType mediaType) {
    return mediaType.charset().orElse(StandardCharsets.UTF_8);
  }
}
