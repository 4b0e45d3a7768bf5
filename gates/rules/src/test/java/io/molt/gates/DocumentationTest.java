package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every public member to having Javadoc, and proves that one without is found. */
class DocumentationTest {

  @ParameterizedTest
  @MethodSource("modules")
  void every_public_member_is_described(String module) throws IOException {
    assertThat(Undocumented.in(sources(module))).as("public, without Javadoc").isEmpty();
  }

  @Test
  void public_member_without_javadoc_is_found_with_its_line() throws IOException {
    List<String> found = Undocumented.in(List.of(source("""
        /** Told. */
        public class A {
          public int field;
          protected A() {}
          /** Told. */
          public void told() {}
          public void untold() {}
          /** Told. */
          public interface B {
            int ask();
          }
          public enum C { ONE }
        }
        """)));

    assertThat(found)
        .containsExactly(
            "/A.java:3 A.field",
            "/A.java:4 A.<init>",
            "/A.java:7 A.untold",
            "/A.java:10 A.B.ask",
            "/A.java:12 A.C",
            "/A.java:12 A.C.ONE");
  }

  @Test
  void member_that_users_do_not_see_or_that_is_told_elsewhere_needs_no_javadoc()
      throws IOException {
    assertThat(Undocumented.in(List.of(source("""
        /**
         * Told.
         *
         * @param x told
         */
        public record A(int x) {
          public A {
            x = 1;
          }
          void hidden() {}
          @Override
          public String toString() {
            return "A";
          }
          static final class Hidden {
            public void alsoHidden() {}
          }
        }
        """)))).isEmpty();
  }

  private static Stream<String> modules() {
    return Product.MODULES.keySet().stream().sorted();
  }

  private static List<JavaFileObject> sources(String module) throws IOException {
    Path directory = Product.directory(module).resolve("src/main/java");
    if (Files.notExists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> source(file.toUri(), read(file)))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JavaFileObject source(String text) {
    return source(URI.create("string:///A.java"), text);
  }

  private static JavaFileObject source(URI name, String text) {
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
