package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContenderTest {
  private static final String CLASS_PATH =
      "/home/target/classes:/m2/vertx-web-common-5.1.6.jar:/m2/vertx-web-5.1.5.jar:/m2/jooby-3.0-M1.jar";

  @Test
  void version_is_that_of_the_very_library() {
    assertThat(Contender.version(CLASS_PATH, "vertx-web")).contains("5.1.5");
    assertThat(Contender.version(CLASS_PATH, "jooby")).contains("3.0-M1");
    assertThat(Contender.version(CLASS_PATH, "javalin")).isEmpty();
  }

  @Test
  void server_that_was_not_built_has_an_obstacle() {
    assertThat(Contender.all().get(0).obstacle(Path.of("/nowhere")))
        .contains("not built: no benchmarks/target/classpath.txt");
  }
}
