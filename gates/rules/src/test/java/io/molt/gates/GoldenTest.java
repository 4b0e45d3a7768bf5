package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves that a changed API fails, says how to accept the change, and that doing so accepts it. */
class GoldenTest {
  private static final Golden COMPARE = new Golden(false);

  @TempDir
  private Path directory;

  @Test
  void change_fails_and_names_the_command_that_accepts_it() throws IOException {
    Path file = Files.writeString(directory.resolve("api.txt"), "public class A\n");

    assertThatThrownBy(() -> COMPARE.check(file, "public class B\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("api.txt")
        .hasMessageContaining(Golden.REWRITE)
        .hasMessageContaining("public class B");
  }

  @Test
  void module_without_a_file_fails_as_soon_as_it_has_an_api() {
    Path file = directory.resolve("none.txt");

    assertThatCode(() -> COMPARE.check(file, "")).doesNotThrowAnyException();
    assertThatThrownBy(() -> COMPARE.check(file, "public class A\n"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void update_writes_what_the_next_comparison_accepts() {
    Path file = directory.resolve("new/api.txt");

    new Golden(true).check(file, "public class A\n");

    assertThat(file).hasContent("public class A");
    assertThatCode(() -> COMPARE.check(file, "public class A\n")).doesNotThrowAnyException();
  }
}
