package io.molt.web.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/**
 * The codecs of an app in their order of precedence, and the validations that follow a read. Immutable.
 *
 * <p>Order is precedence: codecs given by hand, then those on the class path by {@linkplain Codec#rank() rank}, then text
 * for {@code String} and bytes for {@code byte[]}.
 */
public final class Codecs {
  private static final List<Codec> BUILT_IN = List.of(new BytesCodec(), new TextCodec());

  private final List<Codec> codecs;
  private final List<Validation> validations;

  private Codecs(List<Codec> codecs, List<Validation> validations) {
    this.codecs = List.copyOf(codecs);
    this.validations = List.copyOf(validations);
  }

  /** Returns the given codecs and validations, followed by those that {@link ServiceLoader} finds. */
  public static Codecs of(List<Codec> codecs, List<Validation> validations) {
    List<Codec> all = new ArrayList<>(codecs);
    all.addAll(found());
    all.addAll(BUILT_IN);
    // One validation is enough: the one given by hand replaces what is on the class path.
    List<Validation> checks = new ArrayList<>(validations);
    if (checks.isEmpty()) {
      ServiceLoader.load(Validation.class).forEach(checks::add);
    }
    return new Codecs(all, checks);
  }

  private static List<Codec> found() {
    List<Codec> found = new ArrayList<>();
    ServiceLoader.load(Codec.class).forEach(found::add);
    found.sort(Comparator.comparingInt(Codec::rank));
    return found;
  }

  /** Returns the first codec that reads {@code type} from {@code mediaType}, or null if there is none. */
  public @Nullable Codec reader(Type type, MediaType mediaType) {
    for (Codec codec : codecs) {
      if (codec.canRead(type, mediaType)) {
        return codec;
      }
    }
    return null;
  }

  /** Returns the first codec that reads a stream of {@code elementType} from {@code mediaType}, or null. */
  public @Nullable Codec streamReader(Type elementType, MediaType mediaType) {
    for (Codec codec : codecs) {
      if (codec.canReadStream(elementType, mediaType)) {
        return codec;
      }
    }
    return null;
  }

  /** Returns the first codec that writes {@code type} as {@code mediaType}, or null if there is none. */
  public @Nullable Codec writer(Type type, MediaType mediaType) {
    for (Codec codec : codecs) {
      if (codec.canWrite(type, mediaType)) {
        return codec;
      }
    }
    return null;
  }

  /** Returns the first codec that writes a stream of {@code elementType} as {@code mediaType}, or null. */
  public @Nullable Codec streamWriter(Type elementType, MediaType mediaType) {
    for (Codec codec : codecs) {
      if (codec.canWriteStream(elementType, mediaType)) {
        return codec;
      }
    }
    return null;
  }

  /**
   * Returns the offer that the client wants most by its {@code Accept} header (RFC 9110 section 12.5.1), the earlier one
   * where weights are equal, or null if it accepts none.
   *
   * @param accept the header value; null if absent, which accepts everything
   */
  public static @Nullable MediaType best(List<MediaType> offers, @Nullable String accept) {
    return Accept.parse(accept).best(offers);
  }

  /**
   * Returns the media types in which a value can be written, in order of precedence.
   *
   * @param stream whether a stream of elements of {@code type} is to be written
   * @param more further media types to offer, last
   */
  public List<MediaType> offers(Type type, boolean stream, List<MediaType> more) {
    List<MediaType> offers = new ArrayList<>();
    for (Codec codec : codecs) {
      for (MediaType own : stream ? codec.streamMediaTypes() : codec.mediaTypes()) {
        boolean writes = stream ? codec.canWriteStream(type, own) : codec.canWrite(type, own);
        if (writes && !offers.contains(own)) {
          offers.add(own);
        }
      }
    }
    offers.addAll(more);
    return offers;
  }

  /**
   * Returns the media types from which a value of {@code type} can be read.
   *
   * @param stream whether a stream of elements of {@code type} is to be read
   */
  public List<MediaType> readable(Type type, boolean stream) {
    List<MediaType> readable = new ArrayList<>();
    for (Codec codec : codecs) {
      for (MediaType own : stream ? codec.streamMediaTypes() : codec.mediaTypes()) {
        boolean reads = stream ? codec.canReadStream(type, own) : codec.canRead(type, own);
        if (reads && !readable.contains(own)) {
          readable.add(own);
        }
      }
    }
    return readable;
  }

  /**
   * Returns the value after all validations, or an error of type {@link InvalidValueException}. A value that is found
   * sound at once is a Mono that has it at hand, a {@link Fuseable.ScalarCallable}.
   */
  public <T> Mono<T> validate(T value) {
    T valid = value;
    for (int i = 0; i < validations.size(); i++) {
      Mono<T> checked = validations.get(i).check(valid);
      T sound = valueOf(checked);
      if (sound == null) {
        return rest(required(checked, validations.get(i)), i + 1);
      }
      valid = sound;
    }
    return Mono.just(valid);
  }

  private <T> Mono<T> rest(Mono<T> checked, int next) {
    Mono<T> all = checked;
    for (Validation validation : validations.subList(next, validations.size())) {
      all = all.flatMap(valid -> required(validation.check(valid), validation));
    }
    return all;
  }

  private static <T> Mono<T> required(Mono<T> checked, Validation validation) {
    return checked.switchIfEmpty(Mono.error(() -> new IllegalStateException(
        validation.getClass().getName() + " was empty (expected: the value, or an error)")));
  }

  /** Returns the value of a Mono that has it at hand; null if it has none, or an error, which a subscription tells. */
  @SuppressWarnings("unchecked") // a Mono of T has no other value
  private static <T> @Nullable T valueOf(Mono<T> checked) {
    try {
      return checked instanceof Fuseable.ScalarCallable<?> constant ? (T) constant.call() : null;
    } catch (Exception error) {
      return null;
    }
  }
}
