package io.molt.web.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Timeout(60)
class CodecsTest {

  /** Everything as the text of its name. */
  public static class Fixed implements Codec {
    private final MediaType mediaType;

    Fixed(MediaType mediaType) {
      this.mediaType = mediaType;
    }

    /** For the service loader. */
    public Fixed() {
      this(MediaType.of("application", "x-found"));
    }

    @Override
    public List<MediaType> mediaTypes() {
      return List.of(mediaType);
    }

    @Override
    public Object decode(byte[] bytes, Type type, MediaType ignored) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encode(Object value, Type type, MediaType ignored) {
      return value.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The same, for clients that ask for it. */
  public static final class Behind extends Fixed {
    /** For the service loader. */
    public Behind() {
      super(MediaType.of("application", "x-behind"));
    }

    @Override
    public int rank() {
      return 1;
    }
  }

  private static final Codecs PLAIN = Codecs.of(List.of(), List.of());

  @Test
  void the_first_codec_given_is_asked_first() {
    Codec first = new Fixed(MediaType.JSON);
    Codec second = new Fixed(MediaType.JSON);
    Codecs codecs = Codecs.of(List.of(first, second), List.of());

    assertThat(codecs.reader(Object.class, MediaType.JSON)).isSameAs(first);
    assertThat(codecs.writer(Object.class, MediaType.JSON)).isSameAs(first);
  }

  @Test
  void a_codec_given_comes_before_the_built_in_ones() {
    Codec mine = new Fixed(MediaType.TEXT);

    assertThat(Codecs.of(List.of(mine), List.of()).reader(String.class, MediaType.TEXT))
        .isSameAs(mine);
  }

  @Test
  void codecs_on_the_class_path_come_after_those_given_and_before_those_built_in(
      @TempDir Path services) throws IOException {
    Codec given = new Fixed(MediaType.JSON);

    Codecs codecs = withServices(services, List.of(given), Fixed.class);

    assertThat(codecs.offers(String.class, false, List.of()))
        .containsExactly(MediaType.JSON, MediaType.of("application", "x-found"), MediaType.TEXT);
  }

  @Test
  void codecs_on_the_class_path_stand_by_rank_and_those_given_as_given(@TempDir Path services)
      throws IOException {
    Codec given = new Behind();

    Codecs found = withServices(services, List.of(), Behind.class, Fixed.class);
    Codecs both = withServices(services, List.of(given), Behind.class, Fixed.class);

    MediaType behind = MediaType.of("application", "x-behind");
    MediaType first = MediaType.of("application", "x-found");
    assertThat(found.offers(Integer.class, false, List.of())).containsExactly(first, behind);
    assertThat(both.offers(Integer.class, false, List.of())).containsExactly(behind, first);
  }

  @Test
  void a_media_type_that_two_codecs_have_is_offered_once() {
    Codecs codecs =
        Codecs.of(List.of(new Fixed(MediaType.JSON), new Fixed(MediaType.JSON)), List.of());

    assertThat(codecs.offers(Integer.class, false, List.of())).containsExactly(MediaType.JSON);
    assertThat(codecs.readable(Integer.class, false)).containsExactly(MediaType.JSON);
  }

  @Test
  void text_is_read_from_and_written_as_any_text_type() {
    MediaType csv = MediaType.parse("text/csv; charset=iso-8859-1");
    Codec reader = PLAIN.reader(String.class, csv);

    assertThat(reader).isNotNull();
    assertThat(reader.decode(new byte[] {(byte) 0xe4}, String.class, csv)).isEqualTo("\u00e4");
    assertThat(reader.encode("\u00e4", String.class, csv)).containsExactly(0xe4);
    assertThat(reader.encode("\u00e4", String.class, MediaType.of("text", "x")))
        .containsExactly(0xc3, 0xa4);
    assertThat(PLAIN.reader(String.class, MediaType.JSON)).isNull();
    assertThat(PLAIN.reader(Integer.class, MediaType.TEXT)).isNull();
  }

  @Test
  void bytes_are_read_from_any_type() {
    MediaType png = MediaType.of("image", "png");
    Codec reader = PLAIN.reader(byte[].class, png);

    assertThat(reader).isNotNull();
    assertThat(reader.decode(new byte[] {1, 2}, byte[].class, png)).isEqualTo(new byte[] {1, 2});
    assertThat(PLAIN.writer(byte[].class, png)).isSameAs(reader);
  }

  @Test
  void streams_need_a_codec_that_says_so() {
    Codec whole = new Fixed(MediaType.JSON);
    Codecs codecs = Codecs.of(List.of(whole), List.of());

    assertThat(codecs.streamReader(String.class, MediaType.JSON)).isNull();
    assertThat(codecs.streamWriter(String.class, MediaType.JSON)).isNull();
    assertThat(codecs.offers(String.class, true, List.of(MediaType.EVENT_STREAM)))
        .containsExactly(MediaType.EVENT_STREAM);
    assertThatThrownBy(() -> whole.decodeStream(Flux.empty(), String.class, MediaType.JSON))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageEndingWith("Fixed reads no streams");
    assertThatThrownBy(() -> whole.encodeStream(Flux.empty(), String.class, MediaType.JSON))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageEndingWith("Fixed writes no streams");
  }

  @Test
  void readable_lists_what_a_client_may_send() {
    assertThat(PLAIN.readable(String.class, false)).containsExactly(MediaType.TEXT);
    assertThat(PLAIN.readable(Integer.class, false)).isEmpty();
  }

  @Test
  void without_validation_every_value_holds() {
    PLAIN.validate("x").as(StepVerifier::create).expectNext("x").verifyComplete();
  }

  @Test
  void validations_run_in_turn_until_one_refuses() {
    InvalidValueException refusal =
        new InvalidValueException(List.of(new Violation("/a", "is bad")));
    Codecs codecs = Codecs.of(List.of(), List.of(pass(), refuse(refusal)));

    codecs.validate("x").as(StepVerifier::create).verifyErrorMatches(refusal::equals);
    assertThat(refusal).hasMessageStartingWith("1 violation(s): ");
    assertThat(refusal.violations()).containsExactly(new Violation("/a", "is bad"));
  }

  @Test
  void the_type_of_a_reference_is_the_one_in_its_brackets() {
    assertThat(new TypeRef<List<String>>() {}.type().getTypeName())
        .isEqualTo("java.util.List<java.lang.String>");
  }

  @Test
  @SuppressWarnings("rawtypes") // the mistake under test
  void a_reference_without_a_type_says_how_to_write_one() {
    assertThatThrownBy(() -> new TypeRef() {})
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("TypeRef without a type (expected: new TypeRef<List<User>>() {})");
  }

  private static Validation pass() {
    return new Validation() {
      @Override
      public <T> Mono<T> check(T value) {
        return Mono.just(value);
      }
    };
  }

  private static Validation refuse(InvalidValueException refusal) {
    return new Validation() {
      @Override
      public <T> Mono<T> check(T value) {
        return Mono.error(refusal);
      }
    };
  }

  private static Codecs withServices(Path folder, List<Codec> given, Class<?>... providers)
      throws IOException {
    Path file = folder.resolve("META-INF/services/" + Codec.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, Stream.of(providers).map(Class::getName).toList());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return Codecs.of(given, List.of());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
