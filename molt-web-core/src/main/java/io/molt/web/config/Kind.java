package io.molt.web.config;

import io.molt.web.http.TrustedPeers;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What values of a setting look like.
 *
 * @param placeholder what stands for a value where settings are listed
 * @param expected what a value must be, for those who wrote another
 * @param reader returns the value of a text, or nothing if it is not of this kind
 * @param writer returns a text that the reader understands, unless it is secret
 */
record Kind<T>(
    String placeholder,
    String expected,
    Function<String, Optional<T>> reader,
    Function<T, String> writer) {
  private static final int MAX_PORT = 65_535;
  private static final String HIDDEN = "***";

  static final Kind<String> TEXT = new Kind<>("TEXT", "text", Optional::of, text -> text);
  static final Kind<Integer> NUMBER =
      new Kind<>("NUMBER", "a whole number of up to 9 digits", Kind::readNumber, String::valueOf);
  static final Kind<Integer> PORT = new Kind<>(
      "PORT",
      "0 to " + MAX_PORT,
      text -> readNumber(text).filter(port -> port >= 0 && port <= MAX_PORT),
      String::valueOf);
  static final Kind<Boolean> SWITCH =
      new Kind<>("BOOLEAN", "true or false", Kind::readSwitch, String::valueOf);
  static final Kind<Duration> DURATION =
      new Kind<>("DURATION", "a duration such as 30s", DurationText::read, DurationText::write);
  static final Kind<Integer> SIZE = new Kind<>(
      "SIZE", "a size below 2GB such as 64KB", Kind::readSize, bytes -> SizeText.write(bytes));
  static final Kind<Long> LARGE_SIZE =
      new Kind<>("SIZE", "a size such as 64MB", SizeText::read, SizeText::write);
  static final Kind<Path> PATH = new Kind<>("FILE", "a path", Kind::readPath, Path::toString);
  static final Kind<TrustedPeers> PEERS = new Kind<>(
      "ADDRESSES",
      "addresses or blocks such as 10.0.0.0/8, separated by commas",
      Kind::readPeers,
      TrustedPeers::toString);
  static final Kind<String> SECRET = new Kind<>("SECRET", "text", Optional::of, text -> HIDDEN);

  /** Returns a kind with one value for each constant, written in lower case with hyphens. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    return oneOf(type, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** Returns a kind with one value for each constant, written by its name. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type, Function<E, String> name) {
    List<E> constants = List.of(type.getEnumConstants());
    String names = constants.stream().map(name).collect(Collectors.joining(" | "));
    return new Kind<>(
        names,
        names,
        text -> constants.stream().filter(each -> name.apply(each).equals(text)).findFirst(),
        name);
  }

  /** Returns a kind of lists, its values separated by commas; nothing is the empty list. */
  static <T> Kind<List<T>> listOf(Kind<T> each) {
    return new Kind<>(
        each.placeholder + ",..",
        each.expected + ", several separated by commas",
        text -> readList(each, text),
        list -> list.stream().map(each.writer).collect(Collectors.joining(",")));
  }

  boolean isSecret() {
    return this == SECRET;
  }

  /** Returns the value of a text, or nothing if it is not of this kind; white space around it does not count. */
  Optional<T> read(String text) {
    return reader.apply(isSecret() ? text : text.strip());
  }

  String write(T value) {
    return writer.apply(value);
  }

  /** Returns the text as it may be shown. */
  String quote(String text) {
    return isSecret() ? HIDDEN : "'" + text + "'";
  }

  private static Optional<Integer> readNumber(String text) {
    return text.matches("-?\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static Optional<Integer> readSize(String text) {
    return SizeText.read(text).filter(bytes -> bytes <= Integer.MAX_VALUE).map(Math::toIntExact);
  }

  private static Optional<Boolean> readSwitch(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<TrustedPeers> readPeers(String text) {
    try {
      return listOf(TEXT).read(text).map(TrustedPeers::of);
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static Optional<Path> readPath(String text) {
    try {
      return Optional.of(text).filter(path -> !path.isEmpty()).map(Path::of);
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }

  private static <T> Optional<List<T>> readList(Kind<T> each, String text) {
    List<Optional<T>> values = Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !text.isBlank())
        .map(each.reader)
        .toList();
    return values.stream().allMatch(Optional::isPresent)
        ? Optional.of(values.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }
}
